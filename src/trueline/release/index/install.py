"""Installs a release from an index as a user does, by name and version, in a clean environment; and looks at what came.

Nothing of this machine's configuration takes part: no other index, no cache, no constraint. What was installed has to
be the wheel that was built, byte for byte, and it has to import.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trueline.errors import Where, printable
from trueline.release.errors import GateError, PartialError, PreconditionError
from trueline.release.index.place import is_local, simple_url
from trueline.release.project import Index
from trueline.release.scratch import scratch
from trueline.release.wheel import Wheel

_TIMEOUT_SECONDS = 300
#: What reaches an index through a company's gate; everything else of pip, uv and Python stays outside.
_KEPT = {"PIP_CERT", "UV_SYSTEM_CERTS", "UV_NATIVE_TLS"}
_FOREIGN = ("PIP_", "UV_", "PYTHON", "VIRTUAL_ENV", "CONDA_")
_SMOKE = """
import importlib.metadata, json, pathlib, sys, sysconfig
name, package, version = sys.argv[1:]
module = __import__(package)
print(json.dumps({
    "version": importlib.metadata.version(name),
    "module": getattr(module, "__version__", version),
    "site": sysconfig.get_path("purelib"),
}))
"""


@dataclass(frozen=True, slots=True)
class Order:
    """What is installed from where."""

    index: Index
    distribution: str
    package: str
    wheel: Wheel

    @property
    def requirement(self) -> str:
        return f"{self.distribution}=={self.wheel.version}"


def install(order: Order, installer: str) -> None:
    """Install with ``pip`` or ``uv`` and smoke-test.

    Raises ``PartialError`` if the installer fails (an index may need a moment), ``GateError`` if something else came
    than what was built, or if it does not import.
    """
    with scratch("confirm") as folder:
        environment = _environment(Path(folder), local=is_local(order.index))
        python = Path(folder) / "env/bin/python"
        _tool(["-m", "uv", "venv", "--quiet", "--no-project", "--python", sys.executable, f"{folder}/env"], environment)
        done = _run(_command(order, installer, python), environment)
        if done.returncode:
            what = f"{installer} can't install {order.requirement} from {order.index.name}: {_last(done)}"
            cure = "An index may need a moment after an upload: run `trueline release confirm` again."
            raise PartialError(what, where=Where(simple_url(order.index)), cure=cure)
        _smoke(order, installer, python, environment)


def _command(order: Order, installer: str, python: Path) -> list[str]:
    where = simple_url(order.index)
    if installer == "uv":
        words = ["-m", "uv", "pip", "install", "--quiet", "--no-config", "--no-cache", "--python", str(python)]
        return [sys.executable, *words, "--default-index", where, order.requirement]
    words = ["-m", "pip", "--python", str(python), "install", "--quiet", "--no-input", "--no-cache-dir"]
    return [sys.executable, *words, "--disable-pip-version-check", "--index-url", where, order.requirement]


def _smoke(order: Order, installer: str, python: Path, environment: dict[str, str]) -> None:
    version = str(order.wheel.version)
    words = ["-I", "-W", "error", "-c", _SMOKE, order.distribution, order.package, version]
    done = _run([str(python), *words], environment)
    where = Where(simple_url(order.index))
    cure = "What is published can't be mended: yank it, and release the next version."
    if done.returncode:
        what = f"{order.requirement}, installed with {installer}, does not import: {_last(done)}"
        raise GateError(what, where=where, cure=cure)
    said = json.loads(done.stdout)
    if {said["version"], said["module"]} != {version}:
        found = f"{printable(str(said['version']))}, which says that it is {printable(str(said['module']))}"
        what = f"{installer} installed {found}"
        raise GateError(what, where=where, cure=cure)
    different = [name for name, content in order.wheel.contents().items() if _bytes(said["site"], name) != content]
    if different:
        what = f"{installer} installed another file than the one that was built: {printable(different[0])}"
        raise GateError(what, where=where, cure=cure)


def _bytes(site: str, name: str) -> bytes | None:
    try:
        return (Path(site) / name).read_bytes()
    except OSError:
        return None


def _environment(folder: Path, *, local: bool) -> dict[str, str]:
    """Variables without any that would bring in something else than the index; caches and home in their own folder."""
    kept = {key: value for key, value in os.environ.items() if key in _KEPT or not key.startswith(_FOREIGN)}
    made = {"HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache"), "PIP_CONFIG_FILE": os.devnull}
    direct = {"NO_PROXY": "*", "no_proxy": "*"} if local else {}
    return {**kept, **made, **direct, "UV_PYTHON_DOWNLOADS": "never", "NO_COLOR": "1"}


def _tool(words: Sequence[str], environment: dict[str, str]) -> None:
    done = _run([sys.executable, *words], environment)
    if done.returncode:
        cure = "Install what requirements/dev.txt lists: uv makes the clean environments."
        raise PreconditionError(f"no environment can be made: {_last(done)}", cure=cure)


def _run(command: Sequence[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 - a list of arguments, no shell
            command,
            env=environment,
            cwd=environment["HOME"],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        what = f"{Path(command[0]).name} did not end within {_TIMEOUT_SECONDS} s"
        raise PartialError(what, cure="Run the same command again.") from None


def _last(done: subprocess.CompletedProcess[str]) -> str:
    lines = (done.stderr or done.stdout).strip().splitlines()
    return printable(lines[-1]) if lines else "it said nothing"
