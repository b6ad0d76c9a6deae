from __future__ import annotations

from email.message import Message
from email.utils import collapse_rfc2231_value
from pathlib import PureWindowsPath
from typing import Any, cast


def filename(header: str) -> str | None:
    message = Message()
    message["content-disposition"] = " ".join(header.split())
    params = cast("list[tuple[str, Any]]", message.get_params(failobj=[], header="content-disposition"))
    given = [value for name, value in params if name.lower() == "filename"]
    given.sort(key=lambda value: isinstance(value, str))
    return next((name for name in map(_bare, given) if name), None)


def _bare(value: Any) -> str:
    name = PureWindowsPath("".join(filter(str.isprintable, collapse_rfc2231_value(value)))).name.strip()
    return name if name.strip(". ") else ""
