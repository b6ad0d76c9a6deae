from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import attrs

from trueline.runtime.decoding import (
    Decoders,
    constant,
    date_time,
    decimal_number,
    integer,
    list_decoder,
    nullable,
    string,
)
from trueline.runtime.models import Model, decoder, no_extras, prop
from trueline.runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from sample_types.metadata import Metadata
    from sample_types.owner import Owner
    from sample_types.scope import Scope

_d = Decoders(__package__, "metadata", "owner", "scope")


@attrs.define(kw_only=True)
class ApiKey(Model):
    """An API key."""

    id: str
    object: Literal["api_key"] = "api_key"
    scopes: list[Scope]
    uses: int
    expires_at: dt.datetime | None
    secret: str = attrs.field(repr=False)
    owner: Owner | Unset = UNSET
    metadata: Metadata | Unset = UNSET
    price: Decimal | Unset | None = UNSET
    additional_properties: dict[str, Any] = attrs.field(factory=no_extras)


decode = decoder(
    ApiKey,
    prop("id", string),
    prop("object", constant("api_key")),
    prop("scopes", list_decoder(_d.scope)),
    prop("uses", integer),
    prop("expiresAt", nullable(date_time), attr="expires_at"),
    prop("secret", string),
    prop("owner", _d.owner, required=False),
    prop("metadata", _d.metadata, required=False),
    prop("price", nullable(decimal_number), required=False),
)
