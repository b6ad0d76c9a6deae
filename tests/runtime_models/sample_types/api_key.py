from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import attrs

from trueline.runtime.decoding import (
    FAILURES,
    Decoders,
    constant,
    date_time,
    decimal_number,
    extra,
    integer,
    list_of,
    model_error,
    string,
)
from trueline.runtime.encoding import as_number, encode
from trueline.runtime.fields import no_extras
from trueline.runtime.models import Model
from trueline.runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from sample_types.metadata import Metadata
    from sample_types.owner import Owner
    from sample_types.scope import Scope

_d = Decoders(__package__, "metadata", "owner", "scope")
_KEYS: dict[str, str] = {
    "id": "id",
    "object": "object",
    "scopes": "scopes",
    "uses": "uses",
    "expiresAt": "expires_at",
    "secret": "secret",
    "owner": "owner",
    "metadata": "metadata",
    "price": "price",
}
_decode_1 = constant("api_key")


@attrs.define(kw_only=True)
class ApiKey(Model):
    """An API key."""

    _keys = _KEYS
    _constants: ClassVar[Mapping[str, Any]] = {"object": "api_key"}

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

    @classmethod
    def _decode(cls, data: Any) -> ApiKey:
        return decode(data)

    def to_dict(self) -> dict[str, Any]:
        """As a JSON object; properties that are ``UNSET`` are left out."""
        d: dict[str, Any] = {}
        d["id"] = self.id
        d["object"] = self.object
        d["scopes"] = encode(self.scopes)
        d["uses"] = self.uses
        d["expiresAt"] = encode(self.expires_at)
        d["secret"] = self.secret
        if self.owner is not UNSET:
            d["owner"] = encode(self.owner)
        if self.metadata is not UNSET:
            d["metadata"] = encode(self.metadata)
        if self.price is not UNSET:
            d["price"] = as_number(self.price)
        if self.additional_properties:
            d.update(encode(self.additional_properties))
        return d


def decode(d: Any) -> ApiKey:
    """Decode a JSON object."""
    self = ApiKey.__new__(ApiKey)
    try:
        absent = 0
        self.id = v if type(v := d["id"]) is str else string(v)
        self.object = _decode_1(d["object"])
        self.scopes = list_of(_d.scope, d["scopes"])
        self.uses = v if type(v := d["uses"]) is int else integer(v)
        self.expires_at = None if (v := d["expiresAt"]) is None else date_time(v)
        self.secret = v if type(v := d["secret"]) is str else string(v)
        if "owner" in d:
            self.owner = _d.owner(d["owner"])
        else:
            self.owner = UNSET
            absent += 1
        if "metadata" in d:
            self.metadata = _d.metadata(d["metadata"])
        else:
            self.metadata = UNSET
            absent += 1
        if "price" in d:
            self.price = None if (v := d["price"]) is None else decimal_number(v)
        else:
            self.price = UNSET
            absent += 1
        self.additional_properties = {} if len(d) + absent == 9 else extra(d, _KEYS)
    except FAILURES as error:
        raise model_error(error, self, d, _KEYS) from None
    return self
