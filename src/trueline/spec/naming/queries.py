"""How lists and objects travel in queries, where a names file says so for all of them at once: ``query_settings``."""

from __future__ import annotations

from collections.abc import Iterator

from trueline.spec import extensions
from trueline.spec.document import Json, is_array, is_object
from trueline.spec.naming.edits import Edits, tokens_of


def say_styles(edits: Edits, arrays: str, objects: str) -> None:
    """Give each parameter of a query the style that ``arrays`` and ``objects`` name."""
    for tokens in sorted(_parameters(edits)):
        parameter = edits.at(list(tokens))
        if not is_object(parameter) or parameter.get("in") != "query" or "content" in parameter:
            continue
        kinds = set(_kinds(edits, parameter.get("schema")))
        if "array" in kinds:
            edits.owned(list(tokens)).update(_array(parameter, arrays))
        elif "object" in kinds and objects == "brackets":
            edits.owned(list(tokens)).update(style="deepObject", explode=True)


def _array(parameter: Json, arrays: str) -> Json:
    name = str(parameter.get("name"))
    style: Json = {"style": "form", "explode": arrays != "comma"}
    if arrays == "brackets" and not name.endswith("[]"):
        style |= {"name": f"{name}[]", extensions.NAME: parameter.get(extensions.NAME, name)}
    return style


def _parameters(edits: Edits) -> set[tuple[str, ...]]:
    """The pointers of all parameters of operations, each where it is written."""
    paths = {path for path, _, _ in edits.routes()}
    holders = [edits.follow(["paths", path]) for path in paths]
    holders += [[*edits.follow(["paths", path]), method] for path, method, _ in edits.routes()]
    found: set[tuple[str, ...]] = set()
    for holder in holders:
        known = edits.at([*holder, "parameters"])
        for number in range(len(known) if is_array(known) else 0):
            found.add(tuple(edits.follow([*holder, "parameters", str(number)])))
    return found


def _kinds(edits: Edits, schema: object, depth: int = 0) -> Iterator[str]:
    """The types that a schema may have."""
    if not is_object(schema) or depth > 8:
        return
    if isinstance(schema.get("$ref"), str) and schema["$ref"].startswith("#"):
        yield from _kinds(edits, edits.at(edits.follow(tokens_of(schema["$ref"]))), depth + 1)
    stated = schema.get("type")
    yield from (str(each) for each in stated) if is_array(stated) else [str(stated)]
    for word in ("anyOf", "oneOf", "allOf"):
        members = schema.get(word)
        for member in members if is_array(members) else ():
            yield from _kinds(edits, member, depth + 1)
