"""How deliveries, streams, retention and the portal are configured: ``Settings.options``, checked at start."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from tollkeeper_server.errors import StartError
from tollkeeper_server.settings import PREFIX, Settings
from tollkeeper_server.times import DAY

SCHEDULE = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds between an attempt and the next: ten attempts in a little more than three days."""

LEAST_KEPT = 40
"""Days. Events that are sent twice come within 35."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Options:
    """Seconds where nothing else is said. ``public_url`` ends without a slash.

    ``lease`` is how long a worker holds a delivery: the attempt, waiting to be written, and clocks that differ.
    """

    public_url: str
    embedded_worker: bool
    allow_loopback: bool = False
    worker_concurrency: int = 64
    retry_schedule: tuple[float, ...] = SCHEDULE
    delivery_timeout: float = 20
    lease: float = 60
    stream_heartbeat: float = 15
    stream_lifetime: float = 600
    usage_kept: int | None = None
    """Microseconds; ``None``: for ever."""


def read_options(settings: Settings) -> Options:
    """Options from the settings. Raises ``StartError`` with every fault at once."""
    faults: list[str] = []

    def parsed(name: str, parse: Callable[[str], T], default: T) -> T:
        if name not in settings.options:
            return default
        try:
            return parse(settings.options[name])
        except ValueError as error:
            faults.append(f"{PREFIX}{name} {error}")
            return default

    options = Options(
        public_url=parsed("PUBLIC_URL", _url, f"http://{settings.host}:{settings.port}"),
        embedded_worker=parsed("EMBEDDED_WORKER", _flag, settings.is_sqlite),
        allow_loopback=parsed("ALLOW_LOOPBACK", _flag, False),
        worker_concurrency=parsed("WORKER_CONCURRENCY", _count, 64),
        retry_schedule=parsed("RETRY_SCHEDULE", _schedule, SCHEDULE),
        delivery_timeout=parsed("DELIVERY_TIMEOUT_SECONDS", _seconds, 20.0),
        lease=parsed("LEASE_SECONDS", _seconds, 60.0),
        stream_heartbeat=parsed("STREAM_HEARTBEAT_SECONDS", _seconds, 15.0),
        stream_lifetime=parsed("STREAM_LIFETIME_SECONDS", _seconds, 600.0),
        usage_kept=parsed("USAGE_KEPT_DAYS", _days, None),
    )
    if options.lease < options.delivery_timeout + 2:
        faults.append(f"{PREFIX}LEASE_SECONDS must be at least 2 more than DELIVERY_TIMEOUT_SECONDS")
    if faults:
        raise StartError("the configuration is wrong", faults, "server/README.md lists every variable.")
    return options


def option_names() -> Mapping[str, str]:
    """Every variable of these parts, without the prefix, and the field that it sets."""
    return {
        "PUBLIC_URL": "public_url",
        "EMBEDDED_WORKER": "embedded_worker",
        "ALLOW_LOOPBACK": "allow_loopback",
        "WORKER_CONCURRENCY": "worker_concurrency",
        "RETRY_SCHEDULE": "retry_schedule",
        "DELIVERY_TIMEOUT_SECONDS": "delivery_timeout",
        "LEASE_SECONDS": "lease",
        "STREAM_HEARTBEAT_SECONDS": "stream_heartbeat",
        "STREAM_LIFETIME_SECONDS": "stream_lifetime",
        "USAGE_KEPT_DAYS": "usage_kept",
    }


def _url(text: str) -> str:
    if not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+(/[^\s?#]*)?", text, re.ASCII):
        raise ValueError(f"is {text[:100]!r}, not an http or https URL without query and fragment")
    return text.rstrip("/")


def _flag(text: str) -> bool:
    if text not in {"0", "1"}:
        raise ValueError(f"is {text[:20]!r}, not 0 or 1")
    return text == "1"


def _count(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text, re.ASCII):
        raise ValueError(f"is {text[:20]!r}, not a number from 1 to 9999")
    return int(text)


def _days(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{1,5}", text, re.ASCII) or int(text) < LEAST_KEPT:
        raise ValueError(f"is {text[:20]!r}, not a number of days from {LEAST_KEPT}")
    return int(text) * DAY


def _seconds(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", text, re.ASCII) or float(text) == 0:
        raise ValueError(f"is {text[:20]!r}, not a number of seconds above 0")
    return float(text)


def _schedule(text: str) -> tuple[float, ...]:
    try:
        return tuple(_seconds(part.strip()) for part in text.split(","))
    except ValueError as error:
        raise ValueError(f"{error}; several are separated by commas") from None
