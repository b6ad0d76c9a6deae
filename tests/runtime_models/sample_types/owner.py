from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from trueline.runtime.decoding import Decoders, list_decoder, list_of, string
from trueline.runtime.fields import no_extras
from trueline.runtime.models import Model, decoder, prop
from trueline.runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from sample_types.api_key import ApiKey

_d = Decoders(__package__, "api_key")


@attrs.define(kw_only=True)
class Owner(Model):
    """Who a key belongs to. All optional, and it refers back to keys."""

    display_name: str | Unset = UNSET
    keys: list[ApiKey] | Unset = UNSET
    additional_properties: dict[str, Any] = attrs.field(factory=no_extras)


def _fill(self: Owner, d: Any) -> None:
    self.display_name = UNSET if (v := d.get("displayName", UNSET)) is UNSET else v if type(v) is str else string(v)
    self.keys = UNSET if (v := d.get("keys", UNSET)) is UNSET else list_of(_d.api_key, v)


decode = decoder(
    Owner,
    _fill,
    prop("displayName", string, attr="display_name", required=False),
    prop("keys", list_decoder(_d.api_key), required=False),
)
