"""The hand-edit gate: what lies in the output folder is what the lock lists."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from breaking import replace, said

from trueline.gates.checkout import Checkout
from trueline.gates.hand_edit import hand_edit

SCOPE = "sdks/python/src/tollkeeper/types/scope.py"


def no_git(root: Path) -> None:
    """A checkout from an archive."""


def with_git(root: Path) -> None:
    """A checkout in git, as it is committed."""
    (root / ".gitignore").write_text("/sdks/*/dist/\n.venv/\n__pycache__/\n")
    for arguments in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *arguments], cwd=root, check=True)


@pytest.fixture(params=[no_git, with_git], autouse=True)
def git(request: pytest.FixtureRequest, root: Path) -> None:
    prepare: Callable[[Path], None] = request.param
    prepare(root)


def test_an_sdk_as_generated_passes_with_builds_and_caches_in_it(root: Path, checkout: Checkout) -> None:
    for path in ("dist/a.whl", ".venv/bin/python", "src/tollkeeper/__pycache__/x.cpython-311.pyc"):
        (root / "sdks/python" / path).parent.mkdir(parents=True)
        (root / "sdks/python" / path).touch()
    assert hand_edit(checkout).ok


def test_an_edited_file_is_named_with_what_to_do_instead(root: Path, checkout: Checkout) -> None:
    replace(root / SCOPE, "A permission", "One permission")
    text = said(hand_edit(checkout))
    assert f"{SCOPE}: a generated file was edited by hand" in text
    assert "Change the spec, the templates or the runtime and run `make generate-sdk`." in text


def test_an_edit_in_the_vendored_runtime_is_an_edit_too(root: Path, checkout: Checkout) -> None:
    path = root / "sdks/python/src/tollkeeper/_runtime/retry.py"
    replace(path, "import annotations\n", "import annotations\n\n# Edited.\n")
    assert "_runtime/retry.py: a generated file was edited by hand" in said(hand_edit(checkout))


def test_a_deleted_file_is_named(root: Path, checkout: Checkout) -> None:
    (root / SCOPE).unlink()
    assert f"{SCOPE}: a generated file was deleted" in said(hand_edit(checkout))


def test_a_file_that_became_a_link_is_named(root: Path, checkout: Checkout) -> None:
    (root / SCOPE).rename(root / "elsewhere.py")
    (root / SCOPE).symlink_to(root / "elsewhere.py")
    assert f"{SCOPE}: a generated file was deleted or replaced" in said(hand_edit(checkout))


def test_an_added_file_is_named(root: Path, checkout: Checkout) -> None:
    (root / "sdks/python/src/tollkeeper/helpers.py").write_text("x = 1\n")
    text = said(hand_edit(checkout))
    assert "sdks/python/src/tollkeeper/helpers.py: a file was added to the generated SDK" in text
    assert "Move it out of sdks/python" in text


def test_an_sdk_that_keeps_an_older_surface_has_parts_that_people_wrote(root: Path, checkout: Checkout) -> None:
    (root / "sdks/python/src/tollkeeper/helpers.py").write_text("x = 1\n")
    settings = (root / "pyproject.toml").read_text("utf-8")
    assert "[tool.trueline]\n" in settings
    compat = '[tool.trueline]\ncompat = "stainless"\nnames = "stainless.yml"\n'
    (root / "pyproject.toml").write_text(settings.replace("[tool.trueline]\n", compat), "utf-8")
    assert hand_edit(Checkout(root)).problems == ()


def test_a_missing_lock_says_to_generate(root: Path, checkout: Checkout) -> None:
    (root / "sdks/python/generated.lock").unlink()
    assert "there is no lock file" in said(hand_edit(checkout))
