"""What reading an answer costs: 1,000 objects of 16 fields from bytes, beside pydantic and the parser alone; one call.

    make bench-decoding
    .venv/bin/python benchmarks/decoding.py [--rounds 60]

CPU time, the least of all rounds; everything takes turns in one process, with the garbage collector on. The objects are
Tollkeeper's API keys: ids, three enums, four times, a nested object, a map. *plain*: most of that is empty. *varied*:
heavy, and no time, list or enum is that of the object before.
"""

from __future__ import annotations

import argparse
import datetime as dt
import enum
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any

import httpx
import orjson
import pydantic

sys.path.insert(0, str(Path(__file__).parents[1] / "sdks/python/src"))

from tollkeeper import Tollkeeper
from tollkeeper._runtime.answers import Asked, decode
from tollkeeper._runtime.messages import Answer
from tollkeeper.types import ApiKeyPage
from tollkeeper.types.api_key import decode_api_key_page as decode_page

COUNT = 1_000
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FIELDS = (
    *("id", "name", "environment", "prefix", "last4", "scopes", "status", "enabled", "rate_limit", "metadata"),
    *("created_by", "created_at", "expires_at", "last_used_at", "revoked_at", "rotated_to"),
)


class Environment(str, enum.Enum):
    LIVE = "live"
    TEST = "test"


class Status(str, enum.Enum):
    ACTIVE = "active"
    REVOKED = "revoked"


class Scope(str, enum.Enum):
    READ = "usage:read"
    WRITE = "usage:write"


class RateLimit(pydantic.BaseModel):
    limit: int
    window_seconds: int


class Key(pydantic.BaseModel):
    """The same object for pydantic."""

    id: str
    name: str
    environment: Environment
    prefix: str
    last4: str
    scopes: list[Scope]
    status: Status
    enabled: bool
    rate_limit: RateLimit | None
    metadata: dict[str, str]
    created_by: str | None
    created_at: dt.datetime
    expires_at: dt.datetime | None
    last_used_at: dt.datetime | None
    revoked_at: dt.datetime | None
    rotated_to: str | None


class Page(pydantic.BaseModel):
    """A page of them."""

    data: list[Key]
    has_more: bool
    next_cursor: str | None


def page(*, plain: bool, varied: bool = False) -> bytes:
    """The bytes of an answer."""
    dice = random.Random(7)  # noqa: S311 - ids of a benchmark

    def key(number: int) -> dict[str, Any]:
        name = "key_" + "".join(dice.choices(LETTERS, k=26))
        return {
            **dict.fromkeys(FIELDS),
            "id": name,
            "name": f"ci {number}",
            "environment": "live",
            "prefix": "tk_live_abcd",
            "last4": "wxyz",
            "scopes": [] if plain else ["usage:read", "usage:write"],
            "status": "active",
            "enabled": True,
            "metadata": {} if plain else {"team": "platform"},
            "created_at": "2026-01-31T09:30:00Z",
            **({} if plain else {"created_by": name, "last_used_at": "2026-02-01T10:31:00.125Z"}),
            **({"rate_limit": {"limit": 100, "window_seconds": 60}} if number % 2 and not plain else {}),
            **(differs(number) if varied else {}),
        }

    def differs(number: int) -> dict[str, Any]:
        day, time = f"2026-{number % 12 + 1:02}-{dice.randint(1, 28):02}", f"{dice.randint(0, 23):02}:{number % 60:02}"
        return {
            "environment": ("live", "test")[number % 2],
            "scopes": (["usage:read", "usage:write"], ["usage:read"], [])[number % 3],
            "status": ("active", "revoked")[number % 2],
            "created_at": f"{day}T{time}:{dice.randint(0, 59):02}Z",
            "last_used_at": f"{day}T{time}:{dice.randint(0, 59):02}.{dice.randint(1, 999):03}Z",
        }

    return orjson.dumps({"data": [key(number) for number in range(COUNT)], "has_more": False, "next_cursor": None})


def client_for(data: bytes) -> tuple[Tollkeeper, httpx.Client]:
    """The SDK's client and a bare one, both on a transport that answers with ``data``."""

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=data, headers={"content-type": "application/json"})

    transport = httpx.MockTransport(answer)
    sdk = Tollkeeper(
        api_key="tk_live_benchmark", base_url="https://x.example", http_client=httpx.Client(transport=transport)
    )
    return sdk, httpx.Client(transport=transport, base_url="https://x.example")


def least(cases: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Milliseconds of CPU time of each, the least of all rounds; they take turns."""
    found = dict.fromkeys(cases, float("inf"))
    for _ in range(rounds):
        for name, act in cases.items():
            start = time.process_time_ns()
            act()
            found[name] = min(found[name], (time.process_time_ns() - start) / 1e6)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=60)
    rounds = parser.parse_args().rounds
    for kind in ("plain", "heavy", "varied"):
        data = page(plain=kind == "plain", varied=kind == "varied")
        cases: dict[str, Callable[[], object]] = {
            "orjson.loads": partial(orjson.loads, data),
            "pydantic, a list": partial(Page.model_validate_json, data),
            "pydantic, and every field read": partial(_fields, Page.model_validate_json, data),
            "SDK, a list": partial(_answered, data),
            "SDK, and every field read": partial(_fields, _answered, data),
            "SDK, from_json, all at once": partial(ApiKeyPage.from_json, data),
        }
        found = least(cases, rounds)
        sys.stdout.write(f"{kind}: {len(data):,} bytes\n")
        for name, each in found.items():
            sys.stdout.write(f"  {name:32} {each:6.2f} ms {each / found['orjson.loads']:5.2f} x\n")
    _one_call(rounds * 20)
    return 0


def _answered(data: bytes) -> ApiKeyPage:
    """What the SDK does with the body of an answer."""
    answer = Answer(200, ((b"content-type", b"application/json"),), data)
    found: ApiKeyPage = decode(answer, {"200": {"application/json": decode_page}}, Asked("GET", ""), strict=False)
    return found


def _fields(decode: Callable[[bytes], Any], data: bytes) -> object:
    return list(map(attrgetter(*FIELDS), decode(data).data))


def _one_call(rounds: int) -> None:
    sdk, bare = client_for(orjson.dumps({"organization": {"id": "org_1"}, "key": None}))

    def alone() -> object:
        return bare.get("/v1/me", params={"a": 1}).json()

    def by_sdk() -> object:
        return sdk.request("GET", "/v1/me", query={"a": 1})

    with sdk, bare:
        found = least({"bare": alone, "SDK": by_sdk}, rounds)
    ratio = found["SDK"] / found["bare"]
    sys.stdout.write(f"one call: {found['SDK']:.3f} ms, httpx alone {found['bare']:.3f} ms, {ratio:.2f} x\n")


if __name__ == "__main__":
    raise SystemExit(main())
