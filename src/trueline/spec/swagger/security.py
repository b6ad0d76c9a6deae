"""Security definitions as security schemes."""

from __future__ import annotations

from typing import Any

from trueline.spec.document import Json, is_object
from trueline.spec.pointer import join
from trueline.spec.swagger.work import Work

_FLOWS = {"implicit": "implicit", "password": "password", "application": "clientCredentials",
          "accessCode": "authorizationCode"}  # fmt: skip
_FLOW = ("authorizationUrl", "tokenUrl", "scopes")


def security_schemes(work: Work) -> Json:
    """All of ``securityDefinitions``."""
    base = "/securityDefinitions"
    found = work.object(work.root.get("securityDefinitions"), base)
    return {name: _scheme(node, join(base, name), work) for name, node in found.items()}


def _scheme(node: Any, pointer: str, work: Work) -> Any:
    if not is_object(node):
        return node
    kind = node.get("type")
    if kind == "basic":
        return {**node, "type": "http", "scheme": "basic"}
    if kind != "oauth2":
        return dict(node)
    made = {key: value for key, value in node.items() if key not in (*_FLOW, "flow")}
    name: Any = node.get("flow")
    if not isinstance(name, str) or name not in _FLOWS:
        said = f"the flow {name!r} is not one of {', '.join(_FLOWS)}; the scheme is taken as a ready token"
        work.notes.repair(pointer, said)
        return {**made, "flows": {}}
    flow = {key: node[key] for key in _FLOW if key in node}
    return {**made, "flows": {_FLOWS[name]: {"scopes": {}, **flow}}}
