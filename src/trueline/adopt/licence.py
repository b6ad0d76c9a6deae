"""The text of a licence for a new repository, as far as its document says which."""

from __future__ import annotations

from importlib.resources import files

from trueline.codegen.plan.literals import one_line
from trueline.codegen.plan.metadata import license_expression
from trueline.spec.document import Json, is_object

LICENCE = "LICENSE"
_KNOWN = frozenset({"MIT", "Apache-2.0", "BSD-3-Clause"})
_NAMED = """\
The document of the API names this licence:

    {name}
    {url}

Put its text here: this file is in every wheel and every sdist of the SDK.
"""
_NONE = """\
Copyright (c) {holder}. All rights reserved.

The document of the API names no licence. To give one, put its text here and its SPDX identifier into pyproject.toml:

    [tool.trueline.metadata]
    license = "MIT"
    license_files = ["LICENSE"]
"""


def licence(info: Json) -> str:
    """The text of a licence that many have; else which one it is, for a person to put there."""
    stated, contact = _object(info, "license"), _object(info, "contact")
    holder = _line(contact, "name") or _line(info, "title") or "the authors"
    name = _line(stated, "name") or _line(stated, "identifier")
    expression = license_expression(_line(stated, "identifier"), name)
    if expression in _KNOWN:
        return _template(expression).replace("<< holder >>", holder)
    if expression:
        return _NAMED.format(name=name, url=_line(stated, "url")).replace("    \n", "")
    return _NONE.format(holder=holder)


def _template(name: str) -> str:
    return (files("trueline.adopt") / "licenses" / f"{name}.txt").read_text("utf-8")


def _object(source: Json, key: str) -> Json:
    value = source.get(key)
    return value if is_object(value) else {}


def _line(source: Json, key: str) -> str:
    value = source.get(key)
    return one_line(value) if isinstance(value, str) else ""
