"""Strings and numbers for a schema: a few that are often right. JSON Schema sorts out those that are not."""

from __future__ import annotations

from typing import Any

from benchmarks.corpus.wire.document import Json

_TEXTS: dict[str, list[Any]] = {
    "date-time": ["2024-05-06T07:08:09Z", "1999-12-31T23:59:60Z", "2024-02-29T00:00:00.1234567+05:30"],
    "date": ["2024-02-29", "0001-01-01"],
    "time": ["07:08:09Z", "23:59:59.999999+01:00"],
    "duration": ["PT1H", "P1M", "-P3DT4H5M6.5S"],
    "uuid": ["8c1f3e2a-5b7d-4c9e-8f10-2a3b4c5d6e7f", "8C1F3E2A-5B7D-4C9E-8F10-2A3B4C5D6E7F"],
    "byte": ["aGVsbG8=", "-_-_", ""],
    "decimal": ["1.50", "-0", "1e5"],
    "email": ["ann@example.com"],
}
_ANY = ["abcd", "aaaa", "", "0", "é\"'\\", "2024-05-06", "one"]
_WHOLE = [7, 6, 0, -1, 2, 2**31 - 1]


class Pools:
    """The same few values for every case."""

    def pool(self, schema: Json) -> list[Any]:
        if schema["type"] == "string":
            return _TEXTS.get(str(schema.get("format")), _ANY)
        return _WHOLE if schema["type"] == "integer" else [*_WHOLE, 6.5, 1e300, 7.0]
