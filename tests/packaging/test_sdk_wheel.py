"""The SDK's wheel and sdist: what is inside, what they say about themselves, and that they are the same thing."""

from __future__ import annotations

import email
import email.message
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest
from artefacts import Dist
from packaging.requirements import Requirement

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("sdk-dist")]

PINNED = Path(__file__).parent / "wheel-files.txt"
ACCEPT = "TRUELINE_ACCEPT"


def wheel_files(wheel: Path) -> list[str]:
    """The names in a wheel, its version replaced, so that a release does not change the list."""
    _, version, *_ = wheel.name.split("-")
    with ZipFile(wheel) as archive:
        return sorted(name.replace(f"-{version}.dist-info/", "-VERSION.dist-info/") for name in archive.namelist())


def compare_with_pinned(files: list[str], pinned: Path, *, accept: bool) -> list[str]:
    """Lines ``+ new`` and ``- gone``. With ``accept`` the list is written and nothing differs."""
    if accept:
        pinned.write_text("".join(f"{name}\n" for name in files), encoding="utf-8")
    before = set(pinned.read_text(encoding="utf-8").splitlines())
    return [
        *(f"+ {name}" for name in sorted(set(files) - before)),
        *(f"- {name}" for name in sorted(before - set(files))),
    ]


@pytest.fixture(scope="module")
def metadata(sdk: Dist) -> email.message.Message:
    with ZipFile(sdk.wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return email.message_from_bytes(archive.read(name))


def test_the_wheel_holds_exactly_the_pinned_file_list(sdk: Dist) -> None:
    differences = compare_with_pinned(wheel_files(sdk.wheel), PINNED, accept=bool(os.environ.get(ACCEPT)))
    command = f"{ACCEPT}=1 .venv/bin/python -m pytest tests/packaging/test_sdk_wheel.py"
    cure = f"Intended? Run `{command}` and commit {PINNED.name}."
    assert not differences, "\n".join([*differences, cure])


def test_accepting_writes_the_list_and_the_next_difference_is_named(tmp_path: Path) -> None:
    pinned = tmp_path / "files.txt"
    assert compare_with_pinned(["a.py", "b.py"], pinned, accept=True) == []
    assert compare_with_pinned(["b.py", "c.py"], pinned, accept=False) == ["+ c.py", "- a.py"]


def test_the_wheel_holds_the_package_and_its_metadata_and_nothing_else(sdk: Dist) -> None:
    tops = {name.split("/")[0] for name in wheel_files(sdk.wheel)}
    assert tops == {"tollkeeper", "tollkeeper-VERSION.dist-info"}
    assert "tollkeeper/py.typed" in wheel_files(sdk.wheel)


def test_the_wheel_is_pure_python_for_every_platform(sdk: Dist) -> None:
    assert sdk.wheel.name.endswith("-py3-none-any.whl")


def test_the_wheel_is_at_most_300_kilobytes_of_a_thousand_bytes(sdk: Dist) -> None:
    assert sdk.wheel.stat().st_size <= 300_000


def test_the_version_is_the_documents(sdk: Dist, metadata: email.message.Message, spec_version: str) -> None:
    assert metadata["Version"] == spec_version
    assert sdk.wheel.name.startswith(f"tollkeeper-{spec_version}-")
    assert sdk.sdist.name == f"tollkeeper-{spec_version}.tar.gz"


def test_the_wheel_needs_httpx_and_attrs_and_nothing_else(metadata: email.message.Message) -> None:
    required = [Requirement(text) for text in metadata.get_all("Requires-Dist", [])]
    assert {r.name for r in required if r.marker is None} == {"httpx", "attrs"}
    assert all("extra ==" in str(r.marker) for r in required if r.marker is not None)
    assert set(metadata.get_all("Provides-Extra", [])) <= {"orjson", "httpx2", "otel", "cli", "mcp", "testing"}


def test_no_requirement_stops_users_from_upgrading_without_a_reason(metadata: email.message.Message) -> None:
    for requirement in map(Requirement, metadata.get_all("Requires-Dist", [])):
        operators = {specifier.operator for specifier in requirement.specifier}
        assert operators <= {">=", "<"}, requirement
        assert "<" not in operators or requirement.name == "httpx", "only httpx has announced a breaking 1.0"


def test_the_metadata_says_who_can_install_it_and_shows_the_readme(metadata: email.message.Message) -> None:
    assert metadata["Name"] == "tollkeeper"
    assert metadata["Requires-Python"] == ">=3.10"
    assert metadata["Summary"]
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Description-Content-Type"].startswith("text/markdown")
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])
    assert "## Quickstart" in str(metadata.get_payload())


def test_twine_accepts_both_files_without_a_warning(sdk: Dist) -> None:
    command = [sys.executable, "-m", "twine", "check", "--strict", str(sdk.wheel), str(sdk.sdist)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("PASSED") == 2


def test_the_sdist_builds_the_same_wheel_byte_for_byte(sdk: Dist) -> None:
    assert sdk.wheel.read_bytes() == sdk.direct_wheel.read_bytes()


def test_the_sdist_holds_the_source_and_nothing_stray(sdk: Dist) -> None:
    with tarfile.open(sdk.sdist) as archive:
        names = [name.split("/", 1)[1] for name in archive.getnames()]
    outside = {name for name in names if not name.startswith("src/tollkeeper/")}
    assert outside <= {
        "PKG-INFO",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "generated.lock",
        "pyproject.toml",
        ".gitignore",
    }
    assert {"pyproject.toml", "README.md", "PKG-INFO"} <= outside
