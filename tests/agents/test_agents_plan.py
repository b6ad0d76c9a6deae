"""The tools are the plan: one for each operation of the document, with its arguments, scopes and effects. None more."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

import anyio
import jsonschema_rs
import pytest
from agent import ROOT
from mcp import Client

sys.path.insert(0, str(ROOT / "tests"))

from support.sdks import fresh_name, generate_to, import_sdk

from trueline.codegen.plan.values import Sdk
from trueline.codegen.render import render

GITHUB = os.environ.get("TRUELINE_GITHUB_DOCUMENT") or (
    ROOT / ".cache/corpus/node_modules/@octokit/openapi/generated/api.github.com.json"
)
DOCUMENTS = {
    "tollkeeper": ROOT / "openapi/v1.yaml",
    "files": ROOT / "tests/golden/files/spec.yaml",
    "samples": ROOT / "tests/golden/samples/spec.yaml",
    "github": Path(GITHUB),
}


pytestmark = pytest.mark.xdist_group("agents-plan")  # GitHub's SDK is made once


@dataclass(frozen=True)
class Made:
    """A document's operations, their plan, and the SDK that was generated from it."""

    plan: Sdk
    operations: int
    package: str

    def part(self, name: str) -> Any:
        return import_module(f"{self.package}._runtime.agents.{name}")

    @property
    def api(self) -> Any:
        return import_module(f"{self.package}._cli").API

    @property
    def tools(self) -> list[Any]:
        return list(self.part("catalogue").catalogue(self.api))

    async def listed(self, *, dynamic: bool = False) -> list[Any]:
        """The tools as a client sees them."""
        folder, limits = self.part("server").Folder(None), self.part("server").Limits()
        agents = self.part("server").Agents(self.api, self.tools, None, folder, limits, dynamic=dynamic)
        async with Client(agents.server()) as client:
            return (await client.list_tools()).tools


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Made]:
    known: dict[str, Made] = {}

    def make(name: str) -> Made:
        path = DOCUMENTS[name]
        if name == "github" and not path.is_file():
            pytest.skip("GitHub's document is not here: `make corpus SAMPLE=1` brings it")
        if name not in known:
            folder, package = tmp_path_factory.mktemp(name) / "tests", fresh_name("agents")  # as in support/sdks.py
            with patch("trueline.pipeline.render", wraps=render) as written:  # planned once: GitHub's takes seconds
                report = generate_to(folder, path.read_bytes(), package, suffix=path.suffix)
            import_sdk(folder / "src", package)
            known[name] = Made(written.call_args.args[0], report.in_spec.operations, package)
        return known[name]

    return make


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_tools_equal_the_plan(made: Callable[[str], Made], name: str) -> None:
    sdk = made(name)
    tools = {tool.command.request: tool for tool in sdk.tools}
    client = sdk.plan.client
    methods = {
        ".".join((*resource.path, method.name)): method
        for resource in (client.root, *sdk.plan.resources)
        for method in resource.methods
    }
    assert {".".join((*tool.attrs, tool.command.method)) for tool in sdk.tools} == methods.keys()
    assert len({tool.name for tool in sdk.tools}) == len(sdk.tools) == sdk.operations
    assert tools.keys() == {method.command.request for method in methods.values()}
    for each in methods.values():
        tool = tools[each.command.request]
        schema = sdk.part("arguments").input_schema(sdk.api, tool, whole=True)
        own = sdk.part("arguments").own_fields(tool.command)
        options = {option.name.replace("-", "_"): option for option in each.command.options if option.arg}
        body = {"body"} if any(arg.name == "body" for arg in each.args) else set[str]()
        assert schema["properties"].keys() - own.keys() == options.keys() | body, tool.name
        required = {name for name, option in options.items() if option.required}
        assert set(schema.get("required", ())) - {"body"} == required
        assert tool.command.scopes == each.command.scopes
        jsonschema_rs.validator_for(schema)


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_names_are_those_that_every_client_takes(made: Callable[[str], Made], name: str) -> None:
    tools = anyio.run(made(name).listed)
    assert all(len(tool.name) <= 64 and set(tool.name) <= set(_LETTERS) for tool in tools)
    names = {name for tool in tools for name in tool.input_schema["properties"]}
    assert all(set(name) <= set(_LETTERS) for name in names)


_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"


@pytest.mark.slow
def test_three_tools_for_all_of_github_are_few_words(made: Callable[[str], Made]) -> None:
    """Under 4,000 tokens: a token of such text is three characters or more."""

    async def listed() -> list[Any]:
        return await made("github").listed(dynamic=True)

    tools = anyio.run(listed)
    text = json.dumps([tool.model_dump(by_alias=True, exclude_none=True) for tool in tools])
    assert [tool.name for tool in tools] == ["search_operations", "describe_operation", "call_operation"]
    assert len(text) < 2_000 < 3 * 4_000


@pytest.mark.slow
def test_a_description_fits_and_its_schemas_are_schemas(made: Callable[[str], Made]) -> None:
    sdk = made("github")
    answers = 0
    for tool in sdk.tools[::60]:
        for most in (40_000, 4_000):
            told = sdk.part("catalogue").described(sdk.api, tool, "", most)
            jsonschema_rs.validator_for(told["arguments"])
            jsonschema_rs.validator_for(told.get("answer", {}))
            answers += "answer" in told
            assert "answer" not in told or len(json.dumps(told)) <= most + 100, tool.name
    assert answers > 10


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "operation"),
    [
        ("create an issue", "issues_create"),
        ("list pull requests", "pulls_list"),
        ("merge a pull request", "pulls_merge"),
        ("cancel a workflow run", "actions_cancel-workflow-run"),
        ("star a repository", "activity_star-repo-for-authenticated-user"),
        ("who am I: authenticated user", "users_get-authenticated"),
    ],
)
def test_a_search_finds_what_was_meant(made: Callable[[str], Made], question: str, operation: str) -> None:
    sdk = made("github")
    found = sdk.part("catalogue").search(sdk.tools, question, 10)["operations"]
    assert operation in [each["operation"] for each in found]


def test_effects_come_from_methods_and_from_what_the_document_says(made: Callable[[str], Made]) -> None:
    sdk = made("tollkeeper")
    effect: Any = sdk.part("catalogue").effect
    effects = {tool.name: effect(tool) for tool in sdk.tools}
    assert effects["keys_list"] == effects["usage_query"] == "reads"
    assert effects["keys_create"] == "writes"
    assert effects["keys_update"] == effects["keys_revoke"] == effects["webhooks_endpoints_delete"] == "changes"


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        ("usage.meters", {"list", "create", "retrieve", "archive"}),
        ("webhooks event_types", {"list"}),
        ("tag:keys", {"list", "create", "retrieve", "update", "revoke", "rotate", "verify"}),
        ("scope:audit:read", {"list"}),
        ("keys_list, GET /v1/keys/{key_id}", {"list", "retrieve"}),
        ("operation:keys rotate", {"rotate"}),
    ],
)
def test_tools_are_chosen_by_resource_tag_scope_and_operation(
    made: Callable[[str], Made], choice: str, names: set[str]
) -> None:
    sdk = made("tollkeeper")
    assert {tool.command.name for tool in sdk.part("catalogue").choose(sdk.tools, [choice])} == names


@pytest.mark.parametrize(
    ("choice", "meant"), [("kyes", "keys"), ("keys_lst", "keys_list"), ("tag:none", "--tools list")]
)
def test_a_choice_of_nothing_is_refused_with_what_was_meant(
    made: Callable[[str], Made], choice: str, meant: str
) -> None:
    sdk = made("tollkeeper")
    with pytest.raises(Exception, match=meant) as caught:
        sdk.part("catalogue").choose(sdk.tools, [choice])
    assert type(caught.value).__name__ == "CliError"


def test_a_name_that_is_too_long_ends_in_a_hash(made: Callable[[str], Made]) -> None:
    name = made("tollkeeper").part("catalogue").tool_name
    one, other = name(("a" * 60, "b" * 60)), name(("a" * 60, "b" * 61))
    assert len(one) == len(other) == 64
    assert one != other


def test_nothing_of_the_repository_is_in_a_tool(made: Callable[[str], Made]) -> None:
    tools = anyio.run(made("tollkeeper").listed)
    assert str(Path.cwd()) not in json.dumps([tool.model_dump() for tool in tools])
