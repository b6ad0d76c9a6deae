from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from trueline.runtime.decoding import Decoders, list_decoder, string
from trueline.runtime.models import Model, decoder, no_extras, prop
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


decode = decoder(
    Owner,
    prop("displayName", string, attr="display_name", required=False),
    prop("keys", list_decoder(_d.api_key), required=False),
)
