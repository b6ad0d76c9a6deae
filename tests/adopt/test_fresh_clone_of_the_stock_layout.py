"""A fresh clone of what ``init --layout openapi-python-client`` makes, up to the rehearsal of its second release."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from adopting import ACME, git, rehearsed, run
from support.checking import begin_with_what_is_known
from support.fresh_machine import Make, fresh_machine
from support.lent_setup import lend_setup
from support.own_wheel import own_wheel

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("fresh-clone-of-stock")]

STOCK = (
    ACME.replace("version: 1.2.0", "version: 1.0.0")
    + """\
    post:
      operationId: makeAnvil
      tags: [anvils]
      parameters: [{name: dry-run, in: query, schema: {type: boolean}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Anvil'}}}}
      responses:
        '201': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Anvil'}}}}
components:
  schemas:
    Anvil:
      type: object
      required: [id, size]
      properties: {id: {type: integer}, size: {type: string, enum: [small, large]}}
"""
)
CONFIG = """\
package_name_override: acme_client
project_name_override: acme-client
class_overrides: {Anvil: {class_name: Block, module_name: block}}
literal_enums: true
custom_template_path: own
"""
ERRORS = """\
class UnexpectedStatus(Exception):
    def __init__(self, status_code: int, content: bytes) -> None:
        super().__init__(f"our own words: {status_code}")
"""
MORE = """\
  /anvils/{anvilId}:
    get:
      operationId: getAnvil
      tags: [anvils]
      parameters: [{name: anvilId, in: path, required: true, schema: {type: integer}}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Anvil'}}}}
components:
"""


@pytest.fixture(scope="module")
def cloned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh")
    (folder / "acme.yaml").write_text(STOCK, "utf-8")
    (folder / "config.yml").write_text(CONFIG, "utf-8")
    (folder / "own").mkdir()
    (folder / "own/errors.py.jinja").write_text(ERRORS, "utf-8")
    options = ["--layout", "openapi-python-client", "--engine-config", "config.yml", "--trueline", own_wheel()]
    done = run("init", "made", "--spec", "acme.yaml", *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    git(folder, "clone", "-q", "made", "clone")
    lend_setup(folder / "clone")
    begin_with_what_is_known()
    return folder / "clone"


@pytest.fixture(scope="module")
def make(cloned: Path, tmp_path_factory: pytest.TempPathFactory) -> Make:
    return fresh_machine(tmp_path_factory.mktemp("machine"), cloned)


def test_its_targets_hold(make: Make, cloned: Path) -> None:
    assert "0 files written" in make("generate-sdk").stderr
    assert (cloned / "sdks/python/acme_client/api/anvils/make_anvil.py").is_file()
    assert "class Block" in (cloned / "sdks/python/acme_client/models/block.py").read_text("utf-8")
    assert "our own words" in (cloned / "sdks/python/acme_client/errors.py").read_text("utf-8")
    assert (cloned / "openapi/config.yml").read_text("utf-8") == CONFIG
    assert " 6 passed" in make("test").stdout
    gates = re.findall(r"^(ok|FAIL) +([a-z]+[a-z-]*) ", make("check").stdout, re.MULTILINE)
    names = (
        "loss",
        "second-reader",
        "stale",
        "docs",
        "hand-edit",
        "sunset",
        "scopes",
        "agents",
        "imports",
        "determinism",
    )
    assert gates == [("ok", name) for name in names]
    make("update")
    assert git(cloned, "status", "--short") == ""


def test_its_second_release_is_rehearsed(make: Make, cloned: Path) -> None:
    """With an operation more it is 1.1.0: planned, built, verified, published to a real index, installed by name.

    Nothing is lent for that: the rehearsal brings its index.
    """
    git(cloned, "tag", "--annotate", "--message", "acme-client 1.0.0", "acme-client-v1.0.0")
    git(cloned, "push", "-q", "origin", "acme-client-v1.0.0")
    document = cloned / "openapi/openapi.yaml"
    document.write_text(document.read_text("utf-8").replace("components:\n", MORE, 1), "utf-8")
    make("generate-sdk")
    git(cloned, "add", "--all")
    git(cloned, "commit", "-qm", "Get one anvil")
    plan = make("release-plan", "ARGS=--offline").stderr
    assert "1.1.0: minor since 1.0.0" in plan
    assert "- **anvils:** `anvils.get_anvil` was added (GET /anvils/{anvilId})." in plan
    assert set(rehearsed(make).values()) == {"ok"}
    assert git(cloned, "status", "--short") == ""
