"""Pass: every parameter has a name, a place, a style and one schema, and paths and their parameters agree."""

from __future__ import annotations

import re
from collections.abc import Iterable

from trueline.spec.document import Json, is_object
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.helpers.tokens import TOKEN
from trueline.spec.normalise.helpers.walk import Once, rewrite_operations
from trueline.spec.normalise.marks import derived
from trueline.spec.normalise.report import Notes
from trueline.spec.pointer import join

_STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
    "querystring": ("form",),
}
_COLLECTION_FORMATS = {"csv": ("form", False), "ssv": ("spaceDelimited", False), "pipes": ("pipeDelimited", False),
                       "multi": ("form", True)}  # fmt: skip
#: Before a style that Swagger 2.0 has and OpenAPI 3 has not, or not in that place: *swagger* writes it.
SWAGGER_STYLE = "x-trueline-"
_DELIMITED = ("spaceDelimited", "tabDelimited", "pipeDelimited")
#: Swagger 2 wrote these beside the name; OpenAPI 3 writes them in ``schema``.
_SWAGGER = ("type", "format", "items", "enum", "default", "minimum", "maximum", "minLength", "maxLength", "pattern")
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
_TEMPLATE = re.compile(r"\{([^{}]*)\}")


def run(document: Json, notes: Notes) -> Json:
    """The document with complete parameters."""
    complete = Once(lambda parameter: _complete(parameter, notes))

    def operation(path: str, _method: str, operation: Json) -> Json:
        kept = [parameter for parameter in operation["parameters"] if _is_sent(parameter, notes)]
        found = [complete(parameter) for parameter in kept]
        _check_querystring(found, notes)
        if operation[POINTER].startswith("/paths/") and "/callbacks/" not in operation[POINTER]:
            found = _as_path_says(found, path, operation[POINTER], notes)
        return {**operation, "parameters": found}

    return rewrite_operations(document, operation)


def _is_sent(parameter: Json, notes: Notes) -> bool:
    name, place, pointer = parameter.get("name"), parameter.get("in"), parameter[POINTER]
    if place not in _STYLES or not isinstance(name, str):
        said = f"the parameter {name!r} is in {place!r}" if isinstance(name, str) else "the parameter has no name"
        cure = "Use path, query, header or cookie." if place not in ("body", "formData") else "Describe a requestBody."
        notes.lose(pointer, f"{said}, which OpenAPI 3 does not know", cure)
        return False
    if place == "querystring" and not parameter.get("content"):
        notes.lose(pointer, "a querystring parameter needs content (OpenAPI 3.2, 4.12.2)", "Describe its content.")
        return False
    if place == "header" and not TOKEN.fullmatch(name):
        notes.lose(pointer, f"no header can have the name {name!r} (RFC 9110, 5.1)", "Use letters, digits and dashes.")
        return False
    if place == "header" and name.lower() in _IGNORED_HEADERS:
        notes.repair(
            pointer, f"the header {name} is not a parameter: media types and security say it (OpenAPI 3.1, 4.8.12.2)"
        )
        return False
    return True


def _check_querystring(parameters: list[Json], notes: Notes) -> None:
    """One parameter is all of the query: no other stands beside it (OpenAPI 3.2, 4.12.1)."""
    whole = [parameter for parameter in parameters if parameter["in"] == "querystring"]
    others = [parameter for parameter in parameters if parameter["in"] == "query"]
    for parameter in [*whole[1:], *(others if whole else [])]:
        reason = f"the query is all of the parameter {whole[0]['name']!r}, so {parameter['name']!r} has no place in it"
        notes.lose(parameter[POINTER], reason, "Describe the whole query in one of both ways.")


def _complete(parameter: Json, notes: Notes) -> Json:
    place, pointer = parameter["in"], parameter[POINTER]
    new = {
        key: value
        for key, value in parameter.items()
        if key not in ("content", "schema", "collectionFormat", *_SWAGGER)
    }
    required = parameter.get("required", False)
    new["required"] = place == "path" or str(required).lower() == "true"
    if place == "path" and required is not True:
        notes.repair(pointer, "a path parameter is always required; taken as such")
    style, explode = _style(parameter, notes)
    new["style"], new["explode"] = style, explode
    content = parameter.get("content")
    if content and "schema" not in parameter:
        if len(content) > 1:
            notes.repair(pointer, "the parameter has several media types; the first one counts")
        return {**new, "content": dict(list(content.items())[:1])}
    if content:
        notes.repair(pointer, "the parameter has both a schema and content; the schema counts")
    return {**new, "schema": _schema(parameter, notes)}


def _style(parameter: Json, notes: Notes) -> tuple[str, bool]:
    allowed = _STYLES[parameter["in"]]
    style = parameter.get("style")
    separated = style.removeprefix(SWAGGER_STYLE) if isinstance(style, str) else ""
    if separated != style and separated in _DELIMITED:
        return separated, False
    if style is not None and style not in allowed:
        notes.repair(parameter[POINTER], f"a {parameter['in']} parameter has no style {style!r}; taken as {allowed[0]}")
        style = None
    if style is None and parameter.get("collectionFormat") in _COLLECTION_FORMATS and parameter["in"] == "query":
        notes.repair(
            parameter[POINTER], "collectionFormat is Swagger 2; taken as the style and explode that it stands for"
        )
        return _COLLECTION_FORMATS[parameter["collectionFormat"]]
    style = style or allowed[0]
    explode = parameter.get("explode")
    return style, explode if isinstance(explode, bool) else style in ("form", "deepObject", "cookie")


def _schema(parameter: Json, notes: Notes) -> Json:
    if "schema" in parameter:
        schema: Json = parameter["schema"]
        return schema
    beside = {key: parameter[key] for key in _SWAGGER if key in parameter and key != "items"}
    pointer = parameter[POINTER]
    if beside:
        notes.repair(pointer, "the type stands beside the parameter's name, as in Swagger 2; taken as its schema")
        items = parameter.get("items")
        if is_object(items):
            beside["items"] = {**items, POINTER: join(pointer, "items")}
    elif parameter["in"] in ("path", "header", "cookie"):
        notes.repair(pointer, "the parameter has no schema; taken as a string")
        beside = {"type": "string"}
    return {**beside, POINTER: pointer}


def _as_path_says(parameters: Iterable[Json], path: str, pointer: str, notes: Notes) -> list[Json]:
    wanted = list(dict.fromkeys(_TEMPLATE.findall(path)))
    named = {parameter["name"] for parameter in parameters if parameter["in"] == "path"}
    missing = [name for name in wanted if name not in named]
    lone = (
        len(missing) == 1 and len(named - set(wanted)) == 1
    )  # one name without the other: they can only mean each other
    kept: list[Json] = []
    for parameter in parameters:
        if parameter["in"] != "path" or parameter["name"] in wanted:
            kept.append(parameter)
            continue
        meant = [name for name in missing if lone or _folded(name) == _folded(parameter["name"])]
        if len(meant) == 1:
            notes.repair(
                parameter[POINTER],
                f"the path says {{{meant[0]}}} and the parameter {parameter['name']}; the path counts",
            )
            missing.remove(meant[0])
            kept.append({**parameter, "name": meant[0]})
        else:
            notes.repair(
                parameter[POINTER], f"the path {path} has no {{{parameter['name']}}}; the parameter is left out"
            )
    for name in missing:
        notes.repair(pointer, f"the path has {{{name}}} and no parameter describes it; taken as a string")
        kept.append(_undescribed(name, pointer))
    return kept


def _undescribed(name: str, pointer: str) -> Json:
    schema = {"type": "string", POINTER: derived(pointer, name)}
    made = {"name": name, "in": "path", "required": True, "style": "simple", "explode": False, "schema": schema}
    return {**made, POINTER: pointer}


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
