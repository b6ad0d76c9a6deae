"""openapi/v1.yaml says everything that openapi/AGENTS.md asks of it, and contradicts itself nowhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from spec_support import Operation, Spec, walk
from support.typed_json import is_object

from trueline.spec import pointer as pointers

# operationId, method, path, scopes needed. The same as in the outline that the API was designed with; in SDK order.
OPERATIONS = """
health                              GET     /v1/health                                              -
me                                  GET     /v1/me                                                  -
scopes.list                         GET     /v1/scopes                                              -
audit_events.list                   GET     /v1/audit-events                                        audit:read
keys.list                           GET     /v1/keys                                                keys:read
keys.create                         POST    /v1/keys                                                keys:write
keys.verify                         POST    /v1/keys/verify                                         keys:read
keys.retrieve                       GET     /v1/keys/{key_id}                                       keys:read
keys.update                         PATCH   /v1/keys/{key_id}                                       keys:write
keys.rotate                         POST    /v1/keys/{key_id}/rotate                                keys:write
keys.revoke                         POST    /v1/keys/{key_id}/revoke                                keys:write
usage.meters.list                   GET     /v1/usage/meters                                        usage:read
usage.meters.create                 POST    /v1/usage/meters                                        usage:write
usage.meters.retrieve               GET     /v1/usage/meters/{meter_key}                            usage:read
usage.meters.archive                POST    /v1/usage/meters/{meter_key}/archive                    usage:write
usage.events.list                   GET     /v1/usage/events                                        usage:read
usage.events.record                 POST    /v1/usage/events                                        usage:write
usage.events.record_batch           POST    /v1/usage/events/batch                                  usage:write
usage.query                         POST    /v1/usage/query                                         usage:read
usage.summary                       GET     /v1/usage/summary                                       usage:read
webhooks.event_types.list           GET     /v1/webhooks/event-types                                webhooks:read
webhooks.endpoints.list             GET     /v1/webhooks/endpoints                                  webhooks:read
webhooks.endpoints.create           POST    /v1/webhooks/endpoints                                  webhooks:write
webhooks.endpoints.retrieve         GET     /v1/webhooks/endpoints/{endpoint_id}                    webhooks:read
webhooks.endpoints.update           PATCH   /v1/webhooks/endpoints/{endpoint_id}                    webhooks:write
webhooks.endpoints.delete           DELETE  /v1/webhooks/endpoints/{endpoint_id}                    webhooks:write
webhooks.endpoints.rotate_secret    POST    /v1/webhooks/endpoints/{endpoint_id}/rotate-secret      webhooks:write
webhooks.endpoints.test             POST    /v1/webhooks/endpoints/{endpoint_id}/test               webhooks:write
webhooks.endpoints.recover          POST    /v1/webhooks/endpoints/{endpoint_id}/recover            webhooks:write
webhooks.events.list                GET     /v1/webhooks/events                                     webhooks:read
webhooks.events.retrieve            GET     /v1/webhooks/events/{event_id}                          webhooks:read
webhooks.events.resend              POST    /v1/webhooks/events/{event_id}/resend                   webhooks:write
webhooks.events.stream              GET     /v1/webhooks/stream                                     webhooks:read
webhooks.deliveries.list            GET     /v1/webhooks/deliveries                                 webhooks:read
webhooks.deliveries.retrieve        GET     /v1/webhooks/deliveries/{delivery_id}                   webhooks:read
webhooks.portal_sessions.create     POST    /v1/webhooks/portal-sessions                            webhooks:write
"""
EVENTS = {
    "key.created": "KeyCreatedEvent",
    "key.updated": "KeyUpdatedEvent",
    "key.rotated": "KeyRotatedEvent",
    "key.revoked": "KeyRevokedEvent",
    "key.expired": "KeyExpiredEvent",
    "usage.threshold_reached": "UsageThresholdReachedEvent",
    "webhook.endpoint_disabled": "WebhookEndpointDisabledEvent",
    "meter.created": "MeterCreatedEvent",
    "meter.archived": "MeterArchivedEvent",
    "webhook_endpoint.created": "WebhookEndpointCreatedEvent",
    "webhook_endpoint.updated": "WebhookEndpointUpdatedEvent",
    "webhook_endpoint.deleted": "WebhookEndpointDeletedEvent",
    "webhook_endpoint.secret_rotated": "WebhookEndpointSecretRotatedEvent",
    "webhook.test": "WebhookTestEvent",
}
IDEMPOTENT = {
    "keys.create",
    "keys.rotate",
    "usage.meters.create",
    "webhooks.endpoints.create",
    "webhooks.endpoints.rotate_secret",
    "webhooks.endpoints.test",
    "webhooks.endpoints.recover",
    "webhooks.events.resend",
    "webhooks.portal_sessions.create",
}
SAFE_POSTS = {
    "keys.verify",
    "keys.revoke",
    "usage.meters.archive",
    "usage.events.record",
    "usage.events.record_batch",
    "usage.query",
}
#: 409s that say something about the state of an object, and not only that the first request is still running.
STATE_CONFLICTS = {
    "keys.update",
    "keys.rotate",
    "usage.meters.create",
    "webhooks.endpoints.test",
    "webhooks.endpoints.recover",
    "webhooks.events.resend",
}
VERSIONED = {
    "keys.create",
    "keys.retrieve",
    "keys.update",
    "keys.rotate",
    "keys.revoke",
    "webhooks.endpoints.create",
    "webhooks.endpoints.retrieve",
    "webhooks.endpoints.update",
}
SENSITIVE = {
    "/components/schemas/ApiKeyWithSecret/allOf/1/properties/secret",
    "/components/schemas/KeyVerifyParams/properties/key",
    "/components/schemas/WebhookEndpointWithSecret/allOf/1/properties/secret",
    "/components/schemas/EndpointSecret/properties/secret",
    "/components/schemas/PortalSession/properties/url",
}
PAGINATION = {
    "type": "cursor",
    "request": "cursor",
    "limit": "limit",
    "items": "data",
    "next": "next_cursor",
    "has_more": "has_more",
}
EXTENSIONS = {
    "x-all-scopes",
    "x-enum-descriptions",
    "x-extensible-enum",
    "x-idempotent",
    "x-mcp",
    "x-pagination",
    "x-required-scopes",
    "x-retry",
    "x-sensitive",
    "x-streaming",
}


def validator(spec: Spec, pointer: str) -> Draft202012Validator:
    """A validator for the schema at ``pointer``, formats checked, references resolved in the document."""
    whole = Resource.from_contents(spec.value, default_specification=DRAFT202012)
    registry = Registry[Any]().with_resource("urn:v1", whole)
    return Draft202012Validator(
        {"$ref": f"urn:v1#{pointer.replace('%', '%25')}"},
        registry=registry,
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


def faults(spec: Spec, pointer: str, value: Any) -> list[str]:
    found: Any = validator(spec, pointer)  # jsonschema has no types for what it finds
    return [f"{error.json_path}: {error.message}" for error in found.iter_errors(value)]


def examples(spec: Spec) -> Iterator[tuple[str, str, Any]]:
    """Every example: where it stands, the pointer of its schema, its value."""
    for pointer, value in walk(spec.value):
        if not is_object(value) or "/value/" in pointer or "/examples/" in pointer:
            continue
        if "schema" in value and is_object(value["schema"]):  # a parameter, header or media type
            if "example" in value:
                yield pointer, f"{pointer}/schema", value["example"]
            for name, example in value.get("examples", {}).items():
                yield f"{pointer}/examples/{name}", f"{pointer}/schema", spec.resolve(example)["value"]
        elif isinstance(value.get("examples"), list):  # a schema
            for index, example in enumerate(value["examples"]):
                yield f"{pointer}/examples/{index}", pointer, example
        if "default" in value and "type" in value:
            yield f"{pointer}/default", pointer, value["default"]


def test_the_document_is_valid_openapi_3_1(spec: Spec) -> None:
    assert spec.value["openapi"] == "3.1.0"
    assert [error.message for error in OpenAPIV31SpecValidator(spec.value).iter_errors()] == []


def test_the_operations_are_those_of_the_outline(spec: Spec) -> None:
    rows = [
        (operation.id, operation.method.upper(), operation.path, ",".join(operation.value["x-required-scopes"]) or "-")
        for operation in spec.operations
    ]
    assert sorted(rows) == sorted(tuple(line.split()) for line in OPERATIONS.strip().splitlines())


def test_only_health_is_public(spec: Spec) -> None:
    assert [operation.id for operation in spec.operations if operation.public] == ["health"]
    assert all(op.value["security"] == [{"api_key": []}] for op in spec.operations if not op.public)


def test_the_tag_of_an_operation_is_its_top_level_resource(spec: Spec) -> None:
    assert {operation.id: operation.value["tags"] for operation in spec.operations} == {
        operation.id: [operation.id.split(".")[0]] for operation in spec.operations
    }
    assert [tag["name"] for tag in spec.value["tags"]] == list(
        dict.fromkeys(o.id.split(".")[0] for o in spec.operations)
    )


def test_the_scopes_are_the_same_set_everywhere(spec: Spec) -> None:
    scope = spec.schemas["Scope"]
    assert list(spec.value["x-all-scopes"]) == scope["enum"]
    assert spec.value["x-all-scopes"] == scope["x-enum-descriptions"]
    needed = {scope for operation in spec.operations for scope in operation.value["x-required-scopes"]}
    assert needed == set(scope["enum"])


def test_every_example_and_default_satisfies_its_schema(spec: Spec) -> None:
    found = {place: faults(spec, schema, value) for place, schema, value in examples(spec)}
    assert len(found) > 250
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


def test_the_format_checker_knows_the_formats_that_the_examples_need(spec: Spec) -> None:
    assert faults(spec, "/components/parameters/From/schema", "yesterday")


def test_every_response_and_request_body_has_a_named_example(spec: Spec) -> None:
    bare = [
        pointer
        for pointer, value in walk(spec.value)
        if re.search(r"/content/[^/]+$", pointer) and not value.get("examples")
    ]
    assert bare == []
    summaries = [
        spec.resolve(e).get("summary") for _, v in walk(spec.value) if is_media_type(v) for e in v["examples"].values()
    ]
    assert all(summaries)


def is_media_type(value: Any) -> bool:
    return is_object(value) and "schema" in value and isinstance(value.get("examples"), dict)


def test_the_data_of_a_stream_example_is_an_event(spec: Spec) -> None:
    content = spec.responses(spec.operation("webhooks.events.stream"))["200"]["content"]["text/event-stream"]
    message = content["examples"]["webhook_test"]["value"]
    event = json.loads(message["data"])
    assert faults(spec, "/components/schemas/Event", event) == []
    assert message["event"] == event["type"]


@pytest.mark.parametrize("name", OPERATIONS.split()[::4])
def test_an_operation_has_exactly_the_errors_that_its_kind_can_have(spec: Spec, name: str) -> None:
    operation = spec.operation(name)
    wanted = {"429", "500"}
    wanted |= set() if operation.public else {"401"}
    wanted |= {"403"} if operation.value["x-required-scopes"] else set()
    wanted |= {"400"} if operation.parameters_in("query") or operation.parameters_in("header") else set()
    wanted |= {"404"} if operation.parameters_in("path") or name == "usage.query" else set()
    wanted |= {"409"} if name in IDEMPOTENT | STATE_CONFLICTS else set()
    wanted |= {"410"} if "x-streaming" in operation.value else set()
    wanted |= {"412"} if "If-Match" in operation.parameters_in("header") else set()
    wanted |= {"400", "413", "415", "422"} if "requestBody" in operation.value else set()
    assert {status for status in operation.value["responses"] if status >= "4"} == wanted


def test_every_error_is_a_problem_with_an_example_of_its_status(spec: Spec) -> None:
    for operation in spec.operations:
        for status, response in spec.responses(operation).items():
            if status < "4":
                continue
            assert list(response["content"]) == ["application/problem+json"]
            content = response["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
            for name, example in content["examples"].items():
                problem = spec.resolve(example)["value"]
                assert (str(problem["status"]), problem["code"]) == (status, name)
                assert problem["type"] == f"https://tollkeeper.dev/problems/{problem['code']}"
                assert ("required_scopes" in problem, "missing_scopes" in problem) == ((status == "403",) * 2)


def test_headers_stand_where_they_are_due(spec: Spec) -> None:
    for operation in spec.operations:
        for status, response in spec.responses(operation).items():
            headers = set(response["headers"])
            wanted = {"X-Request-Id"}
            wanted |= {"RateLimit", "RateLimit-Policy"} if status < "4" or status == "429" else set()
            wanted |= {"Retry-After"} if status == "429" else set()
            wanted |= {"WWW-Authenticate"} if status == "401" else set()
            wanted |= {"ETag"} if status < "4" and operation.id in VERSIONED else set()
            wanted |= {"Idempotency-Replayed"} if status < "4" and operation.id in IDEMPOTENT else set()
            assert headers == wanted, (operation.id, status)


def test_the_codes_of_problems_begin_with_their_status(spec: Spec) -> None:
    statuses = {code: text[:3] for code, text in spec.schemas["ProblemCode"]["x-enum-descriptions"].items()}
    for pointer, value in walk(spec.value):
        if pointer.endswith("/value") and is_object(value) and {"code", "status", "title"} <= value.keys():
            assert statuses[value["code"]] == str(value["status"])


def test_each_list_is_a_page_and_says_how_to_page(spec: Spec) -> None:
    lists = {operation.id for operation in spec.operations if operation.id.endswith(".list")}
    assert lists == {operation.id for operation in spec.operations if "x-pagination" in operation.value}
    for name in lists:
        operation = spec.operation(name)
        assert operation.value["x-pagination"] == PAGINATION
        assert operation.parameters_in("query")[-2:] == ["limit", "cursor"]
        reference = spec.responses(operation)["200"]["content"]["application/json"]["schema"]["$ref"]
        assert reference.endswith("Page")
        page = spec.at(reference.removeprefix("#"))
        assert list(page["properties"]) == page["required"] == ["data", "has_more", "next_cursor"]
        assert page["properties"]["next_cursor"]["type"] == ["string", "null"]


def test_creating_posts_take_an_idempotency_key(spec: Spec) -> None:
    assert {operation.id for operation in spec.operations if "x-idempotent" in operation.value} == IDEMPOTENT
    for operation in spec.operations:
        stated = operation.value.get("x-idempotent") == {"header": "Idempotency-Key"}
        assert stated == ("Idempotency-Key" in operation.parameters_in("header")), operation.id


def test_retries_are_safe_where_the_document_says_so(spec: Spec) -> None:
    default = spec.value["x-retry"]
    assert default == {"statuses": [408, 429, 500, 502, 503, 504]}
    for operation in spec.operations:
        retry = operation.value.get("x-retry", {})
        assert retry.keys() <= {"statuses", "safe"}
        assert bool(retry.get("safe")) == (operation.id in SAFE_POSTS), operation.id
        only_in_progress = "409" in operation.value["responses"] and operation.id not in STATE_CONFLICTS
        assert (409 in retry.get("statuses", [])) == only_in_progress, operation.id


def test_the_event_union_is_complete_and_discriminated_by_type(spec: Spec) -> None:
    union = spec.schemas["Event"]
    references = {name: f"#/components/schemas/{schema}" for name, schema in EVENTS.items()}
    assert union["discriminator"] == {"propertyName": "type", "mapping": references}
    assert union["oneOf"] == [{"$ref": reference} for reference in references.values()]
    assert spec.schemas["EventType"]["enum"] == list(EVENTS)
    for name, schema in EVENTS.items():
        event = spec.schemas[schema]
        assert event["required"] == list(event["properties"]) == ["id", "type", "organization_id", "created_at", "data"]
        assert event["properties"]["type"]["const"] == name
        assert event["properties"]["data"] == {"$ref": f"#/components/schemas/{schema}Data"}


def test_every_event_is_described_as_a_webhook(spec: Spec) -> None:
    assert [operation.path for operation in spec.webhooks] == list(EVENTS)
    for operation in spec.webhooks:
        assert (operation.method, operation.id) == ("post", f"on.{operation.path}")
        schema = operation.value["requestBody"]["content"]["application/json"]["schema"]
        assert schema == {"$ref": f"#/components/schemas/{EVENTS[operation.path]}"}
        assert operation.parameters_in("header") == ["webhook-id", "webhook-timestamp", "webhook-signature"]
        assert list(operation.value["responses"]) == ["2XX", "410"]


def test_operation_ids_are_unique_and_no_resource_is_called_like_a_webhook(spec: Spec) -> None:
    ids = [operation.id for operation in (*spec.operations, *spec.webhooks)]
    assert len(set(ids)) == len(ids)
    assert not [operation.id for operation in spec.operations if operation.id.split(".")[0] == "on"]


def test_an_operation_id_is_not_also_a_resource(spec: Spec) -> None:
    resources = {operation.id.rpartition(".")[0] for operation in spec.operations} - {""}
    assert resources.isdisjoint(operation.id for operation in spec.operations)


def test_secrets_are_marked_and_nothing_else_is(spec: Spec) -> None:
    marked = {pointer for pointer, value in walk(spec.value) if is_object(value) and value.get("x-sensitive")}
    assert marked == SENSITIVE


def test_every_schema_and_property_has_a_description(spec: Spec) -> None:
    bare = [f"{name}.{key}" for name, key, value in properties(spec) if "description" not in spec.resolve(value)]
    bare += [name for name, schema in spec.schemas.items() if "description" not in schema]
    assert bare == []


def properties(spec: Spec) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, schema in spec.schemas.items():
        for part in [schema, *schema.get("allOf", [])]:
            for key, value in part.get("properties", {}).items():
                yield name, key, value


def test_scalar_properties_without_a_name_of_their_own_have_an_example(spec: Spec) -> None:
    bare = [
        f"{name}.{key}"
        for name, key, value in properties(spec)
        if {"string", "integer", "number"} & set(types(value))
        and not {"examples", "const", "contentSchema"} & value.keys()
    ]
    assert bare == []


def types(schema: dict[str, Any]) -> list[str]:
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else kind


def test_objects_and_enums_are_schemas_with_a_name(spec: Spec) -> None:
    nested = [
        pointer
        for pointer, value in walk(spec.schemas)
        if is_object(value)
        and ("properties" in value or "enum" in value)
        and not re.fullmatch(r"/\w+(/allOf/\d)?", pointer)
        and "/properties" not in pointer[-len("/properties") :]
    ]
    assert nested == []
    inline = [pointer for pointer, value in walk(spec.value["paths"]) if is_object(value) and "properties" in value]
    assert [pointer for pointer in inline if "/examples/" not in pointer] == []


def test_objects_say_whether_they_may_hold_more(spec: Spec) -> None:
    silent = [
        pointer
        for pointer, value in walk(spec.schemas)
        if is_object(value) and value.get("type") == "object" and "additionalProperties" not in value
        if "/examples/" not in pointer
    ]
    assert silent == []


def test_requests_refuse_what_they_do_not_know_and_answers_may_grow(spec: Spec) -> None:
    for name, schema in spec.schemas.items():
        if "properties" in schema:
            closed = name.endswith("Params") or name in {"KeyRateLimit", "MeterThreshold", "EventStreamMessage"}
            assert schema["additionalProperties"] is not closed, name


def test_update_bodies_change_nothing_by_default(spec: Spec) -> None:
    for name in ("KeyUpdateParams", "EndpointUpdateParams"):
        schema = spec.schemas[name]
        assert schema["minProperties"] == 1
        assert "required" not in schema
        assert not [key for key, value in schema["properties"].items() if "default" in value]


def test_answers_always_hold_all_their_properties(spec: Spec) -> None:
    loose = {"Problem": ["errors", "required_scopes", "missing_scopes"], "EventStreamMessage": ["retry"]}
    for name, schema in spec.schemas.items():
        if "properties" in schema and not name.endswith("Params"):
            optional = [key for key in schema["properties"] if key not in schema["required"]]
            assert optional == loose.get(name, []), name


def test_enums_that_clients_can_receive_may_grow_and_describe_each_value(spec: Spec) -> None:
    for name, schema in spec.schemas.items():
        if "enum" in schema:
            assert list(schema["x-enum-descriptions"]) == schema["enum"], name
            assert ("x-extensible-enum" in schema) == (name != "KeyEnvironment"), name


def test_only_the_documented_extensions_are_used(spec: Spec) -> None:
    used = {key for _, value in walk(spec.value) if is_object(value) for key in value if str(key).startswith("x-")}
    assert used == EXTENSIONS


def test_ids_have_the_prefixes_that_are_documented(spec: Spec) -> None:
    prefixes = {schema["pattern"][1:5] for name, schema in spec.schemas.items() if name.endswith("Id")}
    assert prefixes == {"org_", "key_", "mtr_", "whe_", "evt_", "dlv_", "aud_", "req_"}


def test_overlaps_are_at_most_seven_days_and_a_day_by_default(spec: Spec) -> None:
    for name in ("KeyRotateParams", "EndpointRotateSecretParams"):
        overlap = spec.schemas[name]["properties"]["overlap_seconds"]
        assert (overlap["minimum"], overlap["maximum"], overlap["default"]) == (0, 604800, 86400)


def test_a_batch_holds_at_most_a_thousand_events_with_a_result_for_each(spec: Spec) -> None:
    assert spec.schemas["UsageBatchParams"]["properties"]["events"]["maxItems"] == 1000
    assert spec.schemas["UsageBatchResult"]["properties"]["results"]["maxItems"] == 1000


def test_no_path_parameter_can_be_taken_for_a_fixed_segment(spec: Spec) -> None:
    pattern = spec.schemas["KeyId"]["pattern"]
    assert re.fullmatch(pattern, "verify") is None


def operations_with_bodies(spec: Spec) -> list[Operation]:
    return [operation for operation in spec.operations if "requestBody" in operation.value]


def test_request_examples_use_no_property_that_answers_alone_have(spec: Spec) -> None:
    for operation in operations_with_bodies(spec):
        content = operation.value["requestBody"]["content"]
        assert list(content) == ["application/json"]
        assert content["application/json"]["schema"]["$ref"].endswith("Params")
        pointer = pointers.join(operation.pointer, "requestBody", "content", "application/json", "schema")
        assert faults(spec, pointer, {"no_such_property": 1})
