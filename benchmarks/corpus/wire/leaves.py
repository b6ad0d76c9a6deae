"""Strings and numbers that a schema allows, from ``hypothesis-jsonschema``, a handful for each distinct schema."""

from __future__ import annotations

import base64
import json
import warnings
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis_jsonschema import from_schema

from benchmarks.corpus.wire.document import Json

_KEPT = ("type", "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "multipleOf")
_INT = {"int32": 2**31, "int64": 2**63}
_TIMES = ("2024-05-06T07:08:09Z", "1999-12-31T23:59:59.123456Z", "2024-02-29T00:00:00+05:30", "2024-05-06T07:08:09.5Z")
#: What the generator has no strategy for.
_FORMATS = {
    "byte": st.binary(max_size=12).map(lambda data: base64.b64encode(data).decode()),
    "date-time": st.sampled_from(_TIMES),
    "duration": st.sampled_from(("PT1H", "P3DT4H5M6.5S", "P1M", "P2W", "-PT0.5S")),
    "uuid": st.uuids().map(str),
    "binary": st.text('abc \t"\\', max_size=9),
    "decimal": st.decimals(-(10**9), 10**9, places=4).map(str),
    "password": st.text(max_size=12),
}
_COUNT = 10


class Leaves:
    """Pools of values by schema; the same seed gives the same pools."""

    def __init__(self, number: int) -> None:
        self._seed = number
        self._pools: dict[str, list[Any]] = {}

    def pool(self, schema: Json) -> list[Any]:
        """Some values, empty where none could be made (a pattern that is not Python pattern)."""
        leaf = _leaf(schema)
        key = json.dumps(leaf, sort_keys=True)
        if key not in self._pools:
            self._pools[key] = _draw(leaf, self._seed)
        return self._pools[key]


def _leaf(schema: Json) -> Json:
    leaf = {key: schema[key] for key in _KEPT if key in schema}
    if schema.get("contentEncoding") == "base64":  # to JSON Schema a note, and any text would be valid
        leaf["format"] = "byte"
    if leaf["type"] == "string":
        if not {"pattern", "format"} & set(leaf):  # which say themselves how long a text is
            leaf["maxLength"] = max(min(leaf.get("maxLength", 24), 400), leaf.get("minLength", 0))
        return {key: leaf[key] for key in ("type", "format", "pattern", "minLength", "maxLength") if key in leaf}
    for bound in ("Minimum", "Maximum"):
        exclusive, plain = schema.get(f"exclusive{bound}"), bound.lower()
        if exclusive is True and plain in leaf:  # OpenAPI 3.0
            leaf[f"exclusive{bound}"] = leaf.pop(plain)
        elif exclusive is not None and not isinstance(exclusive, bool):
            leaf[f"exclusive{bound}"] = exclusive
    size = _INT.get(str(schema.get("format")), 2**53)
    if leaf["type"] == "integer":
        leaf["minimum"] = max(leaf.get("minimum", -size), -size)
        leaf["maximum"] = min(leaf.get("maximum", size - 1), size - 1)
    return {key: leaf[key] for key in leaf if key not in {"format", "pattern", "minLength", "maxLength"}}


def _draw(leaf: Json, number: int) -> list[Any]:
    found: list[Any] = []

    @seed(number)
    @settings(
        max_examples=_COUNT,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(from_schema(leaf, custom_formats=_FORMATS))
    def collect(value: Any) -> None:
        if value not in found and _is_text(value):
            found.append(value)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            collect()
    except Exception:  # noqa: BLE001 - whatever the generator can't do, it says in many ways
        return found
    return found


def _is_text(value: Any) -> bool:
    return not isinstance(value, str) or value.encode("utf-8", "replace").decode() == value
