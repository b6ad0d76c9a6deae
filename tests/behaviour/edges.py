"""Documents at the edges: one without types or security, one whose only method is deprecated."""

from __future__ import annotations

from support.typed_json import Json

ANSWER = {"200": {"description": "ok"}}
BARE: Json = {
    "openapi": "3.1.0",
    "info": {"title": "Acme", "version": "1.0.0"},
    "paths": {"/a": {"get": {"operationId": "a", "responses": ANSWER}}},
}
OLD: Json = {
    **BARE,
    "paths": {
        "/things/{id}": {
            "post": {
                "operationId": "things.make",
                "deprecated": True,
                "parameters": [{"in": "path", "name": "id", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {"description": "ok", "content": {"application/json": {"schema": {"type": "integer"}}}}
                },
            }
        }
    },
    "components": {
        "schemas": {"Odd": {"type": "object", "properties": {"n": {}, "": {}}}},
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    },
}
