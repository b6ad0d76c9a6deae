from __future__ import annotations

from typing import Any

import attrs

from trueline.runtime.decoding import FAILURES, extra, integer, model_error, string
from trueline.runtime.encoding import encode
from trueline.runtime.fields import no_extras
from trueline.runtime.models import Model

_KEYS: dict[str, str] = {"kind": "kind", "lives": "lives"}


@attrs.define(kw_only=True)
class Pet(Model):
    """A member of unions whose document allows any further property."""

    _keys = _KEYS
    _extra_allowed = True

    kind: str
    lives: int
    additional_properties: dict[str, Any] = attrs.field(factory=no_extras)

    @classmethod
    def _decode(cls, data: Any) -> Pet:
        return decode(data)

    def to_dict(self) -> dict[str, Any]:
        """As a JSON object; properties that are ``UNSET`` are left out."""
        d: dict[str, Any] = {}
        d["kind"] = self.kind
        d["lives"] = self.lives
        if self.additional_properties:
            d.update(encode(self.additional_properties))
        return d


def decode(d: Any) -> Pet:
    """Decode a JSON object."""
    self = Pet.__new__(Pet)
    try:
        self.kind = v if type(v := d["kind"]) is str else string(v)
        self.lives = v if type(v := d["lives"]) is int else integer(v)
        self.additional_properties = {} if len(d) == 2 else extra(d, _KEYS)
    except FAILURES as error:
        raise model_error(error, self, d, _KEYS) from None
    return self
