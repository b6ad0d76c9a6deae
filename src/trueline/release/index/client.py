"""Reads an index. Everything that may pass by itself (no answer, 5xx) is one error, and everything else another."""

from __future__ import annotations

import hashlib
import os
import ssl
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache

import httpx
from packaging.utils import canonicalize_name

from trueline.errors import Where, printable
from trueline.release.errors import PartialError, PreconditionError
from trueline.release.index.access import Credentials, OnDemand, variables
from trueline.release.index.listing import ACCEPT, File, Listing, UnreadableListingError, parse
from trueline.release.index.place import extras, is_local, project_url, simple_url
from trueline.release.project import Index

#: Far above any real page or SDK: what is larger is an attack or a mistake.
MOST_BYTES = 256 * 1024 * 1024
_TIMEOUT = httpx.Timeout(30.0)

#: Where httpx looks for whom to trust, if it may.
_TRUST = ("SSL_CERT_FILE", "SSL_CERT_DIR")


@cache
def trusted(trust_env: bool, *_files: str | None) -> ssl.SSLContext:
    """Whom to trust, read once: it takes longer than most answers."""
    return httpx.create_ssl_context(trust_env=trust_env)


class IndexReader:
    """A package index, as somebody sees it who installs from it. Use it in a ``with`` block.

    ``credentials`` are for uploading, where twine can't find them by itself. Reading is anonymous until the index asks
    who reads: then ``reads_as`` is whom this machine has credentials of.
    """

    def __init__(self, index: Index, credentials: Credentials | None = None) -> None:
        self.index, self.credentials = index, credentials
        # No cache between us and the truth: what was read before an upload must not be read again after it.
        self._auth = OnDemand(index, simple_url(index))
        headers = {"Accept": ACCEPT, "Cache-Control": "no-cache"}
        trust_env = not is_local(index)
        self._http = httpx.Client(
            headers=headers, timeout=_TIMEOUT, follow_redirects=True, trust_env=trust_env, max_redirects=5,
            auth=self._auth, verify=trusted(trust_env, *map(os.environ.get, _TRUST)),
        )  # fmt: skip

    def __enter__(self) -> IndexReader:
        return self

    def __exit__(self, *_error: object) -> None:
        self._http.close()

    @property
    def reads_as(self) -> Credentials | None:
        """Whom the index let in; None where it lets everybody."""
        return self._auth.used

    def has_simple_api(self) -> bool:
        """Whether anything is at the address of the index itself. Raises ``PartialError`` if no answer comes."""
        with self._get(f"{simple_url(self.index).rstrip('/')}/", "HEAD") as response:
            return response.status_code not in {404, 410}

    def listing(self, project: str) -> Listing:
        """The files of a project; of one that is not there, none.

        Raises ``PartialError`` if the index gives no answer now, ``PreconditionError`` if it gives one that is none.
        """
        url = project_url(self.index, canonicalize_name(project))
        with self._get(url) as response:
            now = _date(response)
            if response.status_code == 404:
                return Listing(now=now)
            self._refuse(response, url)
            content, content_type = _limited(response, url), response.headers.get("content-type", "")
        try:
            return parse(content, content_type, str(response.url), now)
        except UnreadableListingError as error:
            cure = "Check the address of the index: it has to be the root of a simple API."
            raise PreconditionError(f"the index can't be read: {error}", where=Where(url), cure=cure) from None

    def with_hashes(self, listing: Listing, names: frozenset[str]) -> Listing:
        """The listing, with the sha256 of these files computed from their bytes where the index does not tell it."""
        return replace(listing, files=tuple(self._hashed(file, names) for file in listing.files))

    def download(self, file: File) -> bytes:
        """The bytes of a file. Raises as ``listing`` does."""
        with self._get(file.url) as response:
            self._refuse(response, file.url)
            return _limited(response, file.url)

    def _hashed(self, file: File, names: frozenset[str]) -> File:
        if file.sha256 or file.name not in names:
            return file
        return replace(file, sha256=hashlib.sha256(self.download(file)).hexdigest())

    @contextmanager
    def _get(self, url: str, method: str = "GET") -> Generator[httpx.Response]:
        try:
            with self._http.stream(method, url) as response:
                yield response
        except httpx.InvalidURL as error:
            raise PreconditionError(f"the address of the index is not a URL: {error}", where=Where(url)) from None
        except httpx.HTTPError as error:
            raise _silent(self.index, type(error).__name__) from error

    def _refuse(self, response: httpx.Response, url: str) -> None:
        status = response.status_code
        if status >= 500 or status in {408, 425, 429}:
            raise _silent(self.index, f"it answers {status}")
        if status in {401, 403}:
            raise _closed(self.index, status, url, self.reads_as)
        if status != 200:
            cure = "Check the address of the index, and that it may be read from here."
            raise PreconditionError(f"the index answers {status}", where=Where(url), cure=cure)


def behind(index: Index, project: str) -> tuple[tuple[Index, Credentials | None], ...]:
    """The indexes behind this one, each with whom it lets in; it is asked for a project that it may not have.

    Raises as ``listing`` does. The public ones let everybody in.
    """
    return tuple((each, _let_in(each, project) if each.simple else None) for each in extras(index))


def _let_in(index: Index, project: str) -> Credentials | None:
    with IndexReader(index) as reader:
        reader.listing(project)
        return reader.reads_as


def _silent(index: Index, why: str) -> PartialError:
    what = f"the index {index.name} can't be reached now ({printable(why)})"
    return PartialError(
        what, where=Where(simple_url(index)), cure="Nothing is lost: `trueline release resume` goes on later."
    )


def _closed(index: Index, status: int, url: str, credentials: Credentials | None) -> PreconditionError:
    """What only other credentials change: trying again never helps."""
    sources = f"{' and '.join(variables(index))}, from .netrc or from the keyring"
    if credentials is None:
        what = f"the index {index.name} answers {status}: it asks for credentials"
        return PreconditionError(what, where=Where(url), cure=f"Give a user name and a password in {sources}.")
    what = f"the index {index.name} answers {status} to the credentials from {credentials.source}"
    cure = f"They are wrong, or may not read this project. Credentials come from {sources}."
    return PreconditionError(what, where=Where(url), cure=cure)


def _limited(response: httpx.Response, url: str) -> bytes:
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > MOST_BYTES:
            raise PreconditionError(f"the index answers with more than {MOST_BYTES} bytes", where=Where(url))
    return bytes(content)


def _date(response: httpx.Response) -> datetime | None:
    """The index's clock, by its Date header (RFC 9110, section 6.6.1)."""
    try:
        return parsedate_to_datetime(response.headers.get("date", ""))
    except ValueError:
        return None
