"""Schemas that nobody here wrote, as the answers of an API, and what the generated types make of their instances.

``suite/`` holds the required tests of the JSON-Schema-Test-Suite, a group on a line. Each schema becomes a component of
one document; what can't be generated is refused alone, so that it takes no other with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from support.sdks import fresh_name, generate_to, import_sdk
from support.typed_json import is_array, is_object

from trueline.errors import TruelineError
from trueline.spec.load import load
from trueline.spec.normalise import normalise

SUITE = Path(__file__).parent / "suite"
DRAFTS = ("draft2020-12", "draft7")


@dataclass(frozen=True, slots=True)
class Group:
    """A schema and its instances: what each is, its value, and whether it is valid."""

    name: str
    file: str
    description: str
    schema: Any
    tests: tuple[tuple[str, Any, bool], ...]


@dataclass(slots=True)
class Verdict:
    """What became of a draft. Places are ``file: schema: instance``."""

    kept: int = 0
    #: Valid instances in which strict reading finds nothing, and invalid ones in which it does.
    fitting: int = 0
    refused: int = 0
    #: Valid instances that did not come back as they went in, and invalid ones that strict reading took.
    changed: list[str] = field(default_factory=list[str])
    taken: list[str] = field(default_factory=list[str])
    #: Valid instances that strict reading refuses.
    doubted: list[str] = field(default_factory=list[str])
    #: Schemas that are refused by name, and why.
    schemas: dict[str, str] = field(default_factory=dict[str, str])


def groups(draft: str) -> Iterator[Group]:
    """All groups of a draft."""
    for number, line in enumerate((SUITE / f"{draft}.jsonl").read_text("utf-8").splitlines()):
        found = json.loads(line)
        tests = tuple((text, value, valid) for text, value, valid in found["tests"])
        yield Group(f"Case{number}", found["file"], found["description"], found["schema"], tests)


def document(found: list[Group]) -> str:
    """A document with a component and an operation for each schema."""
    paths = {f"/{group.name}": _get(f"#/components/schemas/{group.name}Holder") for group in found}
    schemas = {group.name: _within(group.schema, group.name) for group in found}
    for group in found:  # what a place says that refers to a schema: a class has no null
        held = {"v": {"$ref": f"#/components/schemas/{group.name}"}}
        schemas[f"{group.name}Holder"] = {"type": "object", "required": ["v"], "properties": held}
    components = {"schemas": schemas}
    head = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "servers": [{"url": "https://api.example.com"}]}
    return json.dumps({**head, "paths": paths, "components": components})


def _get(ref: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": ref}}}
    return {"get": {"responses": {"200": {"description": "", "content": content}}}}


def _within(schema: Any, name: str) -> Any:
    """A schema whose references count from its own root, a component here. An ``$id`` has its own."""
    if is_array(schema):
        return [_within(each, name) for each in schema]
    if not is_object(schema) or _is_resource(schema):
        return schema
    new = {key: value if key in ("enum", "const") else _within(value, name) for key, value in schema.items()}
    ref = new.get("$ref")
    if isinstance(ref, str) and (ref == "#" or ref.startswith("#/")):
        new["$ref"] = f"#/components/schemas/{name}{ref[1:]}"
    return new


def _is_resource(schema: dict[str, Any]) -> bool:
    identifier = schema.get("$id")
    return isinstance(identifier, str) and not identifier.startswith("#")


def judge(draft: str, folder: Path) -> Verdict:
    """Every instance of a draft, read and written back."""
    verdict = Verdict()
    good = [group for group in groups(draft) if not _is_refused(group, folder, verdict)]
    package = fresh_name("suite")
    place = folder / "tests"  # as in support/sdks.py
    generate_to(place, document(good), package, suffix=".json")
    import_sdk(place / "src", package)
    for group in good:
        _group(group, package, verdict)
    return verdict


def _is_refused(group: Group, folder: Path, verdict: Verdict) -> bool:
    path = folder / "one.json"
    path.write_text(document([group]), "utf-8")
    try:
        normalise(load(str(path)))
    except TruelineError as error:
        verdict.schemas[f"{group.file}: {group.description}"] = error.what
        return True
    return False


def _group(group: Group, package: str, verdict: Verdict) -> None:
    runtime = f"{package}._runtime"
    read, failure = import_module(f"{runtime}.decoding").read_value, import_module(f"{runtime}.decoding").DecodeError
    encode = import_module(f"{runtime}.encoding").encode
    decode = import_module(f"{package}.types.{group.name.lower()}_holder").decode
    for text, value, valid in group.tests:
        place = f"{group.file}: {group.description}: {text}"
        if valid:
            same = _same(encode(read(decode, {"v": value})), {"v": value})
            verdict.kept += same
            verdict.changed += [] if same else [place]
        try:
            read(decode, {"v": value}, strict="types" if valid else True)
        except failure:
            verdict.refused += not valid
            verdict.doubted += [place] if valid else []
        else:
            verdict.fitting += valid
            verdict.taken += [] if valid else [place]


def _same(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same: ``1`` is ``1.0`` and not ``true``."""
    if is_object(one) and is_object(other):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if is_array(one) and is_array(other):
        return len(one) == len(other) and all(map(_same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
