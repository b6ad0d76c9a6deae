from __future__ import annotations

import re
from collections.abc import Iterable

_LINK = re.compile(r'\s*<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^";,\s]*))?)*)\s*(?:,|$)')
_PARAM = re.compile(r';\s*([^\s=;,]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^";,\s]*)))?')


def next_link(headers: Iterable[str]) -> str | None:
    for header in headers:
        for target, params in _LINK.findall(header):
            for name, quoted, token in _PARAM.findall(params):
                if name.lower() == "rel":
                    if "next" in (quoted or token).lower().split():
                        return target or None
                    break
    return None
