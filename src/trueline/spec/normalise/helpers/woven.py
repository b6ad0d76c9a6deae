"""One schema out of several of one structure: what their texts agree on, and every place that they stand at."""

from __future__ import annotations

from collections import Counter
from typing import Any

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.canonical import MERGED, POINTER
from trueline.spec.normalise.helpers.copying import KINDS

_TEXTS = ("title", "description")


def woven(schemas: list[Json]) -> Json:
    """The first schema, for all of them. Its own texts stay where nobody says otherwise: each place keeps its own.

    Texts inside have no other place: the most frequent stays, of several the first in the order of the alphabet.
    """
    made = {**_woven(schemas), **_places(schemas)}
    for key in _TEXTS:
        said = {schema[key] for schema in schemas if schema.get(key)}
        made.pop(key, None)
        if len(said) == 1:
            made[key] = said.pop()
    return made


def _woven(schemas: list[Json]) -> Json:
    first = schemas[0]
    made: Json = {key: _inside(key, value, schemas) for key, value in first.items()}
    for key in _TEXTS:
        counts = Counter(schema[key] for schema in schemas if isinstance(schema.get(key), str) and schema[key])
        if counts:
            made[key] = min(counts, key=lambda text: (-counts[text], text))
    return made


def _inside(key: str, value: Any, schemas: list[Json]) -> Any:
    kind = KINDS.get(key)
    if kind == "named" and is_object(value):
        return {name: _named(key, [schema[key][name] for schema in schemas]) for name in value}
    if kind and is_array(value):
        return [_woven([schema[key][at] for schema in schemas]) for at in range(len(value))]
    return _woven([schema[key] for schema in schemas]) if kind and is_object(value) else value


def _named(key: str, schemas: list[Json]) -> Json:
    made = _woven(schemas)
    return {**made, **_places(schemas)} if key == "properties" else made


def _places(schemas: list[Json]) -> Json:
    places = dict.fromkeys(each for schema in schemas for each in (schema.get(POINTER), *schema.get(MERGED, ())))
    own = schemas[0].get(POINTER)
    others = [place for place in places if place and place != own]
    return {MERGED: others} if others else {}
