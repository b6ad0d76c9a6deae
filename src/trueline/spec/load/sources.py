"""Where a file is, what a reference in it means, and reading its bytes."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import unquote, urljoin, urlsplit

from trueline.errors import DocumentError, Where, printable
from trueline.spec.load.fetch import fetch, redact, too_large
from trueline.spec.load.limits import Limits


class Scheme(Enum):
    """How a location is read."""

    FILE = "file"
    URL = "url"
    STDIN = "stdin"


@dataclass(frozen=True, slots=True)
class Location:
    """A file on disk (``address`` is its path as named), a URL, or standard input."""

    scheme: Scheme
    address: str

    @property
    def name(self) -> str:
        """What messages call it; no credentials."""
        if self.scheme is Scheme.STDIN:
            return "<stdin>"
        return redact(self.address) if self.scheme is Scheme.URL else self.address

    @property
    def identity(self) -> str:
        """The same for two names of one file."""
        return os.path.realpath(self.address) if self.scheme is Scheme.FILE else self.address

    @property
    def stem(self) -> str:
        """The file's name without folder and suffix: ``pet`` for ``schemas/pet.yaml``."""
        path = unquote(urlsplit(self.address).path) if self.scheme is Scheme.URL else self.address
        return PurePosixPath(path).name.split(".")[0]


def root_location(source: str) -> Location:
    """The location that the user named: a path, an http(s) URL or ``-``. Raises DocumentError for other URLs."""
    if source == "-":
        return Location(Scheme.STDIN, "-")
    scheme, separator, _ = source.partition("://")
    if "\0" in source:
        raise DocumentError("a path or URL with a NUL character", where=Where(source), cure="Check the path.")
    if not separator:
        return Location(Scheme.FILE, source)
    if scheme.lower() not in {"http", "https"}:
        what = f"{printable(scheme, 20)}:// is not supported"
        raise DocumentError(what, where=Where(redact(source)), cure="Pass a path, an http(s) URL, or - for stdin.")
    return Location(Scheme.URL, source.partition("#")[0])


def resolve(base: Location, reference: str, locate: Callable[[], Where], *, allow_remote: bool) -> Location:
    """What ``reference`` (a URI reference without fragment, not empty) means in a file at ``base``.

    RFC 3986 section 5 for URLs; for files, relative to the folder of the file as it was named. Raises DocumentError.
    """
    try:
        parts = urlsplit(reference)
    except ValueError:
        raise DocumentError("a $ref that is not a URI", where=locate(), cure="Correct the $ref.") from None
    remote = parts.scheme.lower() in {"http", "https"} or bool(parts.netloc)
    if parts.scheme and not remote:
        cure = "Use a relative path."
        raise DocumentError(f"a $ref with the scheme {printable(parts.scheme, 20)}:", where=locate(), cure=cure)
    if remote or base.scheme is Scheme.URL:
        return _remote(base, reference, locate, allow_remote)
    if base.scheme is Scheme.STDIN:
        cure = "Pass the document's path instead of -."
        raise DocumentError("a relative $ref in a document from standard input", where=locate(), cure=cure)
    if parts.query:
        raise DocumentError("a $ref to a file with a query", where=locate(), cure="Remove the ? and what follows.")
    path = unquote(parts.path)
    if "\0" in path:
        raise DocumentError("a $ref with a NUL character", where=locate(), cure="Correct the $ref.")
    return Location(Scheme.FILE, os.path.normpath(Path(base.address).parent / path))


def _remote(base: Location, reference: str, locate: Callable[[], Where], allow_remote: bool) -> Location:
    target = urljoin(base.address, reference) if base.scheme is Scheme.URL else reference
    if target.startswith("//"):
        target = "https:" + target
    if not allow_remote:
        kind = "a second file of a remote document" if base.scheme is Scheme.URL else "another host's file"
        raise DocumentError(
            f"a $ref to {kind}, {printable(redact(target), 120)}",
            where=locate(),
            cure="Download it beside the document, or allow remote references (--allow-remote).",
        )
    return Location(Scheme.URL, target)


def read(
    location: Location,
    budget: int,
    limits: Limits,
    *,
    stdin: BinaryIO | None = None,
    named_by: Callable[[], Where] | None = None,
) -> tuple[bytes, Location]:
    """The bytes at ``location``, at most ``budget``, and where they really came from (redirects followed).

    ``named_by`` is the ``$ref`` that led here; only the root may be something else than a regular file.

    Raises ``DocumentError`` where that fails.
    """
    if location.scheme is Scheme.URL:
        data, final = fetch(location.address, budget, limits)
        return data, Location(Scheme.URL, final)
    if location.scheme is Scheme.STDIN:
        if stdin is None:
            raise DocumentError("standard input is not available here", where=Where("<stdin>"), cure="Pass a path.")
        data = stdin.read(budget + 1)
    else:
        data = _read_file(location, budget, named_by)
    if len(data) > budget:
        raise too_large(location.name, limits)
    return data, location


def _read_file(location: Location, budget: int, named_by: Callable[[], Where] | None) -> bytes:
    path = Path(location.address)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise _unreadable(location, named_by, "this is a directory", "Name the document inside it.")
        if named_by and not stat.S_ISREG(mode):
            raise _unreadable(location, named_by, "not a regular file", "Point the $ref at a file.")
        with path.open("rb") as file:
            return file.read(budget + 1)
    except FileNotFoundError:
        cure = "A relative $ref counts from the folder of its own file." if named_by else "Check the path."
        raise _unreadable(location, named_by, "no such file", cure) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "the path is not valid"
        raise _unreadable(location, named_by, f"can't be read: {reason}", "Check the path.") from None


def _unreadable(location: Location, named_by: Callable[[], Where] | None, what: str, cure: str) -> DocumentError:
    """The error at the ``$ref`` that named the file, or at the file itself when the user named it."""
    if named_by:
        return DocumentError(f"{printable(location.name, 200)}: {what}", where=named_by(), cure=cure)
    return DocumentError(what, where=Where(location.name), cure=cure)
