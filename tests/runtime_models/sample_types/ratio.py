from __future__ import annotations

from trueline.runtime.enums import OpenFloatEnum, enum_decoder


class Ratio(OpenFloatEnum):
    """A share."""

    HALF = 0.5
    WHOLE = 1


decode = enum_decoder(Ratio)
