"""Two readings of a document, ours and the engine's, must agree about the shape of the API."""

from __future__ import annotations

from trueline.codegen.engine_types import EngineResult
from trueline.codegen.facts import Facts
from trueline.codegen.skeleton import Keys, path_keys
from trueline.errors import InternalError


def agree(facts: Facts, engine: EngineResult, keys: Keys) -> None:
    """The engine's classes, fields and calling orders are those of the facts. Raises ``InternalError`` otherwise."""
    for name, model in facts.models.items():
        answer = engine.models.get(keys.key_of(name))
        required = tuple(f"p{n}" for n, p in enumerate(model.properties) if p.required)
        if (
            answer is None
            or answer.required != required
            or len(answer.optional) + len(required) != len(model.properties)
        ):
            raise InternalError(f"the engine and the document disagree about the properties of {name}")
    for name in facts.enums:
        if keys.key_of(name) not in engine.enums:
            raise InternalError(f"the engine has no enum {name}")
    for key, operation in facts.operations.items():
        if engine.endpoints[keys.operations[key]].path != tuple(arg for arg, _ in path_keys(operation)):
            raise InternalError(
                f"the engine orders the path parameters of {operation.method} {operation.path} differently"
            )
