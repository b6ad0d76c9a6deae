from __future__ import annotations

from trueline.runtime.enums import OpenEnum, enum_decoder


class Scope(OpenEnum):
    """What a key may do."""

    USAGE_READ = "usage:read"
    USAGE_WRITE = "usage:write"


decode = enum_decoder(Scope)
