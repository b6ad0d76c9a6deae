"""Who reads an index that not everybody may read. A secret is sent to that index alone, and only after it asked.

It comes from the environment, from ``.netrc`` or from the keyring, as pip, uv and twine find it; never from a setting
or an argument. Installers get it in their environment, and what they say is cleared of it before anybody sees it.
"""

from __future__ import annotations

import netrc
import os
import re
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx

from trueline.release.project import Index

#: What an index answers that wants to know who asks; some say 403 where others say 401.
_ASKS = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who reads or uploads. ``source`` says where that was found, for people."""

    username: str
    password: str = field(repr=False)
    source: str = "this run"


def find_credentials(index: Index, url: str) -> Credentials | None:
    """What this machine knows for an index that is read at ``url``."""
    return of_environment(index) or _of_twine(index, url) or _of_netrc(url) or _of_keyring(index, url)


def variables(index: Index) -> tuple[str, str]:
    """The variables for user and password of one index, which uv reads too."""
    name = re.sub(r"[^A-Z0-9]", "_", index.name.upper())
    return f"UV_INDEX_{name}_USERNAME", f"UV_INDEX_{name}_PASSWORD"


def of_environment(index: Index) -> Credentials | None:
    """What the variables of this index say."""
    user, password = variables(index)
    if secret := os.environ.get(password):
        return Credentials(os.environ.get(user, ""), secret, password)
    return None


def same_origin(one: str, other: str) -> bool:
    """Whether a secret for one address may go to the other."""
    return _origin(one) == _origin(other)


def with_credentials(url: str, credentials: Credentials | None) -> str:
    """The address as pip and uv take it from their environment. Never for an argument or a message."""
    if credentials is None:
        return url
    scheme, rest = url.split("://", 1)
    return f"{scheme}://{quote(credentials.username, safe='')}:{quote(credentials.password, safe='')}@{rest}"


def hidden(text: str, *secrets: Credentials | None) -> str:
    """The text without these passwords, and without those that stand in an address."""
    for secret in secrets:
        if secret and secret.password:
            for spelling in {secret.password, quote(secret.password, safe="")}:
                text = text.replace(spelling, "****")
    return re.sub(r"(?<=://)[^/\s@]+@", "****@", text)


class OnDemand(httpx.Auth):
    """Asks without credentials, and again with them where the index wants them. ``used`` are those that it took."""

    def __init__(self, index: Index, url: str) -> None:
        self._index, self._url = index, url
        self.used: Credentials | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        """One request, or two. A file that is elsewhere gets no secret."""
        if not same_origin(str(request.url), self._url):
            yield request
            return
        if self.used:
            self._sign(request, self.used)
        response = yield request
        if (
            response.status_code in _ASKS
            and self.used is None
            and (credentials := find_credentials(self._index, self._url))
        ):
            self.used = credentials
            self._sign(request, credentials)
            yield request

    @staticmethod
    def _sign(request: httpx.Request, credentials: Credentials) -> None:
        flow = httpx.BasicAuth(credentials.username, credentials.password).auth_flow(request)
        next(flow)


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _of_twine(index: Index, url: str) -> Credentials | None:
    """What an upload would take, if it goes to the same place."""
    password = os.environ.get("TWINE_PASSWORD")
    if password and index.upload and same_origin(index.upload, url):
        return Credentials(os.environ.get("TWINE_USERNAME", ""), password, "TWINE_PASSWORD")
    return None


def netrc_path() -> Path:
    """The file that curl, pip and uv read."""
    return Path(os.environ.get("NETRC") or Path.home() / ".netrc")


def _of_netrc(url: str) -> Credentials | None:
    try:
        entry = netrc.netrc(netrc_path()).authenticators(urlsplit(url).hostname or "")
    except (OSError, netrc.NetrcParseError):
        return None  # there is none, or none that other tools could read either
    return Credentials(entry[0] or entry[1], entry[2], ".netrc") if entry and entry[2] else None


def _of_keyring(index: Index, url: str) -> Credentials | None:
    """As pip asks it: for the address, then for its host. Some keyrings have to be told the user, some know one."""
    import keyring  # noqa: PLC0415 - twine brings it, and only a private index needs it
    from keyring.errors import KeyringError  # noqa: PLC0415

    user = os.environ.get(variables(index)[0]) or os.environ.get("TWINE_USERNAME")
    for service in (url, urlsplit(url).netloc):
        try:
            credentials = keyring.get_credential(service, user)
        except KeyringError:
            return None  # no keyring on this machine: then there is nothing in it
        if credentials and credentials.password:
            return Credentials(credentials.username or "", credentials.password, "the keyring")
    return None
