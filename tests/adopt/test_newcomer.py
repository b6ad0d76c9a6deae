"""The guide for newcomers is what a terminal shows: from an empty folder and pip to the third release.

Trueline is a wheel of this checkout on an index of the test's own. What it says that it needs is there already, brought
by uv from its memory: pip looks at it, and installs Trueline. The rest comes from where this machine's pip finds it.
"""

from __future__ import annotations

import ensurepip
import json
import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from adopting import ROOT

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "docs"))

from blocks import Block, blocks
from support.checking import begin_with_what_is_known
from support.devpi import lend_devpi
from support.fake_index import serve_index
from support.fresh_machine import reaching_indexes
from support.lent_setup import BASE, lend_setup, make_environment
from support.own_wheel import own_wheel

from trueline.release.checks.pythons import pip_index

pytestmark = pytest.mark.slow

GUIDE = "docs/guides/newcomer.md"
BLOCKS = blocks(GUIDE)
EXAMPLE = "https://packages.example"
#: The release in the middle goes without what those before and after it have.
_NOT_REHEARSED = (
    "release-rehearse release-tag release-publish",
    "&& make -C shop-sdk release-tag release-publish ARGS='--waive \"Two others are rehearsed\"'",
)
_AUTHOR = {f"GIT_{who}_{what}": f"new@{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def locked() -> list[str]:
    """The versions that this checkout is tested with: no release of today takes part."""
    lines = [(ROOT / f"requirements/{name}.txt").read_text("utf-8") for name in ("dev", "frameworks")]
    pins = (
        match for text in lines for match in re.finditer(r"^([\w.-]+)==([^ \\\n]+)( ;[^\\\n]+)?", text, re.MULTILINE)
    )
    return [
        f"{name}=={version}{on}" for (name, on), version in {(pin[1], pin[3] or ""): pin[2] for pin in pins}.items()
    ]


def bring(folder: Path, *wanted: str) -> None:
    """An environment as ``python3 -m venv`` makes it, and what these need, but Trueline itself.

    pip took 20 s of CPU to choose among all versions that there are of what a lock names.
    """
    debian = sysconfig.get_config_var("WHEEL_PKG_DIR")
    kept = Path(debian) if debian else Path(ensurepip.__file__).parent / "_bundled"
    bundled = [str(path) for name in ("pip", "setuptools") for path in kept.glob(f"{name}-*.whl")]
    (constraints := folder.with_suffix(".txt")).write_text(
        "\n".join(pin for pin in locked() if not pin.startswith("pip=="))
    )
    make_environment(folder, "install", "--constraint", str(constraints), *bundled, *wanted)
    uv = [str(ROOT / ".venv/bin/uv"), "pip", "uninstall", "--quiet", "--python", str(folder), "trueline"]
    subprocess.run(uv, check=True)


@pytest.fixture
def reachable(tmp_path: Path) -> None:
    """This machine's pip finds the framework that the guide installs."""
    (fastapi,) = (pin for pin in locked() if pin.startswith("fastapi=="))
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(tmp_path / "found")]
    if subprocess.run([*download, fastapi], capture_output=True, check=False).returncode:
        pytest.skip(f"no index that this machine's pip knows has {fastapi}, or none can be reached")


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """The folder with the application, and the environment of a machine with Python, make and git."""
    machine = tmp_path
    for name in ("home", "bin", "shop"):
        (machine / name).mkdir()
    (machine / "bin/python3").symlink_to(BASE)
    wheel = Path(own_wheel())
    with serve_index() as server:
        server.world.put(wheel.name, wheel.read_bytes())
        pins = [f"--extra-index-url {server.simple}", "--only-binary trueline", f"trueline=={wheel.name.split('-')[1]}"]
        pins += locked()
        (machine / "pins.txt").write_text("\n".join(pins), "utf-8")
        bring(machine / "shop/.venv", "fastapi", f"{wheel}[release]")
        bring(machine / "shop/customer")
        paths = {"PATH": f"{machine / 'bin'}:/usr/bin:/bin", "HOME": str(machine / "home")}
        cache = {"UV_CACHE_DIR": os.environ.get("UV_CACHE_DIR", str(ROOT / ".cache/uv"))}
        inner = {"INNER": server.url, "UV_INDEX_INNER_USERNAME": "ann", "UV_INDEX_INNER_PASSWORD": "of-the-test"}
        inner |= pip_index(machine, os.environ)  # asked once: each setup and each release would ask pip again
        pins_file = {"PINS": str(machine / "pins.txt"), "PIP_NO_COMPILE": "0"}  # that is how pip reads --no-compile
        yield machine / "shop", {**reaching_indexes(), **cache, **paths, **_AUTHOR, **inner, **pins_file}


def is_ours(folder: Path) -> bool:
    """Whether the wheel that was installed is the one of this checkout, whatever other indexes have under its name."""
    with zipfile.ZipFile(own_wheel()) as wheel:
        ours = next(wheel.read(name).decode() for name in wheel.namelist() if name.endswith(".dist-info/RECORD"))
    (there,) = folder.glob(".venv/lib/python*/site-packages/trueline-*.dist-info/RECORD")
    files = {line for line in ours.splitlines() if ",sha256=" in line}
    return bool(files) and files <= set(there.read_text("utf-8").splitlines())


def typed(block: Block, folder: Path, environment: dict[str, str]) -> str:
    """What the terminal shows when the commands of a block are typed; every one has to succeed."""
    if any("pip install" in command for command in block.commands):
        environment = {**environment, "PIP_CONSTRAINT": environment["PINS"]}
    lines = "\n".join(block.commands).replace(EXAMPLE, environment["INNER"])
    if "1.1.0 is on inner" in block.text:
        lines = lines.replace(*_NOT_REHEARSED)
    done = subprocess.run(
        ["sh", "-ec", lines.replace("python3 -m venv", "python3 -m venv --without-pip")],  # pip is there: ``bring``
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:]
    return done.stdout


def plain(line: str) -> str:
    """A line without what differs between two runs: numbers, hashes, the width of columns."""
    return " ".join(re.sub(r"[0-9a-f]{12,}|\d+(\.\d+)*", "0", line).split())


def edited(block: Block, folder: Path, environment: dict[str, str]) -> None:
    """Write what a block says to write: the program and what is added to it, the index that releases go to."""
    if block.language == "python":
        program = folder / "shop.py"
        program.write_text("\n\n".join(filter(None, (_text(program), block.text))), "utf-8")
        return
    settings = folder / "shop-sdk/pyproject.toml"
    text = block.text.replace(EXAMPLE, environment["INNER"]).replace('extra = ["pypi"]\n', "")  # all of it is here
    public = '[[tool.trueline.release.indexes]]\nname = "pypi"\n'
    assert public in _text(settings)
    settings.write_text(_text(settings).replace(public, text), "utf-8")
    gates(folder, "make test")  # until the last release, whose SDK has all that those before it have
    for words in (["init", "--quiet", "--bare", "../remote.git"], ["remote", "add", "origin", "../remote.git"]):
        subprocess.run(["git", *words], cwd=settings.parent, check=True)


def gates(folder: Path, *commands: str) -> None:
    """What runs before a release, from the next commit on."""
    settings = folder / "shop-sdk/pyproject.toml"
    text, count = re.subn(r"(?m)^gate = .*$", f"gate = {json.dumps(commands)}", _text(settings))
    assert count == 1
    settings.write_text(text, "utf-8")


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


@pytest.mark.usefixtures("reachable")
def test_a_terminal_shows_what_the_guide_says(newcomer: tuple[Path, dict[str, str]]) -> None:
    folder, environment = newcomer
    terminals = 0
    for block in BLOCKS:
        if block.language != "console":
            edited(block, folder, environment)
            continue
        if (folder / "shop-sdk/requirements").is_dir() and not (folder / "shop-sdk/.venv").exists():
            lend_setup(folder / "shop-sdk")
            begin_with_what_is_known()
        if any("release-rehearse" in command for command in block.commands) and not list(
            folder.glob("*/.cache/venv-*")
        ):
            lend_devpi(folder / "shop-sdk")
        if any(command.startswith("sed ") for command in block.commands):
            gates(folder, "make check", "make test")  # as the repository came with
        shown = [plain(line) for line in typed(block, folder, environment).splitlines()]
        said = [plain(line) for line in block.text.splitlines() if not line.startswith(("$ ", "..."))]
        assert [line for line in said if line not in shown] == [], "\n".join(shown)
        assert terminals or is_ours(folder)
        terminals += 1
    assert terminals == 13, "each step has its own lines"
    changelog = (folder / "shop-sdk/CHANGELOG.md").read_text("utf-8")
    assert re.findall(r"^## \[([\d.]+)\]", changelog, re.MULTILINE) == ["2.0.0", "1.1.0", "1.0.0"]
    assert "**breaking:** `Book` no longer has the property `title`" in changelog
