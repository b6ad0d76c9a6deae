"""The package's version: that of a file of its own, or the document's, as Python packaging can say it."""

from __future__ import annotations

import re
from pathlib import Path

from trueline.errors import UsageError, Where, printable

#: Public versions of the version specifiers specification (PEP 440), in their normal spelling.
_PEP_440 = re.compile(r"(?:[1-9]\d*!)?\d+(?:\.\d+)*(?:(?:a|b|rc)\d+)?(?:\.post\d+)?(?:\.dev\d+)?")
#: ``v2.0.0-rc.1+build``: numbers, a mark, its number. What follows a plus takes no part in the order of versions.
_WRITTEN = re.compile(
    r"[vV]?(?P<release>\d+(?:[.\-_]\d+)*?)"
    r"(?:[.\-_]?(?P<mark>[A-Za-z]+)(?:[.\-_]?(?P<number>\d+))?)?(?:\+[0-9A-Za-z.\-]+)?"
)
#: ``2.0.0-1``: by semver a pre-release without a name, below ``2.0.0-alpha``.
_NAMELESS = re.compile(r"[vV]?(?P<release>\d+\.\d+\.\d+)-(?P<number>\d+)(?:\+[0-9A-Za-z.\-]+)?")
_BEFORE = re.compile(r"[vV]?(?P<release>\d+\.\d+\.\d+)-")
_MARKS = {
    **dict.fromkeys(("a", "alpha"), "a"),
    **dict.fromkeys(("b", "beta"), "b"),
    **dict.fromkeys(("c", "rc", "pre", "preview"), "rc"),
    **dict.fromkeys(("dev", "snapshot"), ".dev"),
    "post": ".post",
}


def package_version(api_version: str) -> str:
    """``1.4.0`` stays; ``v1`` is ``1``, ``2024-01-31`` is ``2024.1.31``, ``2.0.0-rc.1`` is ``2.0.0rc1``.

    What can't be said like that is still a version, for an SDK that is not released: never one above the final release
    that it comes before, and ``0`` without any number.
    """
    text = api_version.strip()
    if said := mapped(text):
        return said
    if before := _BEFORE.match(text):
        return f"{_release(before['release'])}.dev0"
    return _release(text)


def mapped(api_version: str) -> str | None:
    """The version if it means the same in Python: it is ordered among others as its API is. Else None."""
    text = api_version.strip()
    if _PEP_440.fullmatch(text):
        return text
    if nameless := _NAMELESS.fullmatch(text):
        return f"{_release(nameless['release'])}.dev{int(nameless['number'])}"
    written = _WRITTEN.fullmatch(text)
    if written is None:
        return None
    release, mark = _release(written["release"]), written["mark"]
    known = _MARKS.get(mark.lower()) if mark else ""
    if known is None or (_BEFORE.match(text) and known in {"", ".post"}):  # by semver it is before the final release
        return None
    return f"{release}{known}{int(written['number'] or 0)}" if known else release


def version_in(path: str) -> str:
    """The version in a file of its own. Raises ``UsageError`` where it can't be read or is none."""
    where = Where(path)
    try:
        text = Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        cure = "Write one line with one version into it, such as 0.1.0."
        raise UsageError("the file with the SDK's version can't be read", where=where, cure=cure) from None
    if not _PEP_440.fullmatch(text):
        cure = "Write one line with one version, such as 1.4.0 or 1.4.0rc1."
        raise UsageError(f"{printable(text, 40)!r} is not a version of a Python package", where=where, cure=cure)
    return text


def _release(text: str) -> str:
    numbers = re.findall(r"\d+", text)[:6]
    return ".".join(str(int(number[:9])) for number in numbers) or "0"
