"""Real documents, read with none of the code under test in between. None of them is part of the repository."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import openapi_schema_validator
import yaml
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4, DRAFT202012
from support.typed_json import is_array, is_object

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared/corpus"
GITHUB = "node_modules/@octokit/openapi/generated/api.github.com.json"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
FULL = os.environ.get("TRUELINE_CORPUS") == "full"
Json = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """Where a document is looked for, and what to do when it is not there."""

    name: str
    path: Path
    cure: str

    @property
    def package(self) -> str:
        return f"corpus_{self.name}"


def sources() -> list[Source]:
    """The four documents. Those of the corpus are in a folder beside the checkout."""
    files = {"svix": "svix.json", "discord": "discord.json", "asana": "asana.yaml"}
    beside = [Source(name, SHARED / file, f"put it at ../shared/corpus/{file}") for name, file in files.items()]
    github = Path(os.environ.get("TRUELINE_GITHUB_DOCUMENT") or ROOT / ".cache/corpus" / GITHUB)
    cure = "`make corpus SAMPLE=1` brings it, or name the file in TRUELINE_GITHUB_DOCUMENT"
    return [*beside, Source("github", github, cure)]


def escape(token: str) -> str:
    """A key as a token of a JSON pointer."""
    return token.replace("~", "~0").replace("/", "~1")


@dataclass(frozen=True)
class Operation:
    """An operation, found by its method and path. ``pointer`` leads to it."""

    method: str
    path: str
    pointer: str
    parameters: tuple[tuple[str, Json], ...]
    body: str
    raw: Json = field(repr=False, compare=False)

    @property
    def kind(self) -> tuple[Any, ...]:
        """Operations that are alike in what their requests have."""
        places = {parameter["in"] for _, parameter in self.parameters}
        return self.method, bool(self.body), "query" in places, "path" in places

    @property
    def successes(self) -> list[str]:
        return [status for status in self.raw["responses"] if status.startswith("2")]


class Document:
    """A document and everything that a test asks of it, by JSON pointer."""

    def __init__(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".json":  # a status that is a number in YAML is text in JSON, and so is a date
            text = json.dumps(yaml.load(text, yaml.CSafeLoader), default=str)
        self.raw: Json = json.loads(text)

    def at(self, pointer: str) -> Any:
        """What stands at a JSON pointer."""
        value: Any = self.raw
        for token in pointer.split("/")[1:]:
            key = token.replace("~1", "/").replace("~0", "~")
            value = value[int(key)] if is_array(value) else value[key]
        return value

    def follow(self, pointer: str) -> str:
        """The pointer at the end of all references that begin at ``pointer``."""
        while is_object(value := self.at(pointer)) and "$ref" in value:
            pointer = str(value["$ref"]).removeprefix("#")
        return pointer

    @cached_property
    def _registry(self) -> Any:
        specification: Any = DRAFT4 if self.is_30 else DRAFT202012
        return Registry[Any]().with_resource(
            "urn:document", Resource[Any].from_contents(self.raw, default_specification=specification)
        )

    @property
    def is_30(self) -> bool:
        return str(self.raw["openapi"]).startswith("3.0")

    def errors(self, pointer: str, value: Any, *, writing: bool) -> list[str]:
        """What the schema at ``pointer`` has against ``value``."""
        oas: Any = openapi_schema_validator  # has no types
        old = oas.OAS30WriteValidator if writing else oas.OAS30ReadValidator
        kind = old if self.is_30 else oas.OAS31Validator
        validator: Any = kind({"$ref": f"urn:document#{pointer}"}, registry=self._registry)
        return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]

    def operations(self) -> Iterator[Operation]:
        for path, item in self.raw["paths"].items():
            for method in METHODS:
                if method in item:
                    yield self._operation(f"/paths/{escape(path)}", path, method)

    def _operation(self, base: str, path: str, method: str) -> Operation:
        pointer = f"{base}/{method}"
        raw = self.at(pointer)
        parameters: dict[tuple[str, str], tuple[str, Json]] = {}
        for owner in (base, pointer):
            for index in range(len(self.at(owner).get("parameters", []))):
                where = self.follow(f"{owner}/parameters/{index}")
                parameter = self.at(where)
                parameters[parameter["in"], parameter["name"]] = where, parameter
        body = self.follow(f"{pointer}/requestBody") if "requestBody" in raw else ""
        return Operation(method.upper(), path, pointer, tuple(parameters.values()), body, raw)

    def sample(self, per_kind: int) -> list[Operation]:
        """The first operations of each kind, in the order of the document."""
        kinds: dict[tuple[Any, ...], list[Operation]] = {}
        for operation in self.operations():
            kinds.setdefault(operation.kind, []).append(operation)
        return [operation for alike in kinds.values() for operation in alike[:per_kind]]

    @property
    def token_urls(self) -> list[str]:
        """Where a client fetches tokens by itself."""
        schemes = self.raw.get("components", {}).get("securitySchemes", {}).values()
        flows = [scheme.get("flows", {}).get("clientCredentials", {}) for scheme in schemes]
        return [flow["tokenUrl"] for flow in flows if flow]

    def server(self, operation: Operation) -> str:
        """The URL that an operation's path is added to; ``""`` when the document has none."""
        item = self.raw["paths"][operation.path]
        servers: list[Json] = (
            operation.raw.get("servers") or item.get("servers") or self.raw.get("servers") or [{"url": ""}]
        )
        url: str = servers[0]["url"]
        variables: Json = servers[0].get("variables", {})
        for name, variable in variables.items():
            url = url.replace(f"{{{name}}}", variable["default"])
        return url.rstrip("/")
