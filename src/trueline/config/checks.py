"""What the values of settings may be. Each reader takes a TOML value and answers the setting, or raises ``Wrong``."""

from __future__ import annotations

import ipaddress
import re
import shlex
from collections.abc import Callable
from email.errors import MessageError
from email.utils import parseaddr
from pathlib import PurePosixPath, PureWindowsPath
from typing import cast
from urllib.parse import urlsplit

from trueline import names
from trueline.config.table import Wrong
from trueline.errors import printable
from trueline.request import Author, PageLink

_DISTRIBUTION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")  # "Names and normalization", packaging.python
_REF = re.compile(
    r"(?!.*(?:\.\.|//|/\.|\.lock(?:/|$)))[A-Za-z0-9_][A-Za-z0-9._/-]*"
)  # narrower than git-check-ref-format

#: Names of licences that every file system and every glob takes; and what the generator writes beside them.
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TAKEN = frozenset({"readme.md", "pyproject.toml", "generated.lock", "sbom.cdx.json", "src", "pkg-info"})
#: What an index takes of a label.
_LABEL = 32

#: What `trueline diff` takes too.
_MOST_DAYS = 100_000

LAYOUTS = ("trueline", "openapi-python-client")


def text(value: object) -> str:
    """A text on one line, not empty. Raises ``Wrong`` for anything else."""
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise Wrong(f"{_shown(value)} is not text", "Write one line between quotes.")
    return value


def text_up_to(most: int) -> Callable[[object], str]:
    """Reads a text on one line that is not longer than this, and raises ``Wrong`` for another."""

    def read(value: object) -> str:
        line = text(value)
        if len(line) > most:
            raise Wrong(f"it is {len(line)} characters long", f"Write at most {most}.")
        return line

    return read


def flag(value: object) -> bool:
    """``true`` or ``false``. Raises ``Wrong`` for anything else."""
    if not isinstance(value, bool):
        raise Wrong(f"{_shown(value)} is neither true nor false", "Write true or false, without quotes.")
    return value


def days(value: object) -> int:
    """A number of days, 0 for none. Raises ``Wrong`` for anything else."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _MOST_DAYS:
        raise Wrong(f"{_shown(value)} is not a number of days", "Write a whole number, such as 90; 0 asks for nothing.")
    return value


def one_of(*known: str) -> Callable[[object], str]:
    """Reads one of these words, and raises ``Wrong`` for any other."""

    def read(value: object) -> str:
        word = text(value)
        if word not in known:
            raise Wrong(f"{_shown(word)} is not a known value", f"Write {' or '.join(known)}, or take the key out.")
        return word

    return read


def path(value: object) -> str:
    """A path relative to ``pyproject.toml``, with forward slashes.

    Raises ``Wrong`` for a URL, and for a path of one machine.
    """
    line = text(value)
    if "://" in line:
        raise Wrong(f"{_shown(line)} is a URL", "Keep a copy in the repository: what is committed is what is released.")
    if PurePosixPath(line).is_absolute() or PureWindowsPath(line).anchor or "\\" in line or line.startswith("~"):
        raise Wrong(
            f"{_shown(line)} exists on one machine only", "Write it relative to pyproject.toml, with / between."
        )
    return line


def path_inside(value: object) -> str:
    """As :func:`path`, and never above the folder of ``pyproject.toml``, nor that folder itself.

    Raises ``Wrong`` for those.
    """
    inside = path(value)
    parts = PurePosixPath(inside).parts
    if ".." in parts or not parts:
        raise Wrong(f"{_shown(inside)} is not inside the repository", "Name a place below pyproject.toml.")
    return inside


def path_inside_or_none(value: object) -> str:
    """As :func:`path_inside`, or an empty text, which stands for no path."""
    return "" if value == "" else path_inside(value)


def path_or_url(value: object) -> str:
    """As :func:`path`, or an http(s) URL."""
    line = text(value)
    return url(line) if "://" in line else path(line)


def url(value: object) -> str:
    """An https URL, or http on the loopback interface; without credentials, which do not belong in a repository.

    Raises ``Wrong`` for anything else.
    """
    address = text(value)
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        raise Wrong("it is not a URL", "Write an https URL.") from None
    if parts.username is not None or parts.password is not None:
        raise Wrong(
            "the URL holds credentials", "Leave them out; twine reads them from the environment or the keyring."
        )
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))):
        raise Wrong(
            f"{_shown(address)} is not an https URL", "Write an https URL; http is for the loopback interface alone."
        )
    return address


def package(value: object) -> str:
    """The import name of the SDK. Raises ``Wrong`` for a name that can't be imported."""
    name = text(value)
    if names.snake(name) != name:
        raise Wrong(f"{_shown(name)} can't be imported", f"Use a lower-case identifier, such as {names.snake(name)}.")
    return name


def layout(value: object) -> str:
    """A layout of the SDK. Raises ``Wrong`` for one that Trueline does not write."""
    word = text(value)
    if word not in LAYOUTS:
        raise Wrong(f"{_shown(word)} is not a layout", f"The layouts are {' and '.join(LAYOUTS)}.")
    return word


def distribution(value: object) -> str:
    """The SDK's name on an index. Raises ``Wrong`` for a name that no index takes."""
    name = text(value)
    if not _DISTRIBUTION.fullmatch(name):
        raise Wrong(f"{_shown(name)} is not a name of a distribution", "Use letters, digits, and - _ . between them.")
    return name


def ref(value: object) -> str:
    """A branch, a remote or the beginning of a tag, in the characters that need no quoting anywhere.

    Raises ``Wrong`` for others.
    """
    name = text(value)
    if not _REF.fullmatch(name) or name.endswith(("/", ".")):
        raise Wrong(
            f"{_shown(name)} is not a name that git and shells take", "Use letters, digits, and - _ . / inside."
        )
    return name


def tag_prefix(value: object) -> str:
    """The beginning of a tag: it may end in anything that :func:`ref` may have inside."""
    prefix = text(value)
    ref(prefix + "0")
    return prefix


def pointer(value: object) -> str:
    """A JSON pointer (RFC 6901) to a part of the document; the whole of it is none.

    Raises ``Wrong`` for anything else.
    """
    line = text(value)
    if not line.startswith("/") or re.search(r"~(?![01])", line):
        raise Wrong(f"{_shown(line)} is not a JSON pointer", "It starts with /; write ~1 for / and ~0 for ~ in a name.")
    return line


def command(value: object) -> str:
    """A command line, split like a shell would; no shell runs it. Raises ``Wrong`` for one that needs a shell."""
    line = text(value)
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise Wrong(f"{_shown(line)} can't be split into words ({error})", "Close the quotes.") from None
    if not words or any(word in {"&&", "||", "|", ";", "&", ">", "<"} for word in words):
        raise Wrong(f"{_shown(line)} needs a shell", "Give each command a text of its own, or make it a make target.")
    return line


def list_of(read: Callable[[object], str]) -> Callable[[object], tuple[str, ...]]:
    """Reads a list, each entry by ``read``, and raises ``Wrong`` for anything else."""

    def entries(value: object) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise Wrong(f"{_shown(value)} is not a list", "Write texts between [ and ].")
        return tuple(read(entry) for entry in cast("list[object]", value))

    return entries


def license_expression(value: object) -> str:
    """An SPDX licence expression (PEP 639), in its normal spelling. Raises ``Wrong`` for anything else."""
    from packaging.licenses import (  # noqa: PLC0415 - most settings name no licence
        InvalidLicenseExpression,
        canonicalize_license_expression,
    )

    line = text(value)
    try:
        return str(canonicalize_license_expression(line))
    except InvalidLicenseExpression as error:
        cure = "Write SPDX identifiers, joined by AND and OR; LicenseRef-Acme is one of your own."
        raise Wrong(f"{_shown(line)} is not an SPDX expression ({printable(str(error), 80)})", cure) from None


def license_files(value: object) -> tuple[str, ...]:
    """Texts of licences inside the repository. They go to the top of the package's source, by their own names.

    Raises ``Wrong`` for two with one name, and for a name that the package uses itself.
    """
    paths = list_of(path_inside)(value)
    names = [PurePosixPath(file).name for file in paths]
    for name in names:
        if not _FILE.fullmatch(name) or name.lower() in _TAKEN:
            raise Wrong(f"{_shown(name)} can't be the name of a licence", "Call it LICENSE, NOTICE, or alike.")
        if names.count(name) > 1:
            raise Wrong(f"{_shown(name)} is the name of two files", "Give each a name of its own.")
    return paths


def authors(value: object) -> tuple[Author, ...]:
    """People or teams: a name, an address, or both as ``Name <address>``."""
    return tuple(map(_author, list_of(text)(value)))


def _author(written: str) -> Author:
    from email.headerregistry import Address  # noqa: PLC0415 - few settings name an author, and every command reads them

    name, address = parseaddr(written) if "@" in written else (written, "")
    try:
        return Author(name, Address(addr_spec=address).addr_spec if address or "@" in written else "")
    except (ValueError, IndexError, MessageError):
        raise Wrong(f"{_shown(written)} is not an author", "Write a name, and an address between < and >.") from None


def urls(value: object) -> tuple[PageLink, ...]:
    """Labels with their pages, as an index shows them beside the package. Raises ``Wrong`` for anything else."""
    if not isinstance(value, dict):
        raise Wrong(f"{_shown(value)} is not a table", "Write labels with their URLs.")
    pairs = cast("dict[str, object]", value).items()
    return tuple(PageLink(text_up_to(_LABEL)(label), url(page)) for label, page in pairs)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _shown(value: object) -> str:
    return printable(repr(value), 80)
