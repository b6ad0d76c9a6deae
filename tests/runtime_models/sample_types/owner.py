from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from trueline.runtime.decoding import FAILURES, Decoders, bad, extra, list_of, model_error, string
from trueline.runtime.encoding import encode
from trueline.runtime.fields import no_extras
from trueline.runtime.guards import is_object
from trueline.runtime.models import Model
from trueline.runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from sample_types.api_key import ApiKey

_d = Decoders(__package__, "api_key")
_KEYS: dict[str, str] = {"displayName": "display_name", "keys": "keys"}


@attrs.define(kw_only=True)
class Owner(Model):
    """Who a key belongs to. All optional, and it refers back to keys."""

    _keys = _KEYS

    display_name: str | Unset = UNSET
    keys: list[ApiKey] | Unset = UNSET
    additional_properties: dict[str, Any] = attrs.field(factory=no_extras)

    @classmethod
    def _decode(cls, data: Any) -> Owner:
        return decode(data)

    def to_dict(self) -> dict[str, Any]:
        """As a JSON object; properties that are ``UNSET`` are left out."""
        d: dict[str, Any] = {}
        if self.display_name is not UNSET:
            d["displayName"] = self.display_name
        if self.keys is not UNSET:
            d["keys"] = encode(self.keys)
        if self.additional_properties:
            d.update(encode(self.additional_properties))
        return d


def decode(d: Any) -> Owner:
    """Decode a JSON object."""
    self = Owner.__new__(Owner)
    try:
        if not is_object(d):
            bad(d, "object")
        absent = 0
        if "displayName" in d:
            self.display_name = v if type(v := d["displayName"]) is str else string(v)
        else:
            self.display_name = UNSET
            absent += 1
        if "keys" in d:
            self.keys = list_of(_d.api_key, d["keys"])
        else:
            self.keys = UNSET
            absent += 1
        self.additional_properties = {} if len(d) + absent == 2 else extra(d, _KEYS)
    except FAILURES as error:
        raise model_error(error, self, d, _KEYS) from None
    return self
