"""What an index says about one project: its files with hashes, read from the simple API.

Both forms are read: JSON (PEP 691, with the times of PEP 700) and HTML (PEP 503, with the ``data-yanked`` of PEP 592).
What an index answers is hostile until it was looked at: names, hashes and times are checked here, and nothing past this
module sees an unchecked one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import cast
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename
from packaging.version import Version

JSON = "application/vnd.pypi.simple.v1+json"
HTML = "application/vnd.pypi.simple.v1+html"
ACCEPT = f"{JSON}, {HTML};q=0.2, text/html;q=0.01"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class UnreadableListingError(ValueError):
    """The answer is not a listing that PEP 691 or PEP 503 describes. The message says in which way."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of the index. ``sha256`` is ``""`` where the index names another hash or none."""

    name: str
    url: str
    sha256: str = ""
    yanked: bool = False
    reason: str = ""
    uploaded: datetime | None = None

    @property
    def version(self) -> Version | None:
        """The version in the file's name; none if it is neither a wheel nor an sdist."""
        try:
            return parse_wheel_filename(self.name)[1]
        except InvalidWheelFilename:
            pass
        try:
            return parse_sdist_filename(self.name)[1]
        except InvalidSdistFilename:
            return None


@dataclass(frozen=True, slots=True)
class Listing:
    """All files of one project. ``now`` is the index's own clock when it answered: ours may be wrong."""

    files: tuple[File, ...] = ()
    now: datetime | None = None

    def named(self, name: str) -> File | None:
        """The file of this name."""
        return next((file for file in self.files if file.name == name), None)

    def of(self, version: Version) -> tuple[File, ...]:
        """The files of one version."""
        return tuple(file for file in self.files if file.version == version)

    @property
    def versions(self) -> frozenset[Version]:
        """Every version that was ever here, yanked ones too."""
        return frozenset(version for file in self.files if (version := file.version) is not None)

    def age(self, version: Version) -> timedelta | None:
        """How long ago the first file of a version came, by the index's clock; none if the index gives no times."""
        times = [file.uploaded for file in self.of(version) if file.uploaded is not None]
        return self.now - min(times) if times and self.now is not None else None


def parse(content: bytes, content_type: str, base: str, now: datetime | None = None) -> Listing:
    """Read a project page. Raises ``UnreadableListingError``."""
    kind = content_type.partition(";")[0].strip().lower()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableListingError("it is not UTF-8") from None
    if kind in {JSON, "application/json"}:
        return Listing(_from_json(text, base), now)
    if kind in {HTML, "text/html"}:
        return Listing(_from_html(text, base), now)
    raise UnreadableListingError(f"it is {kind[:80] or 'of no type'}, neither JSON nor HTML")


def _from_json(text: str, base: str) -> tuple[File, ...]:
    try:
        document: object = json.loads(text)
    except (ValueError, RecursionError):  # a number of too many digits is the former, and no JSONDecodeError
        raise UnreadableListingError("it is not JSON") from None
    page = _table(document, "the page")
    version = _table(page.get("meta", {}), "meta").get("api-version", "1.0")
    if not str(version).startswith("1."):
        raise UnreadableListingError(f"it speaks version {str(version)[:20]} of the simple API, not 1")
    files = page.get("files")
    if not isinstance(files, list):
        raise UnreadableListingError("it has no list of files")
    return tuple(_json_file(_table(file, "a file"), base) for file in cast("list[object]", files))


def _json_file(file: Mapping[str, object], base: str) -> File:
    yanked = file.get("yanked", False)
    hashes = _table(file.get("hashes", {}), "hashes")
    return File(
        name=_name(file.get("filename")),
        url=_url(base, str(file.get("url", ""))),
        sha256=_sha256(hashes.get("sha256", "")),
        yanked=yanked is not False,
        reason=yanked if isinstance(yanked, str) else "",
        uploaded=_time(file.get("upload-time")),
    )


class _Anchors(HTMLParser):
    """Collects the attributes of every anchor: PEP 503 has one for each file."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.anchors.append(dict(attrs))


def _from_html(text: str, base: str) -> tuple[File, ...]:
    parser = _Anchors()
    try:
        parser.feed(text)
        parser.close()
    except AssertionError:  # what the parser of the standard library has for marked sections that it does not know
        raise UnreadableListingError("it is not HTML") from None
    return tuple(_html_file(anchor, base) for anchor in parser.anchors if anchor.get("href"))


def _html_file(anchor: Mapping[str, str | None], base: str) -> File:
    url, fragment = urldefrag(_url(base, anchor["href"] or ""))
    kind, _, digest = fragment.partition("=")
    return File(
        name=_name(unquote(urlsplit(url).path).rpartition("/")[2]),
        url=url,
        sha256=_sha256(digest if kind == "sha256" else ""),
        yanked="data-yanked" in anchor,
        reason=anchor.get("data-yanked") or "",
    )


def _table(value: object, part: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise UnreadableListingError(f"{part} is not an object")
    return cast("dict[str, object]", value)


def _name(value: object) -> str:
    """A file's name and nothing else: no folder, no control character."""
    if not isinstance(value, str) or not re.fullmatch(r"[\w.+!~-][\w.+!~ -]{0,254}", value) or value in {".", ".."}:
        raise UnreadableListingError("a file in it has an unsafe name")
    return value


def _url(base: str, url: str) -> str:
    try:
        joined = urljoin(base, url)
        parts = urlsplit(joined)
        scheme, _ = parts.scheme, parts.port
    except ValueError:
        raise UnreadableListingError("a file in it has an address that is not a URL") from None
    if scheme not in {"http", "https"}:
        raise UnreadableListingError("a file has an address that is not http or https")
    return joined


def _sha256(value: object) -> str:
    text = value.lower() if isinstance(value, str) else value
    if not isinstance(text, str) or (text and not _SHA256.fullmatch(text)):
        raise UnreadableListingError("a file's sha256 is not 64 hexadecimal digits")
    return text


def _time(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        time = datetime.fromisoformat(str(value))
    except ValueError:
        raise UnreadableListingError("a file's upload-time is not a time") from None
    if time.tzinfo is None:
        raise UnreadableListingError("a file's upload-time has no zone")
    return time
