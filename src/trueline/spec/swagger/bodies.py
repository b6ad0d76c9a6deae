"""Request bodies: the one ``body`` parameter, or all ``formData`` parameters, of an operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trueline.spec.document import Json, is_object
from trueline.spec.pointer import join
from trueline.spec.swagger.parameters import collection, own_schema
from trueline.spec.swagger.schemas import schema
from trueline.spec.swagger.work import JSON, Work, reference

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Located:
    """A parameter, where it was listed, and where it is described: the same place unless it was a reference."""

    node: Json
    listed: str
    place: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells parameters apart; an operation has one body whatever its name."""
        return str(self.node.get("in")), "" if self.node.get("in") == "body" else str(self.node.get("name"))


def body(located: Located, consumes: list[str], now: str, work: Work) -> Json:
    """The request body of a ``body`` parameter. ``now`` is where it will stand."""
    node = located.node
    work.places.made_from(now, located.listed)
    made = {key: value for key, value in node.items() if key in ("description", "required") or key.startswith("x-")}
    if "name" in node:
        made.setdefault("x-body-name", node["name"])
    if not consumes:
        work.notes.repair("", "some bodies have no consumes; taken as application/json")
    stated = "schema" in node
    place = join(located.place, "schema") if stated else located.place
    if not stated:
        work.notes.repair(located.listed, "the body has no schema; the keywords beside its name are taken as one")
    given = node["schema"] if stated else own_schema(node)
    shared = stated and located.place != located.listed  # described once for all who refer to it
    made["content"] = contents(given, place, consumes or [JSON], join(now, "content"), work, shared=shared)
    return made


def contents(raw: Any, place: str, media_types: list[str], now: str, work: Work, *, shared: bool) -> Json:
    """``raw``, which stood at ``place``, once for each media type.

    The second and all further ones refer to the first, and all of a ``shared`` one to where it is described: so one
    schema stays one class, however many messages carry it.
    """
    made: Json = {}
    for media_type in media_types:
        here = join(now, media_type, "schema")
        if not made and not shared:
            work.places.moved(place, here)
        else:
            work.places.copied(place, here)
        again = (shared or bool(made)) and _is_worth_sharing(raw)
        made[media_type] = {"schema": {"$ref": reference(place)} if again else schema(raw)}
    return made


def _is_worth_sharing(schema: Any) -> bool:
    """Whether a schema may become a class: a reference or a scalar can as well be written twice."""
    return (
        is_object(schema)
        and "$ref" not in schema
        and ("enum" in schema or schema.get("type") in (None, "object", "array"))
    )


def form(fields: list[Located], consumes: list[str], now: str, work: Work) -> Json:
    """The request body of ``formData`` parameters."""
    work.places.made_from(now, fields[0].listed)
    media_types = _form_types(fields, consumes, work)
    properties: Json = {}
    encoding: Json = {}
    base = join(now, "content", media_types[0], "schema")
    for found in fields:
        name = str(found.node.get("name"))
        properties[name] = _field(found.node)
        place = join(base, "properties", name)
        work.places.moved(found.place, place)
        style, explode = collection(found.node, found.listed, work)
        if style and not _is_files(found.node):
            encoding[name] = {"style": style, "explode": explode}
    required = [str(found.node.get("name")) for found in fields if found.node.get("required") is True]
    whole = {"type": "object", "properties": properties, **({"required": required} if required else {})}
    first = {"schema": whole, **({"encoding": encoding} if encoding else {})}
    again = {**first, "schema": {"$ref": reference(base)}}
    content = {media_type: again if index else first for index, media_type in enumerate(media_types)}
    return {"content": content, **({"required": True} if required else {})}


def _field(node: Json) -> Json:
    made = own_schema(node)
    made |= {key: node[key] for key in ("description", "example") if key in node}
    if "x-example" in node:
        made.setdefault("example", node["x-example"])
    return made


def _is_files(node: Json) -> bool:
    items = node.get("items")
    return is_object(items) and items.get("type") == "file"


def _form_types(fields: list[Located], consumes: list[str], work: Work) -> list[str]:
    files = [found for found in fields if found.node.get("type") == "file" or _is_files(found.node)]
    stated = [name for name in consumes if _essence(name) == MULTIPART or (_essence(name) == URLENCODED and not files)]
    if stated:
        return stated
    taken = MULTIPART if files else URLENCODED
    said = "; a file needs it" if files else ""
    if consumes or files:
        work.notes.repair(fields[0].listed, f"consumes has no media type of this form; taken as {taken}{said}")
    else:
        work.notes.repair("", f"some forms have no consumes; taken as {taken}")
    return [taken]


def _essence(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()
