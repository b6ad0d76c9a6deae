"""``tk_live_`` or ``tk_test_``, 37 random base62 characters (220 bits), and 6 of CRC-32.

The checksum is no secret. It lets this server, and scanners for leaked secrets, tell a key from something that only
looks like one without asking a database.
"""

from __future__ import annotations

import re
import zlib
from typing import Literal

from tollkeeper_server.ids import base62, random_text

Environment = Literal["live", "test"]

_KEY = re.compile(r"tk_(?:live|test)_[0-9A-Za-z]{43}", re.ASCII)
_RANDOM = 37
_CHECKSUM = 6


def prefix(environment: Environment) -> str:
    """What every key of an environment begins with."""
    return f"tk_{environment}_"


def new_key(environment: Environment) -> str:
    """A new key. The only copy: what is stored is its digest."""
    body = prefix(environment) + random_text(_RANDOM)
    return body + _checksum(body)


def is_key(text: str) -> bool:
    """Whether the text has the form of a key and its checksum is right. Total: any text may come."""
    return _KEY.fullmatch(text) is not None and _checksum(text[:-_CHECKSUM]) == text[-_CHECKSUM:]


def last4(key: str) -> str:
    """What people may see of a key afterwards, beside its prefix."""
    return key[-4:]


def _checksum(body: str) -> str:
    return base62(zlib.crc32(body.encode("ascii")), _CHECKSUM)
