"""Whose address a request has: the connection's, and a header's only by the word of a trusted proxy."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest
from live import Live, Running
from sqlalchemy.engine import URL
from tollkeeper_server.addresses import client_address, limited_as, read_networks
from tollkeeper_server.errors import StartError
from tollkeeper_server.observability.logs import configure_logs
from tollkeeper_server.settings import Rate, read_settings

TRUSTED = read_networks("127.0.0.0/8, 10.0.0.0/8,2001:db8::/32")


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("203.0.113.9", ["1.2.3.4"], "203.0.113.9"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["1.2.3.4"], "1.2.3.4"),
        ("127.0.0.1", ["6.6.6.6, 1.2.3.4"], "1.2.3.4"),
        ("127.0.0.1", ["6.6.6.6, 1.2.3.4, 10.0.0.7"], "1.2.3.4"),
        ("127.0.0.1", ["6.6.6.6", "1.2.3.4", "10.0.0.7"], "1.2.3.4"),
        ("127.0.0.1", ["10.0.0.1, 10.0.0.2"], "10.0.0.1"),
        ("127.0.0.1", ["1.2.3.4:5678"], "1.2.3.4"),
        ("127.0.0.1", ["[2001:470::1]:443"], "2001:470::1"),
        ("127.0.0.1", ["2001:0470:0:0::0001"], "2001:470::1"),
        ("127.0.0.1", ["::ffff:1.2.3.4"], "1.2.3.4"),
        ("::ffff:127.0.0.1", ["1.2.3.4"], "1.2.3.4"),
        ("2001:db8::1", ["1.2.3.4"], "1.2.3.4"),
        ("127.0.0.1", ["6.6.6.6, unknown"], "127.0.0.1"),
        ("127.0.0.1", ["6.6.6.6, <script>, 10.0.0.7"], "10.0.0.7"),
        ("127.0.0.1", ["fe80::1%" + "x" * 40], "127.0.0.1"),
        ("127.0.0.1", ["9" * 10_000], "127.0.0.1"),
        ("127.0.0.1", ["", ","], "127.0.0.1"),
        ("127.0.0.1", ["1.2.3.4,"], "127.0.0.1"),
        ("127.0.0.1", ["1.2.3.4"] + ["10.0.0.7"] * 10_000, "10.0.0.7"),
        ("testclient", ["1.2.3.4"], "unknown"),
    ],
)
def test_the_rightmost_address_that_is_no_trusted_proxy(peer: str, forwarded: list[str], found: str) -> None:
    assert client_address((peer, 4711), forwarded, TRUSTED) == found


def test_without_trusted_proxies_nothing_is_believed() -> None:
    assert client_address(("127.0.0.1", 4711), ["1.2.3.4"], ()) == "127.0.0.1"
    assert client_address(None, ["1.2.3.4"], TRUSTED) == "unknown"


def test_what_another_layer_took_from_a_header_is_no_address() -> None:
    """A server that reads proxy headers by itself says that the connection came from port 0."""
    assert client_address(("1.2.3.4", 0), [], TRUSTED) == "unknown"


def test_an_ipv6_network_of_one_subscriber_has_one_quota() -> None:
    assert limited_as("2001:470::1") == limited_as("2001:470::ffff:2") != limited_as("2001:470:0:1::1")
    assert limited_as("1.2.3.4") == "1.2.3.4"
    assert limited_as("unknown") == "unknown"


@pytest.mark.parametrize("text", ["10.0.0.1/8", "proxy", "0.0.0.0/0", "::/0", "10.0.0.0/33", "10.0.0.0/8;1.2.3.4"])
def test_a_wrong_list_ends_the_start_with_its_fault(text: str) -> None:
    with pytest.raises(StartError) as caught:
        read_settings({"TOLLKEEPER_TRUSTED_PROXIES": text})
    assert "TOLLKEEPER_TRUSTED_PROXIES has" in str(caught.value)


FORGED = ("6.6.6.6", "6.6.6.6:1234", "x" * 5_000, "\x1b[31m", "' OR 1=1 --", "fe80::1%" + "y" * 300)


@pytest.mark.parametrize("own", [False, True], ids=["as it comes", "uvicorn reads headers"])
def test_a_forged_header_changes_neither_limit_nor_audit_log(own_url: URL, own: bool) -> None:
    with Running(own_url, rate=Rate(5, 1_000_000), server={"proxy_headers": own}) as live:
        statuses = [
            live.client().get("/v1/health", headers={"X-Forwarded-For": f"9.9.9.{number}"}).status_code
            for number in range(8)
        ]
        assert statuses == [200] * 5 + [429] * 3
    with Running(own_url, server={"proxy_headers": own}) as live:
        acme = live.tenant()
        for text in FORGED:
            made = acme.http.post(
                "/v1/keys",
                json={"name": "a", "scopes": ["usage:read"]},
                headers={"X-Forwarded-For": text, "Forwarded": text},
            )
            assert made.status_code == (400 if "\x1b" in text else 201), made.text  # httptools takes no such byte
        kept = {entry["ip_address"] for entry in acme.http.get("/v1/audit-events").json()["data"]}
        assert kept == {"unknown" if own else "127.0.0.1"}


@pytest.fixture
def proxied(own_url: URL) -> Iterator[Live]:
    with Running(own_url, rate=Rate(5, 1_000_000), trusted_proxies=TRUSTED) as live:
        yield live


def test_behind_a_trusted_proxy_each_client_has_its_own_limit_and_its_own_address_in_the_log(proxied: Live) -> None:
    stream = io.StringIO()
    configure_logs(20, stream)
    http = proxied.client()
    for client, wanted in (("1.1.1.1", 200), ("2.2.2.2", 200), ("1.1.1.1", 429), ("nonsense, 2.2.2.2", 429)):
        answers = [http.get("/v1/health", headers={"X-Forwarded-For": client}).status_code for _ in range(5)]
        assert answers == [wanted] * 5
    told = {json.loads(line)["ip_address"] for line in stream.getvalue().splitlines() if "ip_address" in line}
    assert told == {"1.1.1.1", "2.2.2.2"}


def test_an_address_that_the_header_names_is_no_connections_unless_it_is_a_trusted_proxys() -> None:
    assert client_address(("6.6.6.6", 1234), ["6.6.6.6:1234"], TRUSTED) == "unknown"
    assert client_address(("127.0.0.1", 1234), ["1.2.3.4, 127.0.0.1"], TRUSTED) == "1.2.3.4"
