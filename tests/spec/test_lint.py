"""Lint finds nothing in v1.yaml, finds planted faults with both tools, and never takes a failure for a success."""

from __future__ import annotations

import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from spec_support import ROOT, SPEC
from tollkeeper_gates.linters import LintProblem, LintToolError, find_redocly, lint

from trueline.errors import DocumentError

REDOCLY = find_redocly(SPEC)
CONFIG = ROOT / "redocly.yaml"
needs_redocly = pytest.mark.skipif(REDOCLY is None, reason="Redocly is not installed: run `make setup`")

# What to replace by what, and the rule and pointer that must come of it. Redocly's are planted into one copy together.
OPENAPI_FAULTS = {
    "a response without a description": (
        "          description: The API is up.\n",
        "",
        "openapi-schema",
        "/paths/~1v1~1health/get/responses/200",
    ),
    "two operations of one name": (
        "operationId: me\n",
        "operationId: health\n",
        "openapi-duplicate-operation-id",
        "/paths/~1v1~1me/get",
    ),
    "a path parameter that is not declared": (
        "    parameters:\n      - $ref: '#/components/parameters/DeliveryId'\n",
        "",
        "openapi-unresolvable-parameter",
        "/paths/~1v1~1webhooks~1deliveries~1{delivery_id}/get",
    ),
    "a reference that leads nowhere": (
        "'#/components/responses/Gone'",
        "'#/components/responses/Lost'",
        "openapi-unresolvable-ref",
        "/paths/~1v1~1webhooks~1stream/get/responses/410/$ref",
    ),
    "a default out of bounds": ("        default: 50\n", "        default: 500\n", "openapi-schema", ""),
    "a type that does not exist": (
        "        type: integer\n        format: int32\n        minimum: 1\n        maximum: 200",
        "        type: integr\n        format: int32\n        minimum: 1\n        maximum: 200",
        "openapi-validator-stopped",
        "",
    ),
    "another version of OpenAPI": ("openapi: 3.1.0", "openapi: 9.1.0", "openapi-version", ""),
}
REDOCLY_FAULTS = {
    "an example of the wrong type": (
        "                    status: ok\n",
        "                    status: 7\n",
        "no-invalid-media-type-examples",
        "/paths/~1v1~1health/get/responses/200/content/application~1json/examples/up/value/status",
    ),
    "a parameter's example out of bounds": (
        "      example: 100\n",
        "      example: 1000\n",
        "no-invalid-parameter-examples",
        "/components/parameters/Limit/example",
    ),
    "a schema's example that breaks its pattern": (
        "examples: [org_01K5VHT8QD3RNA6WZCJ4XM]",
        "examples: [org_x]",
        "no-invalid-schema-examples",
        "/components/schemas/OrganizationId/examples/0",
    ),
    "a misspelt keyword": (
        "        minimum: 1\n        maximum: 200\n",
        "        minimun: 1\n        maximum: 200\n",
        "struct",
        "/components/parameters/Limit/schema/minimun",
    ),
    "a tag without a description": (
        "    description: Whether the API is up. Needs no key.\n",
        "",
        "tag-description",
        "/tags/0/description",
    ),
    "an operationId of another shape": (
        "operationId: keys.list",
        "operationId: listKeys",
        "rule/operation-id",
        "/paths/~1v1~1keys/get/operationId",
    ),
    "no security stated": (
        "      security: []\n      x-required-scopes: []\n",
        "      x-required-scopes: []\n",
        "rule/operation-security",
        "/paths/~1v1~1health/get/security",
    ),
    "no scopes stated": (
        "      x-required-scopes:\n        - audit:read\n",
        "",
        "rule/operation-required-scopes",
        "/paths/~1v1~1audit-events/get/x-required-scopes",
    ),
    "no scopes at all": ("\nx-all-scopes:\n", "\nx-scopes:\n", "rule/all-scopes", "/x-all-scopes"),
    "a path in camelCase": (
        "  /v1/webhooks/event-types:",
        "  /v1/webhooks/eventTypes:",
        "rule/path-shape",
        "/paths/~1v1~1webhooks~1eventTypes",
    ),
    "a schema in lower case": (
        "    Organization:\n",
        "    organization:\n",
        "rule/schema-name",
        "/components/schemas/organization",
    ),
    "a property in camelCase": (
        "        retry_after_seconds:\n          description: W",
        "        retryAfter:\n          description: W",
        "rule/property-name",
        "/components/schemas/KeyVerification/properties/retryAfter",
    ),
    "a property without a description": (
        "          description: Which attempt it was, from 1.\n",
        "",
        "rule/schema-description",
        "/components/schemas/DeliveryAttempt/properties/number/description",
    ),
    "a body without an example": (
        """            examples:
              with_scopes:
                summary: Valid and allowed to read usage?
                value:
                  key: tk_live_4fQ8mZx1VbT7nRk2WcY9sJd5LpH3gEa6UoXyBvNtA0C
                  required_scopes: ['usage:read']
""",
        "",
        "rule/media-type-examples",
        "/paths/~1v1~1keys~1verify/post/requestBody/content/application~1json/examples",
    ),
    "a parameter without an example": (
        "          example: true\n        - $ref",
        "        - $ref",
        "rule/parameter-example",
        "/paths/~1v1~1usage~1meters/get/parameters/0",
    ),
    "a header without a description": (
        "      description: How many seconds to wait before the next try.\n",
        "",
        "rule/header-description",
        "/components/headers/RetryAfter/description",
    ),
    "a request body without a description": (
        "        description: The key to create.\n",
        "",
        "rule/request-body-description",
        "/paths/~1v1~1keys/post/requestBody/description",
    ),
}


def replace(text: str, old: str, new: str) -> str:
    assert old in text, "the fault can't be planted: v1.yaml has changed"
    return text.replace(old, new, 1)


def plant(folder: Path, old: str, new: str) -> Path:
    copy = folder / "v1.yaml"
    copy.write_text(replace(SPEC.read_text(encoding="utf-8"), old, new), encoding="utf-8")
    return copy


def tool(folder: Path, script: str) -> Path:
    """An executable that stands in for Redocly and fails in its own way."""
    path = folder / "redocly"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def document(folder: Path, text: str = "{openapi: 3.1.0, info: {title: t, version: '1'}, paths: {}}") -> Path:
    path = folder / "small.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@needs_redocly
def test_both_tools_find_nothing_in_v1() -> None:
    assert lint(SPEC) == []


def test_the_validator_alone_finds_nothing_in_v1(tmp_path: Path) -> None:
    assert lint(plant(tmp_path, "openapi:", "openapi:")) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", OPENAPI_FAULTS)
def test_the_validator_finds_a_planted_fault(name: str, tmp_path: Path) -> None:
    old, new, rule, pointer = OPENAPI_FAULTS[name]
    problems = lint(plant(tmp_path, old, new))
    assert (rule, pointer) in [(problem.rule, problem.pointer) for problem in problems]
    assert all(problem.line and problem.severity == "error" for problem in problems)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> list[LintProblem]:
    """What is found in a copy that has all of Redocly's faults."""
    text = SPEC.read_text(encoding="utf-8")
    for old, new, _rule, _pointer in REDOCLY_FAULTS.values():
        text = replace(text, old, new)
    copy = tmp_path_factory.mktemp("faulty") / "v1.yaml"
    copy.write_text(text, encoding="utf-8")
    return lint(copy, redocly=REDOCLY, config=CONFIG)


@needs_redocly
@pytest.mark.slow
@pytest.mark.xdist_group("faults-for-redocly")  # which looks once
@pytest.mark.parametrize("name", REDOCLY_FAULTS)
def test_redocly_finds_a_planted_fault(name: str, faulty: list[LintProblem]) -> None:
    _old, _new, rule, pointer = REDOCLY_FAULTS[name]
    assert (rule, pointer) in [(problem.rule, problem.pointer) for problem in faulty]


@needs_redocly
def test_a_fault_is_reported_with_the_line_that_holds_it(tmp_path: Path) -> None:
    copy = plant(tmp_path, "operationId: keys.list", "operationId: listKeys")
    (problem,) = lint(copy, redocly=REDOCLY, config=CONFIG)
    assert (problem.rule, problem.severity, problem.source) == ("rule/operation-id", "error", str(copy))
    assert problem.line is not None
    assert "listKeys" in copy.read_text(encoding="utf-8").splitlines()[problem.line - 1]
    assert str(problem).startswith(f"{copy}:{problem.line}:")


@needs_redocly
def test_without_a_configuration_redocly_uses_its_strictest_preset(tmp_path: Path) -> None:
    rules = {problem.rule for problem in lint(document(tmp_path), redocly=REDOCLY)}
    assert "no-empty-servers" in rules


@needs_redocly
def test_a_rule_that_checks_nothing_is_reported(tmp_path: Path) -> None:
    config = tmp_path / "other.yaml"
    config.write_text("rules:\n  type-description: error\n", encoding="utf-8")
    problems = lint(document(tmp_path), redocly=REDOCLY, config=config)
    assert [(problem.rule, problem.severity) for problem in problems] == [("redocly-config", "warning")]
    assert "type-description" in problems[0].message


@needs_redocly
def test_a_broken_configuration_is_a_failure_of_the_tool(tmp_path: Path) -> None:
    config = tmp_path / "other.yaml"
    config.write_text("rules:\n  operation-descriptionn: error\n", encoding="utf-8")
    with pytest.raises(LintToolError, match="exit code"):
        lint(document(tmp_path), redocly=REDOCLY, config=config)


@pytest.mark.parametrize(
    "script",
    [
        "exit 0",
        "echo not json; exit 0",
        "echo '[]'; exit 0",
        "echo '{}'; exit 0",
        'echo \'{"totals": {"errors": 0, "warnings": 0, "ignored": 0}, "problems": []}\'; exit 2',
        'echo \'{"totals": {"errors": 0, "warnings": 0, "ignored": 0}, "problems": []}\'; exit 1',
        'echo \'{"totals": {"errors": 9, "warnings": 0, "ignored": 0}, "problems": []}\'; exit 1',
        "echo killed >&2; kill -9 $$",
    ],
)
def test_a_tool_that_fails_is_never_a_success(script: str, tmp_path: Path) -> None:
    with pytest.raises(LintToolError, match="Redocly") as caught:
        lint(document(tmp_path), redocly=tool(tmp_path, script))
    assert "make setup" in str(caught.value)


def test_a_tool_that_is_not_there_is_never_a_success(tmp_path: Path) -> None:
    with pytest.raises(LintToolError, match="did not run"):
        lint(document(tmp_path), redocly=tmp_path / "missing")


def test_what_a_failing_tool_said_is_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(LintToolError, match="out of memory"):
        lint(document(tmp_path), redocly=tool(tmp_path, "echo out of memory >&2; exit 134"))


@pytest.mark.parametrize("text", ["info: [", "a: b: c", "\t{", "a: !!python/object:os.system x"])
def test_a_document_that_does_not_parse_is_an_error_that_says_where(text: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"small\.yaml:\d+:\d+: is not JSON or YAML"):
        lint(document(tmp_path, text))


def test_a_document_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="can't be read"):
        lint(tmp_path / "missing.yaml")


@pytest.mark.parametrize("text", ["", "[]", "7", "{}", "openapi: 3.1.0"])
def test_a_document_that_is_not_openapi_is_reported(text: str, tmp_path: Path) -> None:
    assert lint(document(tmp_path, text))


@pytest.fixture
def visited() -> Iterator[tuple[str, list[str]]]:
    """A web server on loopback that notes what it is asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = b'{"a": {"description": "fetched"}}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


def test_nothing_is_fetched(visited: tuple[str, list[str]], tmp_path: Path) -> None:
    address, asked = visited
    remote = f"'{address}/remote.json#/a'"
    copy = plant(tmp_path, "'#/components/responses/Gone'", remote)
    problems = lint(copy, redocly=REDOCLY, config=CONFIG) if REDOCLY else lint(copy)
    assert asked == []
    rules = {problem.rule for problem in problems}
    assert rules >= {"openapi-unresolvable-ref", *(["no-unresolved-refs"] if REDOCLY else [])}


def test_a_file_beside_the_document_is_read(tmp_path: Path) -> None:
    (tmp_path / "parts.yaml").write_text("gone: {description: Gone}\n", encoding="utf-8")
    copy = plant(tmp_path, "          $ref: '#/components/responses/Gone'", "          $ref: 'parts.yaml#/gone'")
    assert lint(copy) == []


def test_the_environment_of_the_tool_is_quiet_and_offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NODE_OPTIONS", "--require=/nonexistent.js")
    monkeypatch.setenv("REDOCLY_AUTHORIZATION", "secret")
    seen = tmp_path / "environment"
    with pytest.raises(LintToolError):
        lint(document(tmp_path), redocly=tool(tmp_path, f"env > '{seen}'"))
    names = dict(line.split("=", 1) for line in seen.read_text(encoding="utf-8").splitlines() if "=" in line)
    assert (names["REDOCLY_TELEMETRY"], names["REDOCLY_SUPPRESS_UPDATE_NOTICE"]) == ("off", "true")
    assert names["NODE_OPTIONS"].startswith("--import=data:")
    assert "/nonexistent.js" not in names["NODE_OPTIONS"]
    assert "REDOCLY_AUTHORIZATION" not in names
    assert names["PATH"] == os.environ["PATH"]
