"""Rate limits: the same in a process and in Redis, shared by processes, and what happens without Redis."""

from __future__ import annotations

import logging
import re
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from live import Running
from redis_server import PASSWORD, RedisServer, find_redis
from sqlalchemy.engine import URL
from tollkeeper_server.demo.processes import Process
from tollkeeper_server.errors import StartError
from tollkeeper_server.observability.logs import configure_logs
from tollkeeper_server.ratelimit import Limiter, ProcessLimiter
from tollkeeper_server.settings import Rate
from tollkeeper_server.shared_limits import PAUSE, RedisLimiter
from tollkeeper_server.times import SECOND

NOW = 1_800_000_000 * SECOND
MINUTE = Rate(3, 60)


@pytest.fixture(scope="module")
def redis_binary() -> str:
    found = find_redis()
    if found is None:
        pytest.skip("there is no Redis on this machine: apt-get install redis-server")
    return found


@pytest.fixture
def redis_server(redis_binary: str) -> Iterator[RedisServer]:
    server = RedisServer(redis_binary)
    server.start()
    yield server
    server.remove()


@pytest.fixture(params=["process", "redis"])
def limiter(request: pytest.FixtureRequest) -> Iterator[Limiter]:
    made: Limiter = ProcessLimiter()
    if request.param == "redis":
        made = RedisLimiter(request.getfixturevalue("redis_server").url())
    yield made
    made.close()


# ------------------------------------------------------------------------------------------------ both kinds alike


def test_a_quota_is_given_to_its_last_request_and_not_beyond(limiter: Limiter) -> None:
    taken = [limiter.take("a", MINUTE, NOW) for _ in range(5)]
    assert [(one.allowed, one.remaining) for one in taken] == [
        (True, 2), (True, 1), (True, 0), (False, 0), (False, 0),
    ]  # fmt: skip
    assert taken[0].headers == {"RateLimit": '"default";r=2;t=60', "RateLimit-Policy": '"default";q=3;w=60'}


def test_each_name_has_a_quota_of_its_own(limiter: Limiter) -> None:
    for _ in range(3):
        limiter.take("a", MINUTE, NOW)
    assert not limiter.take("a", MINUTE, NOW).allowed
    assert limiter.take("b", MINUTE, NOW).remaining == 2


def test_the_next_window_has_the_whole_quota_again(limiter: Limiter) -> None:
    last = [limiter.take("a", MINUTE, NOW + 59 * SECOND) for _ in range(4)][-1]
    assert (last.allowed, last.reset) == (False, 1)
    assert limiter.take("a", MINUTE, NOW + 60 * SECOND).remaining == 2


def test_a_raised_limit_holds_at_once_since_what_was_refused_was_not_counted(limiter: Limiter) -> None:
    for _ in range(50):
        limiter.take("a", MINUTE, NOW)
    assert limiter.take("a", Rate(5, 60), NOW).remaining == 1


def test_threads_that_take_at_once_get_exactly_the_quota(limiter: Limiter) -> None:
    outcomes: Counter[bool] = Counter()
    lock = threading.Lock()

    def work() -> None:
        for _ in range(25):
            allowed = limiter.take("a", Rate(100, 60), NOW).allowed
            with lock:
                outcomes[allowed] += 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == {True: 100, False: 100}


# ------------------------------------------------------------------------------------------------------ over Redis


def names_in(client: Any) -> list[bytes]:
    """The keys of a database. redis has no types for what it scans."""
    return list(client.scan_iter())


def test_what_is_in_redis_goes_away_by_itself(redis_server: RedisServer) -> None:
    limiter = RedisLimiter(redis_server.url())
    limiter.take("a", MINUTE, NOW + 20 * SECOND)
    limiter.close()
    with redis_server.client() as client:
        [name] = names_in(client)
        assert 0 < client.ttl(name) <= 41


def test_two_server_processes_share_one_quota(redis_server: RedisServer, tmp_path: Path) -> None:
    environment = {
        "TOLLKEEPER_DATABASE_URL": f"sqlite:///{tmp_path / 'shared.db'}",
        "TOLLKEEPER_REDIS_URL": redis_server.url(),
        "TOLLKEEPER_RATE_LIMIT": "7/86400",
        "TOLLKEEPER_PORT": "0",
    }
    with Process(environment, first_start=True) as first:
        first.wait_until_it_listens()
        second = Process(environment)
        urls = [process.wait_until_it_listens() for process in (first, second)]
        headers = {"Authorization": f"Bearer {first.key}"}
        answers = [httpx.get(f"{urls[number % 2]}/v1/me", headers=headers, timeout=30) for number in range(9)]
        secret = first.key
        second.stop()
    assert [answer.status_code for answer in answers] == [200] * 7 + [429] * 2
    left = [re.match(r'"default";r=(\d)', answer.headers["RateLimit"]) for answer in answers]
    assert [match and match[1] for match in left] == [*"6543210", "0", "0"]
    with redis_server.client() as client:
        names = [name.decode() for name in names_in(client)]
        assert all(re.fullmatch(r"tollkeeper:rate:(key:key_\w+|address:[\d.]+):\d+", name) for name in names), names
        assert not [name for name in names if secret[8:] in name]
    assert PASSWORD not in "".join(first.lines + second.lines)


def test_keys_in_redis_hold_no_secret(redis_server: RedisServer, tmp_path: Path) -> None:
    url = URL.create("sqlite", database=str(tmp_path / "keys.db"))
    with Running(url, redis_url=redis_server.url()) as live:
        acme = live.tenant()
        limited = {"name": "x", "scopes": ["usage:read"], "rate_limit": {"limit": 5, "window_seconds": 60}}
        made = acme.http.post("/v1/keys", json=limited).json()
        assert acme.http.post("/v1/keys/verify", json={"key": made["secret"]}).json()["valid"]
        assert live.client(made["secret"][:-1] + "!").get("/v1/me").status_code == 401
        assert live.client().get("/v1/health").status_code == 200
    with redis_server.client() as client:
        names = sorted(name.decode().split(":", 3)[2] for name in names_in(client))
        assert names == ["address", "key", "refused", "verify"]
        assert not [name for name in names_in(client) if acme.secret[8:].encode() in name or b"tk_" in name]


# --------------------------------------------------------------------------------------------------- without Redis


class Ticking:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_without_redis_each_process_counts_for_itself_until_it_is_back(
    redis_server: RedisServer, capfd: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    before = [*root.handlers], root.level
    configure_logs(logging.INFO)
    clock = Ticking()
    here, there = (RedisLimiter(redis_server.url(), clock) for _ in range(2))
    try:
        assert [here.take("a", MINUTE, NOW).remaining, there.take("a", MINUTE, NOW).remaining] == [2, 1]
        redis_server.kill()
        alone = [limiter.take("a", MINUTE, NOW) for limiter in (here, there, here, there, here, here)]
        assert [one.remaining for one in alone] == [2, 2, 1, 1, 0, 0]
        assert [one.allowed for one in alone] == [True] * 5 + [False]
        redis_server.start()
        assert not here.take("a", MINUTE, NOW).allowed, "it does not ask before the pause is over"
        clock.now += PAUSE
        assert [here.take("a", MINUTE, NOW).remaining, there.take("a", MINUTE, NOW).remaining] == [2, 1]
    finally:
        here.close()
        there.close()
        root.handlers[:], level = before
        root.setLevel(level)
    told = capfd.readouterr().err
    assert (told.count("rate_limits_not_shared"), told.count("rate_limits_shared_again")) == (2, 2)


def test_a_restarted_redis_is_used_again_by_the_next_request(redis_server: RedisServer) -> None:
    """Connections that it has forgotten are not an outage."""
    limiter = RedisLimiter(redis_server.url(), Ticking())
    limiter.take("a", MINUTE, NOW)
    redis_server.kill()
    redis_server.start()
    other = RedisLimiter(redis_server.url(), Ticking())
    assert [limiter.take("a", MINUTE, NOW).remaining, other.take("a", MINUTE, NOW).remaining] == [2, 1]
    limiter.close()
    other.close()


@pytest.mark.parametrize("wrong", ["nowhere", "password"])
def test_a_server_starts_and_answers_without_its_redis_and_shows_no_password(
    redis_server: RedisServer, tmp_path: Path, wrong: str
) -> None:
    if wrong == "nowhere":
        redis_server.kill()
    environment = {
        "TOLLKEEPER_DATABASE_URL": f"sqlite:///{tmp_path / 'alone.db'}",
        "TOLLKEEPER_REDIS_URL": redis_server.url("not%20the%20password"),
        "TOLLKEEPER_RATE_LIMIT": "2/86400",
        "TOLLKEEPER_PORT": "0",
    }
    with Process(environment, first_start=True) as server:
        url = server.wait_until_it_listens()
        headers = {"Authorization": f"Bearer {server.key}"}
        assert [httpx.get(f"{url}/v1/me", headers=headers, timeout=30).status_code for _ in range(3)] == [200, 200, 429]
        assert httpx.get(f"{url}/readyz", timeout=30).status_code == 200
    told = "".join(server.lines)
    assert told.count("rate_limits_not_shared") == 1
    assert "not the password" not in told
    assert "not%20the" not in told


@pytest.mark.parametrize("url", ["redis://:pass:word@127.0.0.1:x/0", "redis://127.0.0.1:6379/0?socket_timeout=x"])
def test_an_address_that_is_none_ends_the_start_and_is_not_shown(url: str) -> None:
    with pytest.raises(StartError) as error:
        RedisLimiter(url)
    assert "TOLLKEEPER_REDIS_URL is not a Redis URL" in str(error.value)
    assert "word" not in str(error.value)
