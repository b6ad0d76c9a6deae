"""What needs no server: signatures, addresses, URLs, the schedule, options."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
import standardwebhooks
import svix.webhooks
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import make_url
from tollkeeper_server import times
from tollkeeper_server.delivery.addresses import all_public, is_public
from tollkeeper_server.delivery.options import SCHEDULE, option_names, read_options
from tollkeeper_server.delivery.schedule import Outcome, next_attempt, read_retry_after, throttled_until
from tollkeeper_server.delivery.signing import new_secret, signature, signed_headers
from tollkeeper_server.delivery.urls import parse_target
from tollkeeper_server.errors import StartError
from tollkeeper_server.settings import OTHERS, Settings, read_settings
from tollkeeper_server.times import DAY, HOUR, MINUTE, SECOND

NOW = 1_700_000_000 * SECOND


def test_the_public_vector_is_reproduced() -> None:
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    signed = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("library", [standardwebhooks.Webhook, svix.webhooks.Webhook])
def test_the_public_libraries_verify_with_either_secret_of_a_rotation(library: Any) -> None:
    old, new, foreign = new_secret(), new_secret(), new_secret()
    body = json.dumps({"id": "evt_1", "text": "ö\u2028"}).encode()
    headers = dict(signed_headers([new, old], "evt_1", int(datetime.now(UTC).timestamp()), body))
    for secret in (old, new):
        library(secret).verify(body, headers)
    with pytest.raises(Exception, match="No matching signature"):
        library(foreign).verify(body, headers)
    with pytest.raises(Exception, match="No matching signature"):
        library(new).verify(body + b" ", headers)


def test_secrets_are_of_the_length_that_the_standard_asks_for() -> None:
    made = {new_secret() for _ in range(20)}
    assert len(made) == 20
    assert all(24 <= len(base64.b64decode(secret.removeprefix("whsec_"))) <= 64 for secret in made)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
        "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:10::1", "2001:20::1",
        "2001:db8::1", "2002:7f00:1::", "2002:808:808::", "3fff::1", "fc00::1", "fd00::1", "fe80::1", "fe80::1%eth0",
        "fec0::1", "ff02::1", "2606:4700::1111%1", "5f00::1", "4000::1",
        "", "localhost", "0x7f.1", "2130706433", "127.1", "1.2.3.4.5",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert not is_public(address)
    assert not all_public(["8.8.8.8", address])


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::1"])
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)


def test_loopback_passes_only_where_it_is_allowed_and_nothing_else_with_it() -> None:
    assert is_public("127.0.0.1", allow_loopback=True)
    assert is_public("::1", allow_loopback=True)
    assert not any(is_public(it, allow_loopback=True) for it in ("10.0.0.1", "::ffff:127.0.0.1", "169.254.169.254"))


def test_a_name_without_addresses_is_not_public() -> None:
    assert not all_public([])


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_passes_by_being_mapped_into_ipv6(address: Any) -> None:
    inside = int(address)
    mapped = [f"::ffff:{address}", f"64:ff9b::{inside >> 16:x}:{inside & 0xFFFF:x}", f"::{address}"]
    mapped.append(f"2002:{inside >> 16:x}:{inside & 0xFFFF:x}::1")
    assert not [text for text in mapped if is_public(text)]


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.acme.example/", "https://", "https:///path", "https://a@b.example/", "https://:x@b.example/",
        "https://b.example:0/", "https://b.example:22/", "https://b.example:99999/", "https://b.example:x/",
        "https://b.example/#f", "https://b.example/a b", "https://b.example/\n", "https://b.example\\@10.0.0.1/",
        "https://127.0.0.1/", "https://[::1]/", "https://[fe80::1%25eth0]/", "https://[::ffff:7f00:1]/",
        "https://ex_ample..com/", "https://bücher.example/", "https://b.example%2f@10.0.0.1/", "https://[::1/",
    ],
)  # fmt: skip
def test_urls_that_can_not_be_meant_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"^The "):
        parse_target(url)


def test_a_url_becomes_a_target_with_the_host_that_it_names() -> None:
    target = parse_target("https://Hooks.Acme.example:8443/a%20b?x=1&y")
    assert (target.host, target.port, target.authority) == ("hooks.acme.example", 8443, "hooks.acme.example:8443")
    assert target.path == "/a%20b?x=1&y"
    assert parse_target("https://hooks.acme.example").path == "/"
    assert parse_target("https://[2606:4700::1111]/").authority == "[2606:4700::1111]"


def failed(status: int | None = 500, retry_after: int | None = None) -> Outcome:
    return Outcome(NOW, 1, status, "", "http_status", retry_after)


def test_the_schedule_is_the_documented_one() -> None:
    waits = [next_attempt(SCHEDULE, attempt, failed(), 0, 0.5) for attempt in range(1, 11)]
    hours = [2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]
    assert waits == [5 * SECOND, 5 * MINUTE, 30 * MINUTE, *hours, None]


@given(st.integers(1, 9), st.floats(0, 1, exclude_max=True))
def test_chance_moves_a_wait_by_a_fifth_at_most(attempt: int, chance: float) -> None:
    wait = (next_attempt(SCHEDULE, attempt, failed(), 0, chance) or 0) / SECOND
    assert SCHEDULE[attempt - 1] * 0.8 - 1 <= wait <= SCHEDULE[attempt - 1] * 1.2 + 1


def test_retry_after_delays_and_never_hastens() -> None:
    assert next_attempt(SCHEDULE, 1, failed(503, 90 * SECOND), NOW, 0.5) == NOW + 90 * SECOND
    assert next_attempt(SCHEDULE, 2, failed(503, 1 * SECOND), NOW, 0.5) == NOW + 5 * MINUTE
    assert next_attempt(SCHEDULE, 1, failed(503, 90 * DAY), NOW, 0.5) == NOW + DAY


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", 120 * SECOND), ("Tue, 14 Nov 2023 22:15:20 GMT", 2 * MINUTE), ("0", 0), ("9" * 30, DAY),
        ("Mon, 13 Nov 2023 22:15:20 GMT", 0), (None, None), ("soon", None), ("-5", None), ("1.5", None), ("٣", None),
        ("Tue, 14 Nov 2023 22:15:20", None), ("x" * 500, None),
    ],
)  # fmt: skip
def test_retry_after_is_read_as_its_standard_says_and_otherwise_not(value: str | None, wait: int | None) -> None:
    assert read_retry_after(value, NOW) == wait


def test_too_many_requests_and_bad_gateways_throttle_the_endpoint() -> None:
    assert [throttled_until(failed(status), NOW) for status in (500, 503, 404)] == [None, None, None]
    assert {throttled_until(failed(status), NOW) for status in (429, 502, 504)} == {NOW + MINUTE}
    assert throttled_until(failed(429, 10 * SECOND), NOW) == NOW + 10 * SECOND


def test_every_option_is_read_and_none_is_unknown() -> None:
    assert set(option_names()) == OTHERS
    options = {"ALLOW_LOOPBACK": "1", "RETRY_SCHEDULE": "1, 2.5", "PUBLIC_URL": "https://portal.example/"}
    read = read_options(Settings(make_url("sqlite:///x.db"), {}, options=options))
    assert (read.allow_loopback, read.retry_schedule, read.public_url) == (True, (1, 2.5), "https://portal.example")
    assert read.embedded_worker
    assert not read_options(Settings(make_url("postgresql+psycopg:///x"), {})).embedded_worker


def test_every_wrong_option_is_named_at_once() -> None:
    wrong = dict.fromkeys(option_names(), "nonsense!")
    with pytest.raises(StartError) as raised:
        read_options(Settings(make_url("sqlite:///x.db"), {}, options=wrong))
    assert len(raised.value.faults) == len(wrong)
    with pytest.raises(StartError, match="unknown"):
        read_settings({"TOLLKEEPER_ALOW_LOOPBACK": "1"})


def test_times_are_what_the_tests_think() -> None:
    assert times.show(NOW) == "2023-11-14T22:13:20Z"
