from __future__ import annotations

from typing import Any

import attrs

from trueline.runtime.decoding import integer, string
from trueline.runtime.models import Model, decoder, no_extras, prop


@attrs.define(kw_only=True)
class Pet(Model):
    """A member of unions whose document allows any further property."""

    kind: str
    lives: int
    additional_properties: dict[str, Any] = attrs.field(factory=no_extras)


decode = decoder(
    Pet,
    prop("kind", string),
    prop("lives", integer),
    extras="open",
)
