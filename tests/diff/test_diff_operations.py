"""Which operation is which, and how the same edit is told of, whatever else the document has."""

from __future__ import annotations

from typing import Any

from diff_support import diff_of, side_of

from trueline.diff import compare

_OK = {"204": {"description": "ok"}}


def _get(id_: str, *names: str, **rest: Any) -> dict[str, Any]:
    parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    return {"get": {"operationId": id_, "parameters": parameters, "responses": _OK, **rest}}


def test_two_paths_of_one_shape_are_two_operations() -> None:
    paths = {
        "/v1/{beacon}": _get("beacons.retrieve", "beacon"),
        "/v1/{attachment}": _get("files.retrieve", "attachment"),
    }
    other = {"title": "T", "version": "9"}
    assert compare(side_of({"paths": paths}), side_of({"paths": paths, "info": other})).changes == ()
    [change] = diff_of({"paths": paths}, {"paths": {"/v1/{beacon}": paths["/v1/{beacon}"]}}).changes
    assert (change.rule, change.old) == ("operation-removed", "/paths/~1v1~1{attachment}/get")


def test_a_path_that_moved_is_found_by_its_operation_id() -> None:
    changes = diff_of({"paths": {"/a": _get("keys.list")}}, {"paths": {"/b": _get("keys.list")}}).changes
    assert [change.rule for change in changes] == ["operation-moved"]
    assert changes[0].sentence == "`keys.list` moved from GET /a to GET /b."


def test_operations_without_an_id_are_not_taken_for_each_other() -> None:
    one, two = ({"get": {"responses": _OK}} for _ in range(2))
    changes = diff_of({"paths": {"/a": one}}, {"paths": {"/b": two}}).changes
    assert sorted(change.rule for change in changes) == ["operation-added", "operation-removed"]


def test_a_shared_schema_is_told_of_once_for_all_operations() -> None:
    def document(properties: dict[str, Any]) -> dict[str, Any]:
        answer = {"200": {"description": "ok", "content": {"application/json": {"schema": _REF}}}}
        paths = {f"/p{number}": _get(f"p{number}.list", responses=answer) for number in range(20)}
        return {"paths": paths, "components": {"schemas": {"Key": {"type": "object", "properties": properties}}}}

    text = {"type": "string"}
    [change] = diff_of(document({"a": text, "b": text}), document({"a": text})).changes
    assert (change.rule, change.group) == ("response-optional-property-removed", "schema Key")
    assert (change.old, change.new) == ("/components/schemas/Key/properties/b", "/components/schemas/Key")


_REF = {"$ref": "#/components/schemas/Key"}


def test_a_shared_parameter_is_told_of_once_for_all_operations() -> None:
    def document(most: int) -> dict[str, Any]:
        limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": most}}
        shared = [{"$ref": "#/components/parameters/Limit"}]
        paths = {f"/p{number}": {"get": {"parameters": shared, "responses": _OK}} for number in range(20)}
        return {"paths": paths, "components": {"parameters": {"Limit": limit}}}

    [change] = diff_of(document(200), document(100)).changes
    assert (change.rule, change.group) == ("parameter-constraint-tightened", "parameter Limit")
    assert change.sentence == "The query parameter `limit`: `maximum` is now stricter: 100, was 200."


def test_security_of_the_whole_document_is_told_of_once() -> None:
    paths = {f"/p{number}": _get(f"p{number}.list") for number in range(20)}
    schemes = {"components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}}
    [change] = diff_of({"paths": paths, **schemes}, {"paths": paths, **schemes, "security": [{"key": []}]}).changes
    assert (change.rule, change.group, change.new) == ("security-required", "api", "/security")
    assert change.sentence.startswith("Every operation without security of its own now needs credentials")
