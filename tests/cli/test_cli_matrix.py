"""Every operation of v1.yaml is a command of the expected name, with every argument as an option: no empty cell."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from cli_program import ROOT, TOLLKEEPER

Json = dict[str, Any]
SPEC: Json = yaml.load((ROOT / "openapi/v1.yaml").read_text("utf-8"), yaml.CSafeLoader)


def _resolved(value: Json) -> Json:
    while "$ref" in value:
        target: Any = SPEC
        for part in value["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        value = target
    return value


def _operations() -> Iterator[tuple[str, str, Json, Json]]:
    for path, item in SPEC["paths"].items():
        for method in ("get", "post", "put", "patch", "delete"):
            if method in item:
                yield f"{method.upper()} {path}", item[method]["operationId"], item, item[method]


OPERATIONS = list(_operations())


def _expected(item: Json, operation: Json) -> dict[str, bool]:
    """Every parameter and property by wire name, and whether it is required."""
    parameters = [_resolved(p) for p in [*item.get("parameters", []), *operation.get("parameters", [])]]
    found = {p["name"]: bool(p.get("required")) for p in parameters if p["name"] != "Idempotency-Key"}
    if "requestBody" in operation:
        schema = _resolved(_resolved(operation["requestBody"])["content"]["application/json"]["schema"])
        found |= {name: name in schema.get("required", []) for name in schema["properties"]}
    return found


def _command(operation_id: str) -> Any:
    if str(TOLLKEEPER) not in sys.path:
        sys.path.insert(0, str(TOLLKEEPER))
    app = importlib.import_module("tollkeeper._runtime.cli.app")
    cli = importlib.import_module("tollkeeper._cli")
    command: Any = app.root(cli.API)
    for word in operation_id.replace("_", "-").split("."):
        command = command.get_command(None, word)
        assert command is not None, f"{operation_id}: there is no {word}"
    return command


@pytest.mark.parametrize(
    ("request_line", "operation_id", "item", "operation"), OPERATIONS, ids=[o[1] for o in OPERATIONS]
)
def test_every_operation_is_a_command_with_all_its_arguments(
    request_line: str, operation_id: str, item: Json, operation: Json
) -> None:
    command = _command(operation_id)
    assert operation["summary"] in command.short_help
    expected = _expected(item, operation)
    shown = {p.human_readable_name if p.param_type_name == "argument" else p.opts[0]: p for p in command.params}
    for name, required in expected.items():
        word = name.lower().replace("_", "-")
        if "x-pagination" in operation and name == operation["x-pagination"].get("limit"):
            word = "page-size"
        if "{" + name + "}" in request_line:
            assert name.upper() in shown, (name, sorted(shown))
            continue
        assert f"--{word}" in shown, (name, sorted(shown))
        assert ("[required]" in (shown[f"--{word}"].help or "")) == required, name
    paged = "x-pagination" in operation
    assert ("--all" in shown, "--limit" in shown) == (paged, paged)
    assert ("--body" in shown) == ("requestBody" in operation)
    assert ("--idempotency-key" in shown) == (operation.get("x-idempotent") is not None)
    assert {"--dry-run", "--query", "--profile", "--base-url"} <= set(shown)


def test_no_command_is_there_that_is_no_operation() -> None:
    app, cli = importlib.import_module("tollkeeper._runtime.cli.app"), importlib.import_module("tollkeeper._cli")

    def names(group: Any, prefix: tuple[str, ...]) -> Iterator[str]:
        for name in [*group.groups]:
            yield from names(group.get_command(None, name), (*prefix, name))
        for name in group.table:
            yield ".".join((*prefix, name))

    found = sorted(names(app.root(cli.API), ()))
    assert found == sorted(operation_id.replace("_", "-") for _, operation_id, _, _ in OPERATIONS)
    assert len(found) == len(OPERATIONS) > 30
