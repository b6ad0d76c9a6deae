"""Every command that a document tells a reader to type is run: here, or by the test that is named for it here."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest
from blocks import DOCUMENTS, ROOT, blocks, commands

_FRESH = "tests/repo/test_fresh_checkout.py"
_WORKFLOW = "tests/workflows/test_release_workflow.py"
_PUBLISHING = "tests/release/test_publishing_steps.py"
_CONFIRMED = "test_a_release_is_confirmed_with_both_installers_and_announced_from_the_changelog"
_WALK = "tests/walkthrough/test_walkthrough.py::test_each_gate_fails_until_its_step_is_done"
_CI = "tests/repo/test_ci.py::test_ci_runs_exactly_the_commands_of_the_readme"

#: Commands that another test runs, each with that test.
ELSEWHERE = {
    **dict.fromkeys(
        (
            f"make release-{step}"
            for step in ("status", "plan", "prepare", "gate", "build", "verify", "rehearse", "tag", "publish")
        ),
        f"{_FRESH}::test_the_commands_of_the_release_guide_publish_this_sdk_once",
    ),
    "make release-confirm": f"{_WORKFLOW}::test_a_tag_becomes_a_release_that_is_read_back_and_installed",
    "make release-announce": f"{_PUBLISHING}::{_CONFIRMED}",
    "make release-resume": (
        "tests/release/test_resume.py::test_resume_goes_from_built_files_to_the_notes_and_then_has_nothing_to_do"
    ),
    "make setup": f"{_FRESH}::test_setup_brings_the_node_tools_too_and_then_has_nothing_to_do",
    "make generate-sdk": f"{_FRESH}::test_generate_sdk_sets_everything_up_and_changes_nothing",
    "make lock": f"{_FRESH}::test_locking_again_keeps_every_version",
    "trueline help [COMMAND]": "tests/command_line/test_words.py::test_help_is_where_it_is_looked_for",
    "make help": "tests/repo/test_makefile.py::test_help_lists_every_target_with_what_it_does",
    "make serve": (
        "tests/server/test_server_process.py::test_a_first_start_makes_a_database_a_key_and_a_curl_line_that_works"
    ),
    "make worker": (
        "tests/server/webhooks/test_webhook_processes.py"
        "::test_killed_servers_and_workers_lose_nothing_and_invent_nothing"
    ),
    "tollkeeper keys list --status active": (
        "tests/reference/test_live_snippets.py::test_a_command_line_example_runs_against_the_server"
    ),
    "scripts/gates.sh --only scopes": _WALK,
    "scripts/gates.sh --only routes": _WALK,
    # CI types these; the run you are reading is one of them.
    "make check": _CI,
    "make corpus SAMPLE=60": _CI,
    "make test": _CI,
    "TRUELINE_ACCEPT=1 .venv/bin/python -m pytest tests/packaging/test_sdk_wheel.py": (
        "tests/packaging/test_sdk_wheel.py::test_accepting_writes_the_list_and_the_next_difference_is_named"
    ),
}

_CLONE = "tests/adopt/test_fresh_clone.py"
ELSEWHERE.update(
    {
        ".venv/bin/trueline init acme-sdk --spec openapi.yaml --trueline .": f"{_CLONE}::test_its_tests_pass",
        "trueline init acme-sdk --spec openapi.yaml --trueline .": f"{_CLONE}::test_its_tests_pass",
        "trueline update acme-sdk --trueline trueline-0.2.0-py3-none-any.whl": (
            "tests/adopt/test_update.py::test_a_repository_can_be_given_its_own_trueline_later"
        ),
    }
)

ELSEWHERE[
    ".venv/bin/trueline generate openapi.yaml --output acme-client --package acme_client"
    " --layout openapi-python-client --engine-config config.yml"
] = "tests/guides/test_guides.py::test_the_users_program_runs_before_and_after_the_first_step"

ELSEWHERE.update(
    dict.fromkeys(
        (
            "ssh-keygen -t ed25519 -f ~/.ssh/release",
            "git config gpg.format ssh",
            "git config user.signingkey ~/.ssh/release.pub",
        ),
        "tests/release/test_signed_tags.py"
        "::test_a_tag_signed_with_an_ssh_key_is_pushed_published_and_confirmed_by_its_signer",
    )
)

ELSEWHERE["""make release-tag ARGS='--waive "The runner for 3.14 is down; 3.10 to 3.13 passed, Ada looked."'"""] = (
    "tests/release/test_preconditions.py"
    "::test_a_waiver_is_in_the_tag_the_changelog_and_the_notes_and_goes_no_further_than_it_says"
)

ELSEWHERE[
    "trueline generate openapi.yml --names stainless.yml --compat stainless --package onebusaway --output sdk"
] = "tests/migrate/test_guide.py::test_the_command_of_the_guide_makes_the_package"

_GUIDE = "tests/migrate/test_guide.py"
_GIVEN = "trueline migrate stainless stainless.yml --spec openapi.yml --sdk onebusaway==1.31.0"
_RUN = "test_the_commands_of_the_guide_move_onebusaway"
ELSEWHERE.update(
    {
        f"{_GIVEN} --dry-run": f"{_GUIDE}::{_RUN}",
        f"{_GIVEN} --output onebusaway-sdk --allow-missing": f"{_GUIDE}::{_RUN}",
        "trueline names --from onebusaway-1.31.0.tar.gz --spec openapi.yml": f"{_GUIDE}::{_RUN}",
    }
)

_FOREIGN = "tests/migrate/test_foreign.py::test_the_guide_s_commands_move_a_small_sdk"
ELSEWHERE.update(
    (command, _FOREIGN)
    for block in blocks("docs/guides/migrate-from-speakeasy-and-fern.md")
    for command in block.commands
)

_APP = "tests/adopt/test_from_app.py"
ELSEWHERE.update(
    {
        "trueline init ../shop-sdk --from-app shop.main:app": (
            f"{_APP}::test_an_application_becomes_a_repository_with_the_names_of_its_functions"
        ),
        "trueline export shop.main:app --output ../shop-sdk/openapi/openapi.json": (
            f"{_APP}::test_the_export_is_copied_in_again_and_drift_is_told"
        ),
    }
)

_NEWCOMER = "tests/adopt/test_newcomer.py::test_a_terminal_shows_what_the_guide_says"
ELSEWHERE.update((command, _NEWCOMER) for block in blocks("docs/guides/newcomer.md") for command in block.commands)

_AGENTS = "tests/agents/test_agents_guide.py::test_every_command_of_the_guide_does_what_it_says"
ELSEWHERE.update(
    dict.fromkeys(
        (
            "pip install 'tollkeeper[mcp]'",
            "tollkeeper login",
            "tollkeeper mcp --tools list",
            "tollkeeper mcp --tools keys --tools usage.events",
            "tollkeeper mcp --tools scope:usage:read,tag:webhooks",
            "tollkeeper mcp --tools keys_list,keys_retrieve",
            "tollkeeper mcp --allow-writes",
            "tollkeeper mcp --allow-destructive --tools keys",
            "tollkeeper mcp --http 127.0.0.1:8765",
        ),
        _AGENTS,
    )
)

#: Commands that are run right here, in a folder that has what they need.
HERE = (
    "git diff --stat -- sdks",
    ".venv/bin/trueline generate openapi.yaml --output acme-python --package acme",
    ".venv/bin/trueline generate openapi.yaml --output acme-python --package acme --check",
    ".venv/bin/python -m pytest tests/repo/test_makefile.py",
    "trueline --version",
)

#: Commands that no test may run, each with the reason.
BY_HAND = {
    "python3 -m venv try": "of Python.",
    "try/bin/pip install './sdks/python[cli]'": "the SDK's wheel is installed with its extras in tests/packaging.",
    "claude mcp add tollkeeper -- tollkeeper mcp": "of Claude Code; what it starts is run in tests/agents",
    "make adopt-check SPEC=openapi.yaml": "it runs tests/adopt/test_fresh_clone.py, which runs with another layout",
    "make bench-history": "fills ten million rows; what it measures is tested in test_server_totals.py",
    "make bench-server": "measures for many minutes, with wrk; that streams resume is tested in test_webhook_stream.py",
    "make siege": "takes half an hour; a small one is in test_webhook_processes.py",
    "export TOLLKEEPER_BASE_URL=http://127.0.0.1:8080": "the reader's shell; tests/guides sets it",
    "export TOLLKEEPER_API_KEY=tk_live_...": "the reader's key; tests/guides sets one",
    '.venv/bin/trueline release yank X.Y.Z --reason "what is broken, in one sentence"': "a person yanks",
}

#: Documents that other tests answer for.
OTHERS = {"docs/api.md", "docs/cli-of-an-sdk.md", "docs/gates.md", "openapi/AGENTS.md"}

ACME = """\
openapi: 3.0.3
info: {title: Acme, version: '1.0'}
servers: [{url: 'https://acme.example'}]
paths:
  /anvils:
    get:
      operationId: listAnvils
      responses:
        '200':
          description: All anvils.
          content: {application/json: {schema: {type: array, items: {type: string}}}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reader's folder: their document, and a way to this checkout's environment and tests."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "openapi.yaml").write_text(ACME, encoding="utf-8")
    for name in (".venv", "tests", "Makefile", "pyproject.toml"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def test_every_command_of_every_document_is_accounted_for() -> None:
    known = {*ELSEWHERE, *HERE, *BY_HAND}
    unknown = [f"{document}: {command}" for command, document in commands().items() if command not in known]
    unknown = [line for line in unknown if line.split(":")[0] not in OTHERS]
    assert not unknown, "\n".join(["run these in a test, and say where:", *unknown])


def test_nothing_is_accounted_for_that_no_document_has() -> None:
    assert {*ELSEWHERE, *HERE, *BY_HAND} <= set(commands())


@pytest.mark.parametrize("test", sorted(set(ELSEWHERE.values())))
def test_the_test_that_is_named_for_a_command_exists(test: str) -> None:
    file, _, name = test.partition("::")
    assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


def test_the_documented_commands_run_one_after_another(folder: Path) -> None:
    path = f"{ROOT / '.venv/bin'}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTEST_ADDOPTS": "-p no:cacheprovider"}
    for command in HERE:
        done = subprocess.run(
            shlex.split(command),
            cwd=ROOT if command.startswith("git") else folder,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_block_says_its_language(document: str) -> None:
    assert all(block.language for block in blocks(document))
