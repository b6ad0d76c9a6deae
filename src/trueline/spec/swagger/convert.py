"""The whole document: what moves where."""

from __future__ import annotations

from typing import Any

from trueline.spec.document import Json, is_object
from trueline.spec.load.value import copy
from trueline.spec.normalise.report import Notes
from trueline.spec.pointer import join
from trueline.spec.swagger.bodies import Located, body, form
from trueline.spec.swagger.operations import path_item, path_items
from trueline.spec.swagger.parameters import parameter
from trueline.spec.swagger.places import Places
from trueline.spec.swagger.responses import response
from trueline.spec.swagger.schemas import definitions, schema
from trueline.spec.swagger.security import security_schemes
from trueline.spec.swagger.servers import servers
from trueline.spec.swagger.work import Work

#: The version that is closest to Swagger 2.0.
VERSION = "3.0.4"
_MOVED = ("swagger", "host", "basePath", "schemes", "consumes", "produces", "paths", "definitions", "parameters",
          "responses", "securityDefinitions", "components", "x-webhooks")  # fmt: skip


def convert(root: Json, notes: Notes, places: Places) -> Json:
    """An OpenAPI 3 document that says what ``root`` says; its references still name places of ``root``."""
    work = Work(root, notes, places)
    if not isinstance(root.get("swagger"), str):
        notes.repair("/swagger", f"the version is {root.get('swagger')!r}, not text; taken as '2.0'")
    made: Json = {"openapi": VERSION}
    made |= {key: copy(value) if key.startswith("x-") else value for key, value in root.items() if key not in _MOVED}
    places.made_from("/servers", "/host" if "host" in root else "/basePath")
    made["servers"] = servers(work, root.get("schemes"), "/schemes")
    components = _components(work)  # first, so that references to what is shared lead there
    made["paths"] = path_items(root.get("paths"), "/paths", work)
    if "x-webhooks" in root:
        made["x-webhooks"] = path_items(root["x-webhooks"], "/x-webhooks", work)
    made["components"] = components
    return made


def _components(work: Work) -> Json:
    places = work.places
    places.moved("/definitions", "/components/schemas")
    places.moved("/securityDefinitions", "/components/securitySchemes")
    made: Json = {"schemas": definitions(work), "securitySchemes": security_schemes(work)}
    made |= _shared_parameters(work)
    made["responses"] = _shared_responses(work)
    bundled = work.object(work.root.get("components"), "/components")  # path items that were in other files
    items = work.object(bundled.get("pathItems"), "/components/pathItems")
    made["pathItems"] = {
        name: path_item(node, join("/components/pathItems", name), work) for name, node in items.items()
    }
    return made


def _shared_parameters(work: Work) -> Json:
    """``parameters`` of the document: those of bodies become request bodies, for references to their schemas."""
    parameters: Json = {}
    bodies: Json = {}
    for name, node in work.object(work.root.get("parameters"), "/parameters").items():
        place = join("/parameters", name)
        if not is_object(node) or node.get("in") not in ("body", "formData"):
            now = join("/components/parameters", name)
            work.places.moved(place, now)
            parameters[name] = _parameter(node, place, now, work)
        else:
            bodies[name] = _body(Located(node, place, place), join("/components/requestBodies", name), work)
    return {"parameters": parameters, "requestBodies": bodies}


def _parameter(node: Any, place: str, now: str, work: Work) -> Any:
    if not is_object(node) or "$ref" in node:
        return dict(node) if is_object(node) else node
    return parameter(node, place, now, work)


def _body(located: Located, now: str, work: Work) -> Json:
    consumes = work.texts(work.root.get("consumes"), "/consumes")
    return body(located, consumes, now, work) if located.node["in"] == "body" else form([located], consumes, now, work)


def _shared_responses(work: Work) -> Json:
    produces = work.texts(work.root.get("produces"), "/produces")
    made: Json = {}
    for name, node in work.object(work.root.get("responses"), "/responses").items():
        place = join("/responses", name)
        now = join("/components/responses", name)
        work.places.moved(place, now)
        made[name] = (
            schema(node) if not is_object(node) or "$ref" in node else response(node, place, produces, now, work)
        )
    return made
