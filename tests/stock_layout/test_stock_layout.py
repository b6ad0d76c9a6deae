"""``--layout openapi-python-client``: any document whole, the engine's settings, and writing as for our own layout."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from trueline.cli import main
from trueline.errors import ExitCode
from trueline.stock_layout.sound import mended

HERE = Path(__file__).parent
LAYOUT = ["--layout", "openapi-python-client"]
ANVILS = HERE / "documents/anvils.yaml"
#: Each part of it makes the engine by itself refuse, crash, lose an operation or write what can't be imported.
ODD = """openapi: 3.1.0
info: {title: Odd, version: '1'}
paths:
  /a/{the.id}/{quote}:
    put:
      tags: [things]
      operationId: put
      parameters:
      - {name: the.id, in: path, required: true, schema: {type: string, default: x}}
      - {name: quote, in: path, required: true, schema: {type: string}}
      - {name: at, in: header, schema: {type: string, format: date-time}}
      - {name: ids, in: query, explode: false, schema: {type: array, items: {type: string}}}
      - {name: filter, in: query, content: {application/json: {schema: {type: object}}}}
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/Response'}}
          application/xml: {schema: {$ref: '#/components/schemas/Response'}}
          application/zip: {schema: {type: string, format: binary}}
      responses:
        '200': {description: ok, content: {application/xml: {schema: {$ref: '#/components/schemas/Tree'}}}}
        '201': {description: ok, headers: {X-A: {schema: {type: string}}}, content: {'*/*': {schema: {type: object}}}}
  /b:
    get:
      tags: [things]
      operationId: Put
      parameters:
      - {name: x-y, in: query, schema: {type: string}}
      - {name: x y, in: query, schema: {type: string}}
      - {name: x_y, in: query, schema: {type: string}}
      responses: {'200': {description: same module}}
    trace: {responses: {'204': {description: ok}}}
components:
  schemas:
    Response: {type: object, title: Thing, properties: {a: {$ref: '#/components/schemas/Kind'}, never: false}}
    Other: {type: object, title: Thing, properties: {'+1': {type: integer}, '-1': {type: integer}}}
    Kind: {type: string, enum: [a, A, '', 'a-b', a_b]}
    Empty: {type: string, enum: []}
    Mixed: {enum: [1, two, null]}
    Ratio: {type: number, enum: [0.5, 1.5]}
    Tree: {oneOf: [{type: string}, {type: array, items: {$ref: '#/components/schemas/Tree'}}]}
    Pick:
      oneOf: [{$ref: '#/components/schemas/Response'}, {$ref: '#/components/schemas/Other'}]
      discriminator: {propertyName: a}
webhooks:
  done: {post: {responses: {'200': {description: ok}}}}
"""
IMPORT_ALL = """
import importlib, pkgutil
package = importlib.import_module("acme")
for module in pkgutil.walk_packages(package.__path__, "acme."):
    importlib.import_module(module.name)
"""


def generate(spec: Path, output: Path, *options: str) -> int:
    return main(["generate", str(spec), "--output", str(output), "--package", "acme", *LAYOUT, *options])


def imported(folder: Path) -> None:
    """Every module imports."""
    done = subprocess.run([sys.executable, "-c", IMPORT_ALL], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_document_that_stock_can_not_read_is_whole(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text(ODD, "utf-8")
    report = tmp_path / "report.json"
    assert generate(tmp_path / "odd.yaml", tmp_path / "sdk", "--report", str(report)) == ExitCode.DONE
    imported(tmp_path / "sdk")
    modules = sorted(path.stem for path in (tmp_path / "sdk/acme/api").rglob("*.py") if path.stem != "__init__")
    assert modules == ["put", "put_2", "trace_b"]
    limits = {limit["pointer"]: limit["reason"] for limit in json.loads(report.read_bytes())["limits"]}
    operation = "/paths/~1a~1{the.id}~1{quote}/put"
    assert set(limits) >= {
        f"{operation}/parameters/3",
        f"{operation}/parameters/4",
        f"{operation}/requestBody/content/application~1xml",
        f"{operation}/responses/200/content",
        f"{operation}/responses/201/headers",
        "/webhooks/done/post",
        "/components/schemas/Pick",
        "/components/schemas/Ratio",
    }
    assert "the layout has no webhooks" in limits["/webhooks/done/post"]


def test_a_document_without_paths_and_one_with_a_shared_path_are_whole_too(tmp_path: Path) -> None:
    head = "openapi: 3.1.0\ninfo: {title: Hooks, version: '1'}\n"
    answer = "{description: ok, content: {application/pdf: {schema: {type: string}}}}"
    (tmp_path / "hooks.yaml").write_text(
        f"{head}webhooks: {{done: {{post: {{responses: {{'200': {answer}}}}}}}}}\n"
        "components: {schemas: {A: {type: object, properties: {a: {type: string}}}}}\n",
        "utf-8",
    )
    (tmp_path / "shared.yaml").write_text(
        f"{head}paths: {{/a: {{$ref: '#/components/pathItems/A'}}}}\n"
        f"components: {{pathItems: {{A: {{get: {{responses: {{'200': {answer}}}}}}}}}}}\n",
        "utf-8",
    )
    for name in ("hooks", "shared"):
        assert generate(tmp_path / f"{name}.yaml", tmp_path / name) == ExitCode.DONE
        imported(tmp_path / name)
    assert (tmp_path / "hooks/acme/models/a.py").is_file()
    assert (tmp_path / "shared/acme/api/default/get_a.py").is_file()


def test_swagger_is_whole_too(tmp_path: Path) -> None:
    text = (
        "swagger: '2.0'\ninfo: {title: Old, version: '1'}\nhost: a.example\npaths:\n  /a:\n"
        "    get: {responses: {'200': {description: ok, schema: {type: array, items: {type: string}}}}}\n"
    )
    (tmp_path / "old.yaml").write_text(text, "utf-8")
    assert generate(tmp_path / "old.yaml", tmp_path / "sdk") == ExitCode.DONE
    assert (tmp_path / "sdk/acme/api/default/get_a.py").is_file()
    imported(tmp_path / "sdk")


def test_it_is_checked_locked_and_pruned_like_our_own_layout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sdk = tmp_path / "sdk"
    assert generate(ANVILS, sdk) == ExitCode.DONE
    assert generate(ANVILS, sdk, "--check") == ExitCode.DONE
    assert "acme/api/anvils/get_anvil.py" in json.loads((sdk / "generated.lock").read_bytes())["files"]
    (sdk / "mine.txt").write_text("mine", "utf-8")
    fewer = tmp_path / "anvils.yaml"
    text = ANVILS.read_text("utf-8")
    fewer.write_text(text[: text.index("  /anvils/{anvilId}:")] + text[text.index("components:") :], "utf-8")
    assert generate(fewer, sdk, "--check") == ExitCode.DRIFT
    assert generate(fewer, sdk) == ExitCode.DONE
    assert not (sdk / "acme/api/anvils/get_anvil.py").exists()
    assert (sdk / "mine.txt").read_text("utf-8") == "mine"
    (sdk / "acme/client.py").write_text("edited", "utf-8")
    assert generate(fewer, sdk, "--check") == ExitCode.DRIFT
    assert "acme/client.py: it was edited by hand" in capsys.readouterr().err


def test_the_engines_configuration_file_is_taken(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text(
        "project_name_override: acme-client\npackage_version_override: 9.9.9\nfield_prefix: f_\nliteral_enums: true\n"
        "class_overrides: {Problem: {class_name: Trouble, module_name: trouble}}\npost_hooks: [rm -rf .]\n"
        "custom_template_path: own\n",
        "utf-8",
    )
    (tmp_path / "own").mkdir()
    (tmp_path / "own/errors.py.jinja").write_text("class Mine(Exception): ...\n", "utf-8")
    report = tmp_path / "report.json"
    options = ["--engine-config", str(config), "--report", str(report)]
    assert generate(ANVILS, tmp_path / "sdk", *options) == ExitCode.DONE
    project = (tmp_path / "sdk/pyproject.toml").read_text("utf-8")
    assert 'name = "acme-client"' in project
    assert 'version = "9.9.9"' in project
    assert "class Trouble" in (tmp_path / "sdk/acme/models/trouble.py").read_text("utf-8")
    assert "Literal[" in (tmp_path / "sdk/acme/models/size.py").read_text("utf-8")
    assert (tmp_path / "sdk/acme/errors.py").read_text("utf-8") == "class Mine(Exception): ...\n"
    assert json.loads(report.read_bytes())["limits"][0]["pointer"] == "/post_hooks"
    (tmp_path / "own/errors.py.jinja").write_text("class Other(Exception): ...\n", "utf-8")
    assert generate(ANVILS, tmp_path / "sdk", *options, "--check") == ExitCode.DRIFT


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("class_override: {}\n", "the engine has no setting 'class_override'"),
        ("literal_enums: [1]\n", "a setting is wrong: literal_enums"),
        ("- a\n", "is not a mapping"),
        ("a: [\n", "can't be read"),
        ("custom_template_path: nowhere\n", "there is no folder nowhere"),
        ("package_name_override: other\n", "the package is other in this file, and acme on the command line"),
    ],
)
def test_a_wrong_configuration_is_refused(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.yml").write_text(text, "utf-8")
    assert generate(ANVILS, tmp_path / "sdk", "--engine-config", str(tmp_path / "config.yml")) == ExitCode.USAGE
    assert said in capsys.readouterr().err
    assert not (tmp_path / "sdk").exists()


def test_the_configuration_is_refused_without_its_layout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["generate", str(ANVILS), "--output", str(tmp_path / "sdk"), "--package", "acme"]
    assert main([*command, "--engine-config", "config.yml"]) == ExitCode.USAGE
    assert "Add --layout openapi-python-client." in capsys.readouterr().err


def test_names_of_our_own_layout_are_refused_with_this_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "names.yaml").write_text("resources: {}\n", "utf-8")
    assert generate(ANVILS, tmp_path / "sdk", "--names", str(tmp_path / "names.yaml")) == ExitCode.USAGE
    assert "--names is for Trueline's own layout" in capsys.readouterr().err


def test_a_module_with_several_bodies_imports_what_the_engine_forgets(tmp_path: Path) -> None:
    body = "{required: false, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}, "
    body += "multipart/form-data: {schema: {type: object, properties: {a: {type: string}}}}}}"
    text = (
        "openapi: 3.1.0\ninfo: {title: Two, version: '1'}\npaths:\n  /a:\n    post:\n      operationId: two\n"
        f"      requestBody: {body}\n      responses: {{'204': {{description: ok}}}}\n"
    )
    (tmp_path / "two.yaml").write_text(text, "utf-8")
    assert generate(tmp_path / "two.yaml", tmp_path / "sdk") == ExitCode.DONE
    module = ast.parse((tmp_path / "sdk/acme/api/default/two.py").read_text("utf-8"))
    names = {alias.name for node in ast.walk(module) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert {"TwoJsonBody", "TwoFilesBody", "Unset"} <= names
    imported(tmp_path / "sdk")


def test_what_the_engine_could_not_read_is_reported_by_pointer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its names can be others than those of the package that somebody has, so nobody has to find out by hand."""
    report = tmp_path / "report.json"
    assert generate(HERE / "partly/places.yaml", tmp_path / "sdk", "--report", str(report)) == ExitCode.DONE
    said = "5 parts of the document were given to openapi-python-client in canonical form"
    assert said in " ".join(capsys.readouterr().err.split())
    found = [each["pointer"] for each in json.loads(report.read_bytes())["rewritten"]]
    assert found == [
        "/components/schemas/Owned",
        "/components/schemas/Page",
        "/paths/~1files~1{file.name}/get",
        "/paths/~1lists/get",
        "/paths/~1lists/post/responses",
    ]


@pytest.mark.parametrize("document", [ANVILS, HERE / "partly/hiding.yaml"])
def test_a_document_that_is_read_whole_is_given_as_it_is(document: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert generate(document, tmp_path / "sdk", "--report", str(report)) == ExitCode.DONE
    assert json.loads(report.read_bytes())["rewritten"] == []


def test_of_a_document_that_it_refuses_all_is_rewritten(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text(ODD, "utf-8")
    report = tmp_path / "report.json"
    assert generate(tmp_path / "odd.yaml", tmp_path / "sdk", "--report", str(report)) == ExitCode.DONE
    assert [each["pointer"] for each in json.loads(report.read_bytes())["rewritten"]] == [""]


def test_a_rewritten_part_of_swagger_is_told_by_its_place_there(tmp_path: Path) -> None:
    text = (
        "swagger: '2.0'\ninfo: {title: Old, version: '1'}\npaths:\n  /a:\n    get: {responses: {'200': "
        "{description: ok, schema: {$ref: '#/definitions/A'}}}}\n"
        "definitions: {Text: {type: string}, A: {type: object, properties: {owner: {allOf: "
        "[{$ref: '#/definitions/Text'}, {description: who}]}}}}\n"
    )
    (tmp_path / "old.yaml").write_text(text, "utf-8")
    report = tmp_path / "report.json"
    assert generate(tmp_path / "old.yaml", tmp_path / "sdk", "--report", str(report)) == ExitCode.DONE
    assert [each["pointer"] for each in json.loads(report.read_bytes())["rewritten"]] == ["/definitions/A"]


def test_a_class_that_would_hide_the_packages_own_is_reported(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert generate(HERE / "odd.yaml", tmp_path / "sdk", "--report", str(report)) == ExitCode.DONE
    found = {each["pointer"]: each["reason"] for each in json.loads(report.read_bytes())["rewritten"]}
    assert found["/components/schemas/Unset"] == "its class is UnsetModel: the package itself has a class Unset"


SAID = """
[tool.trueline.metadata]
summary = "Anvils \\"for\\" Python"
license = "MIT"
license_files = ["LICENSE"]
authors = ["Acme <sdk@acme.example>", "Others"]
urls = {Source = "https://git.acme.example/sdk"}
"""


def said_of(folder: Path) -> Path:
    (folder / "LICENSE").write_text("Do what you like.\n")
    (folder / "pyproject.toml").write_text(SAID)
    return folder / "pyproject.toml"


def test_what_is_said_of_the_package_is_in_its_project_file_and_its_licence_beside_it(tmp_path: Path) -> None:
    assert generate(ANVILS, tmp_path / "out", "--metadata", str(said_of(tmp_path))) == 0
    project = tomllib.loads((tmp_path / "out/pyproject.toml").read_text())["project"]
    assert project["description"] == 'Anvils "for" Python'
    assert (project["license"], project["license-files"]) == ("MIT", ["LICENSE"])
    assert project["authors"] == [{"name": "Acme", "email": "sdk@acme.example"}, {"name": "Others"}]
    assert project["urls"]["Source"] == "https://git.acme.example/sdk"
    assert (tmp_path / "out/LICENSE").read_text() == "Do what you like.\n"
    assert generate(ANVILS, tmp_path / "out", "--metadata", str(said_of(tmp_path)), "--check") == 0


def test_what_is_said_and_a_template_leaves_out_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").mkdir()
    own = tmp_path / "mine/pyproject.toml.jinja"
    own.write_text('[project]\nname = "{{ project_name }}"\nversion = "1"\n')
    config = tmp_path / "config.yml"
    config.write_text("custom_template_path: mine\n")
    options = ["--metadata", str(said_of(tmp_path)), "--engine-config", str(config)]
    assert generate(ANVILS, tmp_path / "out", *options) == ExitCode.USAGE
    assert "this template says nothing of [tool.trueline.metadata]" in capsys.readouterr().err
    own.write_text(own.read_text() + "description = {{ metadata.summary | toml }}\n")
    assert generate(ANVILS, tmp_path / "out", *options) == 0
    assert "Anvils" in (tmp_path / "out/pyproject.toml").read_text()


_QUOTED = 'def f(x: Unset) -> None:\n    """\nfrom ...types import Unset\n"""\n'
_CLIENTS = "from ...client import Client{}\nfrom ...models.client import Client\ndef f(client: {}Client) -> None: ...\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from ...types import Response, Unset\nx: Unset\n", "from ...types import Response, Unset\nx: Unset\n"),
        ("from ...types import Response\nx: Unset\n", "from ...types import Response, Unset\nx: Unset\n"),
        (f"from ...types import Response\n{_QUOTED}", f"from ...types import Response, Unset\n{_QUOTED}"),
        (_CLIENTS.format("", ""), _CLIENTS.format(" as _Client", "_")),
    ],
    ids=["whole", "forgotten", "told in a docstring", "two of one name"],
)
def test_a_module_of_an_operation_has_what_it_names(before: str, after: str) -> None:
    path = "acme/api/things/get.py"
    assert mended({path: before.encode()}, "acme")[path].decode() == after
