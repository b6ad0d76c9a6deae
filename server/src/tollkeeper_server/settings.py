"""Configuration from the environment, checked as a whole at start."""

from __future__ import annotations

import logging
import os
import re
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from tollkeeper_server.addresses import Network, read_networks
from tollkeeper_server.errors import StartError

PREFIX = "TOLLKEEPER_"
SECRET_FILE = "tollkeeper.secret"  # noqa: S105 - a file's name
_LEVELS = ("debug", "info", "warning", "error")
_DIALECTS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgresql+psycopg": "postgresql+psycopg"}
_LEAST_SECRET = 32


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``limit`` in every ``seconds``."""

    limit: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Settings:
    """How one server runs. ``secrets`` maps versions to master secrets and is never shown."""

    database_url: URL
    secrets: Mapping[int, bytes] = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8080
    rate: Rate = Rate(600, 60)
    redis_url: str | None = field(default=None, repr=False)
    trusted_proxies: tuple[Network, ...] = ()
    validate_responses: bool = False
    log_level: str = "info"
    options: Mapping[str, str] = field(default_factory=dict[str, str])
    """Variables of other parts (delivery, portal), read and checked by them. Without the prefix."""

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of this machine."""
        return self.database_url.get_backend_name() == "sqlite"

    @property
    def level(self) -> int:
        """The log level as ``logging`` counts them."""
        return int(logging.getLevelNamesMapping()[self.log_level.upper()])


_KNOWN = {
    "DATABASE_URL", "SECRETS", "HOST", "PORT", "RATE_LIMIT", "REDIS_URL", "VALIDATE_RESPONSES", "LOG_LEVEL",
    "TRUSTED_PROXIES",
    "API_KEY", "BASE_URL", "PROFILE",  # the SDK's and the command line's, which may be set on the same machine
}  # fmt: skip
OTHERS = {
    "ALLOW_LOOPBACK", "PUBLIC_URL", "EMBEDDED_WORKER", "WORKER_CONCURRENCY", "RETRY_SCHEDULE", "LEASE_SECONDS",
    "STREAM_HEARTBEAT_SECONDS", "STREAM_LIFETIME_SECONDS", "DELIVERY_TIMEOUT_SECONDS",
    "USAGE_KEPT_DAYS",
}  # fmt: skip
"""Variables of parts that read them from ``Settings.options``."""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from ``TOLLKEEPER_*``. Raises ``StartError`` with every fault at once."""
    values = {name.removeprefix(PREFIX): value for name, value in environment.items() if name.startswith(PREFIX)}
    faults = [f"{PREFIX}{name} is unknown" for name in sorted(values.keys() - _KNOWN - OTHERS)]

    def parsed(name: str, parse: Any, default: Any) -> Any:
        if name not in values:
            return default
        try:
            return parse(values[name])
        except ValueError as error:
            faults.append(f"{PREFIX}{name} {error}")
            return default

    url: URL = parsed("DATABASE_URL", _database, make_url("sqlite:///.tollkeeper/tollkeeper.db"))
    given: Mapping[int, bytes] | None = parsed("SECRETS", _secrets, None)
    fields: dict[str, Any] = {
        "host": values.get("HOST", "127.0.0.1"),
        "port": parsed("PORT", _port, 8080),
        "rate": parsed("RATE_LIMIT", _rate, Rate(600, 60)),
        "redis_url": parsed("REDIS_URL", _redis, None),
        "trusted_proxies": parsed("TRUSTED_PROXIES", read_networks, ()),
        "validate_responses": parsed("VALIDATE_RESPONSES", _flag, False),
        "log_level": parsed("LOG_LEVEL", _log_level, "info"),
        "options": {name: value for name, value in values.items() if name in OTHERS},
    }
    if given is None and "SECRETS" not in values and url.get_backend_name() != "sqlite":
        faults.append(f"{PREFIX}SECRETS is missing; only a SQLite database may have its secret in a file beside it")
    if faults:
        raise StartError("the configuration is wrong", faults, "server/README.md lists every variable.")
    return Settings(url, given or _secret_beside(url), **fields)


def _database(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # the other for a port that is not a number
        raise ValueError("is not a database URL, for example sqlite:///path/to/file.db") from None
    driver = _DIALECTS.get(url.drivername)
    if driver is None:
        raise ValueError(f"begins with {url.drivername}; write sqlite:///… or postgresql://…")
    if driver == "sqlite" and url.database in {None, "", ":memory:"}:
        raise ValueError("names no file: a database in memory is lost at the end and not shared between threads")
    return url.set(drivername=driver)


def _secrets(text: str) -> Mapping[int, bytes]:
    found: dict[int, bytes] = {}
    for number, part in enumerate(text.split(","), 1):
        version, _, secret = part.strip().partition(":")
        if not re.fullmatch(r"[1-9][0-9]{0,2}", version, re.ASCII) or int(version) > 255:
            raise ValueError(f"has no version from 1 to 255 before the colon of part {number}")
        if len(secret) < _LEAST_SECRET:
            raise ValueError(f"has fewer than {_LEAST_SECRET} characters in part {number}")
        if int(version) in found:
            raise ValueError(f"has version {version} twice")
        found[int(version)] = secret.encode()
    return found


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text, re.ASCII) or int(text) > 65535:
        raise ValueError(f"is {text!r}, not a port from 0 to 65535")
    return int(text)


def _rate(text: str) -> Rate:
    match = re.fullmatch(r"([1-9][0-9]{0,8})/([1-9][0-9]{0,5})", text, re.ASCII)
    if match is None:
        raise ValueError(f"is {text!r}, not requests/seconds such as 600/60")
    return Rate(int(match[1]), int(match[2]))


def _redis(text: str) -> str:
    if not re.match(r"(redis|rediss|unix)://", text):
        raise ValueError("is not a Redis URL, for example redis://127.0.0.1:6379/0")
    return text


def _flag(text: str) -> bool:
    if text not in {"0", "1"}:
        raise ValueError(f"is {text!r}, not 0 or 1")
    return text == "1"


def _log_level(text: str) -> str:
    if text not in _LEVELS:
        raise ValueError(f"is {text!r}, not one of {', '.join(_LEVELS)}")
    return text


def _secret_beside(url: URL) -> Mapping[int, bytes]:
    """The secret of an embedded database: made at first start, readable by its owner alone."""
    folder = Path(url.database or "").resolve().parent
    path = folder / SECRET_FILE
    try:
        _make_secret(folder, path)
        return _secrets(path.read_text("ascii").strip())
    except OSError as error:
        cure = f"Make {folder} a folder that this user may write to, or set {PREFIX}DATABASE_URL to a file elsewhere."
        raise StartError("the secret beside the database can't be used", [f"{path}: {error.strerror}"], cure) from None
    except ValueError as error:
        fault = "is not text" if isinstance(error, UnicodeDecodeError) else error
        cure = "Restore it from a backup: without it no key of this database works."
        raise StartError("the secret beside the database is damaged", [f"{path} {fault}"], cure) from None


def _make_secret(folder: Path, path: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with open(path, "x", encoding="ascii", opener=_private) as file:
            file.write(f"1:{secrets.token_hex(32)}\n")
    except FileExistsError:
        pass  # from an earlier start
    keep_private(path)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def keep_private(path: Path) -> None:
    """Take from a file what others than its owner may do with it. Of another owner, or a device, it stays as it is."""
    found = path.stat()
    if stat.S_ISREG(found.st_mode) and found.st_mode & 0o077 and found.st_uid == os.geteuid():
        path.chmod(found.st_mode & 0o700)
