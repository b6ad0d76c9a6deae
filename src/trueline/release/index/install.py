"""Installs a release from an index as a user does, by name and version, in a clean environment; and looks at what came.

Nothing of this machine's configuration takes part: no other index, no cache, no constraint. What was installed has to
be the wheel that was built, byte for byte, and it has to import.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name
from uv import find_uv_bin

from trueline.errors import Where, printable
from trueline.programs import run as run_program
from trueline.release.errors import GateError, PartialError, PreconditionError, ReleaseError
from trueline.release.index.access import Credentials, hidden, netrc_path, with_credentials
from trueline.release.index.place import is_local, simple_url
from trueline.release.project import Index
from trueline.release.scratch import scratch
from trueline.release.wheel import Wheel

_TIMEOUT_SECONDS = 300
#: What reaches an index through a company's gate; everything else of pip, uv and Python stays outside.
_KEPT = {"PIP_CERT", "UV_SYSTEM_CERTS", "UV_NATIVE_TLS"}
_FOREIGN = ("PIP_", "UV_", "PYTHON", "VIRTUAL_ENV", "CONDA_")
#: What pip and uv say of a package that no index has, and of an index that lets nobody in; and of none that answered.
_ABSENT = re.compile(
    r"No matching distribution found for ([A-Za-z0-9._-]+?)(?=[\s<>=!~;\[(]|$)"
    r"|ecause ([A-Za-z0-9._-]+) was not found in the package registry"
)
_REFUSED = re.compile(r"\b40[13] (?:Client )?Error|Unauthorized|Forbidden")
_UNSURE = re.compile(r"Retrying|[Cc]onnection|timed out|\b5\d\d\b")
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
    """What is installed from where, and as whom. ``behind``: the indexes that have what it needs, and as whom there."""

    index: Index
    distribution: str
    package: str
    wheel: Wheel
    credentials: Credentials | None = None
    behind: tuple[tuple[Index, Credentials | None], ...] = ()

    @property
    def requirement(self) -> str:
        return f"{self.distribution}=={self.wheel.version}"


def install(order: Order, installer: str) -> None:
    """Install with ``pip`` or ``uv`` and smoke-test.

    Raises ``PartialError`` if the installer fails (an index may need a moment), ``PreconditionError`` if no index has
    what the SDK needs, ``GateError`` if something else came than what was built, or if it does not import.
    """
    with scratch("confirm") as folder:
        environment = _environment(Path(folder), order)
        python = Path(folder) / "env/bin/python"
        _tool(
            [find_uv_bin(), "venv", "--quiet", "--no-project", "--python", sys.executable, f"{folder}/env"], environment
        )
        done = _run(_command(installer, python, order.requirement), environment)
        if done.returncode:
            raise _failed(order, installer, done)
        _smoke(order, installer, python, environment)


def _command(installer: str, python: Path, requirement: str) -> list[str]:
    """Indexes are in the environment: an address may hold a password."""
    if installer == "uv":
        words = ["pip", "install", "--quiet", "--no-config", "--no-cache", "--python", str(python)]
        return [find_uv_bin(), *words, requirement]
    words = ["-m", "pip", "--python", str(python), "install", "--quiet", "--no-input", "--no-cache-dir"]
    # Compiling takes longer than installing, and the environment is imported from once.
    return [sys.executable, *words, "--no-compile", "--disable-pip-version-check", requirement]


def _failed(order: Order, installer: str, done: subprocess.CompletedProcess[str]) -> ReleaseError:
    """Why: a package that no index has will not come by waiting, and neither will a password."""
    where, name = Where(simple_url(order.index)), order.index.name
    lines = (
        hidden(done.stderr or done.stdout, order.credentials, *(who for _, who in order.behind)).strip().splitlines()
    )
    text = " ".join(" ".join(lines).split())
    absent = [package for match in _ABSENT.finditer(text) if (package := match[1] or match[2])]
    if absent and canonicalize_name(absent[0]) != canonicalize_name(order.distribution) and is_for_good(text):
        what = f"{installer} can't install {order.requirement} from {name}: no index has {printable(absent[0], 80)}"
        cure = 'Say where the dependencies are: extra = ["https://..."] in this index\'s settings, or extra = ["pypi"].'
        return PreconditionError(what, where=where, cure=cure)
    last_line = printable(lines[-1]) if lines else "it said nothing"
    what = f"{installer} can't install {order.requirement} from {name}: {last_line}"
    if _REFUSED.search(text) and not _UNSURE.search(text):
        names = ", ".join(each.name for each, _ in order.behind) or name
        cure = f"An index refuses: {names}. Credentials that may read this project are needed."
        return PreconditionError(what, where=where, cure=cure)
    cure = "An index may need a moment after an upload: run `trueline release confirm` again."
    return PartialError(what, where=where, cure=cure)


def is_for_good(output: str) -> bool:
    """Whether pip or uv failed for a reason that stays: every index answered, and none has it or lets us in."""
    return bool(_ABSENT.search(output) or _REFUSED.search(output)) and not _UNSURE.search(output)


def _smoke(order: Order, installer: str, python: Path, environment: dict[str, str]) -> None:
    version = str(order.wheel.version)
    words = ["-I", "-B", "-W", "error", "-c", _SMOKE, order.distribution, order.package, version]
    done = _run([str(python), *words], environment)
    where = Where(simple_url(order.index))
    cure = "What is published can't be fixed: yank it, and release the next version."
    if done.returncode:
        what = f"{order.requirement}, installed with {installer}, does not import: {_last(done)}"
        raise GateError(what, where=where, cure=cure)
    installed = json.loads(done.stdout)
    if {installed["version"], installed["module"]} != {version}:
        wrong = f"{printable(str(installed['version']))}, which says that it is {printable(str(installed['module']))}"
        what = f"{installer} installed {wrong}"
        raise GateError(what, where=where, cure=cure)
    different = [name for name, content in order.wheel.contents().items() if _bytes(installed["site"], name) != content]
    if different:
        what = f"{installer} installed another file than the one that was built: {printable(different[0])}"
        raise GateError(what, where=where, cure=cure)


def _bytes(site: str, name: str) -> bytes | None:
    try:
        return (Path(site) / name).read_bytes()
    except OSError:
        return None


def _environment(folder: Path, order: Order) -> dict[str, str]:
    """Variables without any that would bring in something else than the index; caches and home in their own folder."""
    local = is_local(order.index)
    kept = {key: value for key, value in os.environ.items() if key in _KEPT or not key.startswith(_FOREIGN)}
    own = {"HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache"), "PIP_CONFIG_FILE": os.devnull}
    known = {"NETRC": str(netrc_path())} if netrc_path().is_file() else {}
    direct = {"NO_PROXY": "*", "no_proxy": "*"} if local else {}
    return {**kept, **own, **direct, **_indexes(order), **known, "UV_PYTHON_DOWNLOADS": "never", "NO_COLOR": "1"}


def _indexes(order: Order) -> dict[str, str]:
    """Where pip and uv look. uv takes a package from the first index that has it, and the default one comes last."""
    own = with_credentials(simple_url(order.index), order.credentials)
    extra = [with_credentials(simple_url(index), credentials) for index, credentials in order.behind]
    pip = {"PIP_INDEX_URL": own, "PIP_EXTRA_INDEX_URL": " ".join(extra)}
    uv = (
        {"UV_INDEX": " ".join((own, *extra[:-1])), "UV_DEFAULT_INDEX": extra[-1]}
        if extra
        else {"UV_DEFAULT_INDEX": own}
    )
    return {**pip, **uv} if extra else {"PIP_INDEX_URL": own, **uv}


def _tool(command: Sequence[str], environment: dict[str, str]) -> None:
    done = _run(command, environment)
    if done.returncode:
        cure = "Install what requirements/dev.txt lists: uv makes the clean environments."
        raise PreconditionError(f"no environment can be made: {_last(done)}", cure=cure)


def _run(command: Sequence[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    try:
        home = Path(environment["HOME"])
        return run_program(command, cwd=home, environment=environment, seconds=_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        what = f"{Path(command[0]).name} did not end within {_TIMEOUT_SECONDS} s"
        raise PartialError(what, cure="Run the same command again.") from None


def _last(done: subprocess.CompletedProcess[str]) -> str:
    lines = (done.stderr or done.stdout).strip().splitlines()
    return printable(lines[-1]) if lines else "it said nothing"
