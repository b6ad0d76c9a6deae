"""What a names file says of streams: which methods have them, of what events, and the argument that asks for one."""

from __future__ import annotations

from trueline.spec import extensions
from trueline.spec.document import Json, is_object
from trueline.spec.naming.edits import Edits, tokens_of
from trueline.spec.naming.model import Method, Model, Names, Streaming
from trueline.spec.pointer import build

EVENTS, STREAMING = "text/event-stream", extensions.STREAMING


def event_schema(streaming: Streaming, names: Names) -> str | None:
    """The schema of a stream's events, as the file has it; ``None`` where it has no such model."""
    wanted = streaming.model
    named = [model for model in names.models if wanted in {_path(model), model.name}]
    exact = [model for model in named if _path(model) == wanted]
    return (exact or named)[0].schema if named else None


def _path(model: Model) -> str:
    return ".".join((*model.resource, model.name))


def say_streams(edits: Edits, method: Method, route: tuple[str, str], schema: str) -> None:
    """Write into an operation what its method streams; nothing, where the file has no streams for it."""
    operation = edits.own_operation(route[1], route[0])
    responses = operation.get("responses")
    status = (
        min((str(each) for each in responses if str(each).startswith("2")), default="") if is_object(responses) else ""
    )
    response = _resolved(edits, responses[status]) if is_object(responses) and status else {}
    content = response.get("content") if is_object(response.get("content")) else None
    streaming = method.streaming
    if not is_object(responses) or (streaming is None and (not content or set(content) <= {EVENTS})):
        return
    told: Json = dict(content or {})
    old = told.pop(EVENTS, None)
    if streaming is not None:
        media = dict(old) if is_object(old) else {}
        media |= {"schema": {"$ref": f"#{build(edits.follow(tokens_of(schema)))}"}} if schema else {}
        told = {**(told if streaming.flag else {}), EVENTS: media}
        stated = operation.get(STREAMING)
        own = {"flag": streaming.flag} if streaming.flag else {"beside": True} if set(content or {}) - {EVENTS} else {}
        operation[STREAMING] = {**(stated if is_object(stated) else {}), **own}
    operation["responses"] = {**responses, status: {**response, "content": told}}


def _resolved(edits: Edits, response: object) -> Json:
    if is_object(response) and isinstance(response.get("$ref"), str):
        response = edits.at(edits.follow(tokens_of(str(response["$ref"]))))
    return response if is_object(response) else {}
