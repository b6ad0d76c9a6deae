"""Path items and operations."""

from __future__ import annotations

from typing import Any

from trueline.spec.document import Json, is_object
from trueline.spec.pointer import join
from trueline.spec.swagger.bodies import Located, body, form
from trueline.spec.swagger.parameters import parameter
from trueline.spec.swagger.responses import responses
from trueline.spec.swagger.servers import servers
from trueline.spec.swagger.work import Work

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_IN_BODY = ("body", "formData")
_CHANGED = ("consumes", "produces", "schemes", "parameters", "responses")


def path_items(value: Any, pointer: str, work: Work) -> Json:
    """``paths``, or any other object of path items."""
    found = work.object(value, pointer)
    return {
        path: node if path.startswith("x-") else path_item(node, join(pointer, path), work)
        for path, node in found.items()
    }


def path_item(node: Any, pointer: str, work: Work) -> Json:
    """A path item; body and form parameters that stand beside the methods go to each of them."""
    item = work.object(node, pointer)
    listed = _parameters(item, pointer, work)
    shared = [found for found in listed if found.node.get("in") in _IN_BODY]
    made = {key: value for key, value in item.items() if key not in METHODS and key != "parameters"}
    if "parameters" in item:
        made["parameters"] = _outside(listed, item, pointer, work)
    for method in METHODS:
        if item.get(method) is not None:
            made[method] = _operation(item[method], join(pointer, method), shared, work)
    return made


def _operation(value: Any, pointer: str, shared: list[Located], work: Work) -> Json:
    node = work.object(value, pointer)
    made = {key: value for key, value in node.items() if key not in _CHANGED}
    listed = _parameters(node, pointer, work)
    if "parameters" in node:
        made["parameters"] = _outside(listed, node, pointer, work)
    request = _request(node, [*shared, *listed], pointer, work)
    if request is not None:
        made["requestBody"] = request
    produces = work.media_types("produces", node, pointer)
    made["responses"] = responses(node, produces, pointer, work)
    if node.get("schemes") is not None and work.root.get("host"):
        made["servers"] = servers(work, node["schemes"], join(pointer, "schemes"))
    return made


def _parameters(node: Json, pointer: str, work: Work) -> list[Located]:
    """The parameters that are listed, references followed. Those that lead nowhere are left for *normalise*."""
    found: list[Located] = []
    base = join(pointer, "parameters")
    for index, raw in enumerate(work.array(node.get("parameters"), base)):
        listed = join(base, index)
        target, place = work.source.follow(raw, listed)
        found.append(Located(target if is_object(target) else {}, listed, place))
    return found


def _outside(listed: list[Located], node: Json, pointer: str, work: Work) -> list[Any]:
    """The parameters outside the body, those that are references still as references."""
    made: list[Any] = []
    for raw, found in zip(node["parameters"] or [], listed, strict=True):
        if found.node.get("in") in _IN_BODY:
            continue
        now = join(pointer, "parameters", len(made))
        work.places.moved(found.listed, now)
        is_reference = found.place != found.listed or not found.node
        made.append(dict(raw) if is_reference and is_object(raw) else _written(raw, found, now, work))
    return made


def _written(raw: Any, located: Located, now: str, work: Work) -> Any:
    return parameter(located.node, located.listed, now, work) if is_object(raw) else raw


def _request(node: Json, listed: list[Located], pointer: str, work: Work) -> Json | None:
    """The request body. Later parameters hide earlier ones of the same name; a form hides nothing of a body."""
    by_key = {found.key: found for found in listed if found.node.get("in") in _IN_BODY}
    bodies = [found for found in by_key.values() if found.node["in"] == "body"]
    fields = [found for found in by_key.values() if found.node["in"] == "formData"]
    now = join(pointer, "requestBody")
    consumes = work.media_types("consumes", node, pointer)
    if bodies and fields:
        reason = "an operation has one body, and this one has a form too (Swagger 2.0, Parameter Object)"
        work.notes.lose(fields[0].listed, reason, "Describe one of both.")
    if bodies:
        return body(bodies[0], consumes, now, work)
    return form(fields, consumes, now, work) if fields else None
