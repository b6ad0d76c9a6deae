"""Responses: one schema for all that an operation produces, headers, and an example for each media type."""

from __future__ import annotations

from typing import Any

from trueline.spec.document import Json, is_object
from trueline.spec.pointer import join
from trueline.spec.swagger.bodies import contents
from trueline.spec.swagger.parameters import header
from trueline.spec.swagger.work import JSON, Work


def responses(node: Json, produces: list[str], pointer: str, work: Work) -> Json:
    """The responses of an operation. Those that are references are written out: media types depend on who refers."""
    made: Json = {}
    for status, value in work.object(node.get("responses"), join(pointer, "responses")).items():
        here = join(pointer, "responses", status)
        made[status] = value if status.startswith("x-") else _listed(value, produces, here, work)
    return made


def _listed(value: Any, produces: list[str], here: str, work: Work) -> Json:
    if value is None:
        work.notes.repair(here, "the response is null; taken as an empty one")
        return {"description": ""}
    found, place = work.source.follow(value, here)
    if found is None:
        reason = f"the response refers to {value['$ref']}, which is not there"
        work.notes.lose(here, reason, "Describe the response there, or correct the reference.")
        return {"description": ""}
    return response(work.object(found, place), place, produces, here, work)


def response(node: Json, place: str, produces: list[str], now: str, work: Work) -> Json:
    """A response that stood at ``place`` and will stand at ``now``."""
    if place != now:
        work.places.copied(place, now)
    made = {key: value for key, value in node.items() if key == "description" or key.startswith("x-")}
    headers = work.object(node.get("headers"), join(place, "headers"))
    if headers:
        made["headers"] = {
            name: _header(value, join(place, "headers", name), join(now, "headers", name), work)
            for name, value in headers.items()
        }
    content = _content(node, place, produces, now, work)
    return {**made, "content": content} if content else made


def _header(value: Any, place: str, now: str, work: Work) -> Json:
    work.places.copied(place, join(now, "schema"))
    return header(work.object(value, place))


def _content(node: Json, place: str, produces: list[str], now: str, work: Work) -> Json:
    examples = work.object(node.get("examples"), join(place, "examples"))
    here = join(now, "content")
    work.places.made_from(here, place)
    if node.get("schema") is None:
        return _shown(examples, place, work)
    stood = join(place, "schema")
    shared = place != now and not now.startswith("/components/")
    media_types = produces or [_default(node["schema"], work)]
    made = contents(node["schema"], stood, media_types, here, work, shared=shared)
    for media_type, example in examples.items():
        if media_type in made:
            made[media_type]["example"] = example
    return made


def _default(schema: Any, work: Work) -> str:
    if is_object(schema) and schema.get("type") == "file":
        return "*/*"
    work.notes.repair("", "some responses have no produces; taken as application/json")
    return JSON


def _shown(examples: Json, place: str, work: Work) -> Json:
    """Examples without a schema: something comes back, and nobody says what."""
    shown = {name: example for name, example in examples.items() if "/" in name}
    if shown:
        said = "the response has examples and no schema; taken as one with any content of their media types"
        work.notes.repair(place, said)
    return {name: {"example": example} for name, example in shown.items()}
