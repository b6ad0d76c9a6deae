from __future__ import annotations

from trueline.runtime.enums import OpenIntEnum, enum_decoder


class Tier(OpenIntEnum):
    """A level of service."""

    ONE = 1
    TWO = 2


decode = enum_decoder(Tier)
