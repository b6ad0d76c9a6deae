"""The package's version: the document's, where Python packaging can say it."""

from __future__ import annotations

import re

#: Public versions of the version specifiers specification (PEP 440), in their normal spelling.
_PEP_440 = re.compile(r"(?:[1-9]\d*!)?\d+(?:\.\d+)*(?:(?:a|b|rc)\d+)?(?:\.post\d+)?(?:\.dev\d+)?")


def package_version(api_version: str) -> str:
    """``1.4.0`` stays; ``v1`` is ``1``, ``2024-01-31`` is ``2024.1.31``; without any number it is ``0``."""
    text = api_version.strip()
    if _PEP_440.fullmatch(text):
        return text
    numbers = re.findall(r"\d+", text)[:6]
    return ".".join(str(int(number[:9])) for number in numbers) or "0"
