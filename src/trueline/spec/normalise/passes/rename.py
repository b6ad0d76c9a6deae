"""Pass: components get their names as Python classes, and every reference and mapping follows.

The document's own schemas come first, then the variants of *parents* and *read_write*, then what was hoisted. Only
schemas that would have the same name make each other give way, so a new schema renames nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain

from trueline import names
from trueline.spec.document import Json
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.helpers.contexts import reachable, refs, roots
from trueline.spec.normalise.helpers.naming import Namer
from trueline.spec.normalise.helpers.routes import body_name, function_names
from trueline.spec.normalise.helpers.type_names import type_name
from trueline.spec.normalise.helpers.walk import rewrite, rewrite_children
from trueline.spec.normalise.marks import ANY, INPUT, derived_by, is_derived
from trueline.spec.normalise.report import Notes
from trueline.spec.openapi import SCHEMAS
from trueline.spec.pointer import parse


def run(document: Json, notes: Notes) -> Json:
    """The document with ``components.schemas`` keyed by class name. What was hoisted and is not used is gone."""
    document = _pruned(document)
    schemas = document["components"]["schemas"]
    found = _names(document, notes)

    def visit(schema: Json) -> Json:
        schema = rewrite_children(schema, visit)
        if "$ref" in schema:
            schema = {**schema, "$ref": SCHEMAS + found[schema["$ref"][1:]]}
        if "mapping" in schema.get("discriminator", ()):
            mapping = {value: SCHEMAS + found[ref[1:]] for value, ref in schema["discriminator"]["mapping"].items()}
            schema = {**schema, "discriminator": {**schema["discriminator"], "mapping": mapping}}
            if "defaultMapping" in schema["discriminator"]:
                default = schema["discriminator"]["defaultMapping"]
                schema["discriminator"]["defaultMapping"] = SCHEMAS + found[default[1:]]
        return schema

    new = rewrite(document, visit)
    renamed = {found[key]: new["components"]["schemas"][key] for key in schemas}
    return {**new, "components": {**new["components"], "schemas": renamed}}


def _is_own(key: str) -> bool:
    """Whether a key is that of a schema of the document, not of one that a pass made."""
    return key.startswith(SCHEMAS[1:]) and key.count("/") == 3 and not is_derived(key)


def _pruned(document: Json) -> Json:
    schemas = document["components"]["schemas"]
    asked, answered = roots(document)
    edges = {key: set(refs(schema)) for key, schema in schemas.items()}
    kept = reachable([*asked, *answered, *(key for key in schemas if _is_kept(key))], edges)
    components = {**document["components"], "schemas": {key: schema for key, schema in schemas.items() if key in kept}}
    return {**document, "components": components}


def _is_kept(key: str) -> bool:
    return _is_own(key.removesuffix(INPUT))


def _names(document: Json, notes: Notes) -> dict[str, str]:
    schemas = document["components"]["schemas"]
    functions = function_names(document)
    own = _own_names(schemas, functions, notes)
    made = names.unique(own.values(), names.class_name, fold=str.lower)
    found = {key: made[text] for key, text in own.items()}
    namer = Namer(notes.source.value, found, _operation_names(document, functions))
    taken = {name.lower() for name in found.values()}
    rest = sorted((key for key in schemas if key not in found), key=lambda key: (_rank(key), len(parse(key)), key))
    for key in rest:
        base = _base(key)
        wanted = namer.name(key) if base == key else _variant(found.get(base) or namer.name(base), key)
        stated = type_name(schemas[key], key, notes) if base == key else ""
        wishes = chain([names.class_name(stated)] if stated else [], _candidates(wanted, key, schemas[key]))
        found[key] = next(name for name in wishes if name.lower() not in taken)
        taken.add(found[key].lower())
    return found


def _own_names(schemas: Json, functions: dict[str, str], notes: Notes) -> dict[str, str]:
    """The texts that the names of the document's own schemas come from; of several with one, those that ask lose it."""
    own = {key: body_name(parse(key)[-1], functions) for key in schemas if _is_own(key)}
    asked = {key: name for key in own if (name := type_name(schemas[key], key, notes, component=True))}
    texts = {key: asked.get(key, text) for key, text in own.items()}
    counts = Counter(names.class_name(text).lower() for text in texts.values())
    return {key: own[key] if counts[names.class_name(text).lower()] > 1 else text for key, text in texts.items()}


def _rank(key: str) -> int:
    return 0 if _is_own(_base(key)) else 2 if _base(key) != key else 1


def _base(key: str) -> str:
    """What a union of *parents* or a variant of *read_write* was made from."""
    return key.partition(ANY)[0].removesuffix(INPUT)


def _variant(name: str, key: str) -> str:
    if ANY in key:
        by = derived_by(key.removesuffix(INPUT).partition(ANY)[2])
        name = names.joined([f"Any{name}", *(["By", by] if by else [])])
    return names.joined([name, "Input"]) if key.endswith(INPUT) else name


def _candidates(wanted: str, key: str, schema: Json) -> Iterable[str]:
    """The name, the name with what it is, the name with a hash of where it stood."""
    yield wanted
    kind = "Enum" if "enum" in schema else "Object" if schema.get("type") == "object" else "Type"
    yield names.joined([wanted, "Body" if wanted.endswith(("Request", "Response")) else kind])
    for length in range(4, 65, 2):
        yield names.joined([wanted, f"X{names.digest(key, length)}"])


def _operation_names(document: Json, functions: dict[str, str]) -> dict[str, str]:
    """The class name that an operation lends to what stands inside it."""
    texts: dict[str, str] = {}

    def add(operation: Json, otherwise: str) -> None:
        stem, said = operation.get("x-sdk-type-name"), operation.get("operationId") or otherwise
        texts[operation[POINTER]] = stem if isinstance(stem, str) and stem else functions.get(said, said)
        for name, callback in operation.get("callbacks", {}).items():
            for item in callback.values():
                for method, inner in item.items():
                    add(inner, f"{texts[operation[POINTER]]} {name}{'' if len(item) == 1 else f' {method}'}")

    for path, item in document["paths"].items():
        for method, operation in item.items():
            add(operation, f"{method} {_spoken(path)}")
    for name, item in document["webhooks"].items():
        for method, operation in item.items():
            add(operation, name if len(item) == 1 else f"{name} {method}")
    made = names.unique(texts.values(), names.class_name, fold=str.lower)
    return {pointer: made[text] for pointer, text in texts.items()}


def _spoken(path: str) -> str:
    return path.replace("{", "by ").replace("}", "")
