"""Lock files pin every tool by version and hash, name no address, and say what pyproject.toml says."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = (
    *("bootstrap.txt", "dev.txt", "sdk.txt", "sdk-cli.txt", "wire.txt"),
    "../src/trueline/release/rehearsal/devpi.txt",
)


def _entries(text: str) -> list[str]:
    """One string per requirement, its hashes included."""
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line and not line.lstrip().startswith("#")]
    return [" ".join(line.split()) for line in lines]


def _locked(root: Path, name: str) -> dict[str, Requirement]:
    entries = _entries((root / "requirements" / name).read_text(encoding="utf-8"))
    found = [Requirement(entry.split(" --hash")[0]) for entry in entries]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


def _version(requirement: Requirement) -> str:
    (specifier,) = requirement.specifier
    assert specifier.operator == "=="
    return specifier.version


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_requirement_has_one_version_and_a_hash(root: Path, name: str) -> None:
    for entry in _entries((root / "requirements" / name).read_text(encoding="utf-8")):
        assert re.match(r"^[a-z0-9-]+==[^ ,]+ (; .+ )?--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_file_names_an_address(root: Path, name: str) -> None:
    assert "://" not in (root / "requirements" / name).read_text(encoding="utf-8")


def test_the_node_lock_names_no_address_and_has_a_hash_for_every_package(root: Path) -> None:
    text = (root / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    packages = {path: entry for path, entry in json.loads(text)["packages"].items() if path}
    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())


def test_the_node_lock_holds_what_package_json_asks_for(root: Path) -> None:
    wanted = json.loads((root / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    packages = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_the_development_lock_satisfies_every_requirement_of_pyproject(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["release"],
        *project["dependency-groups"]["dev"],
        *project["build-system"]["requires"],
    ]
    locked = _locked(root, "dev.txt")
    for requirement in map(Requirement, wanted):
        name = canonicalize_name(requirement.name)
        assert name in locked, f"{name} is not in requirements/dev.txt: run `make lock`"
        assert requirement.specifier.contains(_version(locked[name])), f"{requirement}: run `make lock`"


def test_what_another_version_would_write_differently_is_pinned_exactly(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    exact = {Requirement(r).name for r in project["dependencies"] if "==" in r}
    assert exact == {"openapi-python-client", "ruff"}


def test_the_bootstrap_installs_the_uv_that_the_development_lock_keeps(root: Path) -> None:
    assert set(_locked(root, "bootstrap.txt")) == {"uv"}
    assert _version(_locked(root, "bootstrap.txt")["uv"]) == _version(_locked(root, "dev.txt")["uv"])


def test_the_sdk_lock_and_the_development_lock_agree_where_they_meet(root: Path) -> None:
    sdk, development = _locked(root, "sdk.txt"), _locked(root, "dev.txt")
    for name in sdk.keys() & development.keys():
        assert _version(sdk[name]) == _version(development[name]), name
