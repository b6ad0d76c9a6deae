"""The test suites of SDKs that Stainless made, unchanged, against what we generate: ``make migrate-check``.

The older SDK comes from the Python index by name, its document and its ``stainless.yml`` from ../shared/corpus.
Nothing of them is committed. Prism serves the document on loopback, at the address that ``tests/conftest.py`` has.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from trueline.archives import unpack

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
PYTHON = ROOT / ".cache" / "migrate" / "bin" / "python"
PRISM = ROOT / ".cache" / "prism" / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
ADDRESS = ("127.0.0.1", 4010)
WHOLE = ["tests/api_resources"]
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
_PASSED = re.compile(r"(\d+) passed")
_SKIP = re.compile(r"^ *@pytest\.mark\.skip\(.*\)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """A published SDK and what it was made from."""

    package: str
    requirement: str
    spec: Path
    names: Path
    passes: int
    """How many of its tests pass: fewer is a fault of ours, and more is told, so that this number follows."""
    skipped: bool = False
    """Whether its generator was told to skip every test: then the marks are taken off."""
    renamed: tuple[str, str] | None = None
    """What its names file called otherwise when this version was made."""
    own_failures: str = ""
    """The tests that fail with the published SDK too, against this server: a pattern of their names."""


CASES = (
    Case(
        "onebusaway",
        "onebusaway==1.31.0",
        CORPUS / "onebusaway" / "openapi.yml",
        CORPUS / "onebusaway" / "stainless.yml",
        passes=640,
    ),
    Case(
        "papr_memory",
        "papr-memory==2.11.0",
        CORPUS / "papr" / "openapi.json",
        CORPUS / "papr" / "stainless.yml",
        passes=282,
        skipped=True,
        renamed=(" api_key:", " x_api_key:"),
        # The server's examples lack required properties, and these tests check answers strictly.
        own_failures=r"test_(user|memory)\.py::\S+_(list|add|create_batch)(_with_all_params)?\[(strict|aiohttp)\]",
    ),
)


def main() -> int:
    """Run each case; returns 0 when every test passes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="run the case of this package alone")
    parser.add_argument("tests", nargs="*", default=WHOLE, help="files of the older SDK's tests")
    arguments = parser.parse_args()
    cases = [case for case in CASES if arguments.only in {None, case.package}]
    missing = [str(case.spec) for case in cases if not case.spec.exists()]
    if missing:
        raise SystemExit(f"migrate-check: {', '.join(missing)} is not here: it is public data of its owner, not ours")
    return max([_run(case, arguments.tests) for case in cases])


def _run(case: Case, tests: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="migrate-") as name:
        folder = Path(name)
        _sources(case, folder / "old")
        sdk = folder / "sdk"
        names = folder / "stainless.yml"
        names.write_text(case.names.read_text("utf-8").replace(*case.renamed or ("", "")), "utf-8")
        command = [sys.executable, "-m", "trueline", "generate", str(case.spec), "--names", str(names)]
        command += ["--compat", "stainless", "--package", case.package, "--output", str(sdk)]
        subprocess.run(command, check=True)  # noqa: S603 - our own command line
        with _server(case.spec):
            environment = {**os.environ, "PYTHONPATH": str(sdk / "src")}
            environment["TEST_API_BASE_URL"] = f"http://{ADDRESS[0]}:{ADDRESS[1]}"
            suite = [str(PYTHON), "-m", "pytest", "-q", "-o", "addopts=--tb=short", "-p", "no:cacheprovider", *tests]
            return _judged(case, suite, folder / "old", environment, whole=tests == WHOLE)


def _judged(case: Case, suite: list[str], folder: Path, environment: dict[str, str], *, whole: bool) -> int:
    """Run the suite: 0 where as many pass as are known to, and only that fails which fails with the published SDK."""
    run = subprocess.run(suite, cwd=folder, env=environment, check=False, stdout=subprocess.PIPE, text=True)  # noqa: S603
    sys.stdout.write(run.stdout)
    failed = _FAILED.findall(run.stdout)
    expected = [name for name in failed if case.own_failures and re.search(case.own_failures, name)]
    if expected:
        print(f"{case.package}: {len(expected)} of {len(failed)} failures are those of its own SDK too")  # noqa: T201
    found = _PASSED.search(run.stdout)
    passed = int(found[1]) if found else 0
    holds = run.returncode in {0, 1} and len(failed) == len(expected) and passed > 0
    if whole:
        holds = holds and passed == case.passes
        print(f"{case.package}: {passed} passed, {case.passes} expected: {'ok' if holds else 'NOT AS EXPECTED'}")  # noqa: T201
    return 0 if holds else 1


def _sources(case: Case, folder: Path) -> None:
    """The published sources, without the package itself: what is imported is what we generated."""
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    subprocess.run([*download, "--dest", str(folder), case.requirement], check=True)  # noqa: S603
    (archive,) = folder.glob("*.tar.gz")
    unpack(gzip.decompress(archive.read_bytes()), folder)
    (unpacked,) = (path for path in folder.iterdir() if path.is_dir())
    for entry in ("tests", "pyproject.toml"):
        (unpacked / entry).rename(folder / entry)
    shutil.rmtree(unpacked)
    for path in folder.glob("tests/api_resources/**/*.py") if case.skipped else ():
        path.write_text(_SKIP.sub("", path.read_text("utf-8")), "utf-8")


@contextmanager
def _server(spec: Path) -> Generator[None]:
    node = ROOT / ".venv" / "bin" / "node"
    command = [str(node), str(PRISM), "mock", "--host", ADDRESS[0], "--port", str(ADDRESS[1]), str(spec)]
    with socket.socket() as probe:
        if probe.connect_ex(ADDRESS) == 0:
            raise SystemExit(f"migrate-check: something listens on {ADDRESS[0]}:{ADDRESS[1]} already: end it first")
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own node
    try:
        _wait(process)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"migrate-check: prism ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(ADDRESS) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("migrate-check: prism did not listen within a minute")


if __name__ == "__main__":
    raise SystemExit(main())
