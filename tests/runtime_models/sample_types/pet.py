from __future__ import annotations

from typing import Any

import attrs

from trueline.runtime.decoding import integer, string
from trueline.runtime.fields import no_extras
from trueline.runtime.models import Model, decoder, prop


@attrs.define(kw_only=True)
class Pet(Model):
    """A member of unions whose document allows any further property."""

    kind: str
    lives: int
    additional_properties: dict[str, Any] = attrs.field(factory=no_extras)


def _fill(self: Pet, d: Any) -> None:
    self.kind = v if type(v := d["kind"]) is str else string(v)
    self.lives = v if type(v := d["lives"]) is int else integer(v)


decode = decoder(
    Pet,
    _fill,
    prop("kind", string),
    prop("lives", integer),
    extras="open",
)
