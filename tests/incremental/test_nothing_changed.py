"""A run that would change nothing says so without generating, and only then."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from trueline.cli import main
from trueline.codegen import inputs

SPEC = Path(__file__).parents[1] / "golden/shop/spec.yaml"
ZYGOTE = Path(__file__).with_name("generating_zygote.py")
#: Runs the command line and says whether it loaded what generates.
PROBE = (
    "import sys; from trueline.cli import main; code = main(sys.argv[1:]);"
    "print('generated' if 'trueline.pipeline' in sys.modules else 'looked'); sys.exit(code)"
)

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a document, a memory and a generated SDK."""
    monkeypatch.setenv("TRUELINE_CACHE", str(tmp_path / "cache"))
    shutil.copy(SPEC, tmp_path / "spec.yaml")
    assert main(["generate", str(tmp_path / "spec.yaml"), "--output", str(tmp_path / "sdk"), "--package", "shop"]) == 0
    return tmp_path


@pytest.fixture
def alone(folder: Path) -> Run:
    """Generates once more in a process of its own."""

    def again(*more: str, spec: str = "spec.yaml") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", PROBE, *_words(folder, spec, more)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    return again


@pytest.fixture
def run(folder: Path, _zygote: subprocess.Popen[str]) -> Run:
    """The same in a fork of a process that has loaded all but the pipeline, in a third of the time."""

    def again(*more: str, spec: str = "spec.yaml") -> subprocess.CompletedProcess[str]:
        words, files = _words(folder, spec, more), (folder / "out.txt", folder / "err.txt")
        order = {"arguments": words, "environment": dict(os.environ), "files": list(map(str, files))}
        assert _zygote.stdin is not None
        assert _zygote.stdout is not None
        print(json.dumps(order), file=_zygote.stdin, flush=True)
        code = int(_zygote.stdout.readline())
        return subprocess.CompletedProcess(words, code, *(path.read_text("utf-8") for path in files))

    return again


@pytest.fixture(scope="module")
def _zygote() -> Iterator[subprocess.Popen[str]]:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, str(ZYGOTE)], stdin=pipe, stdout=pipe, text=True) as process:
        yield process


def _words(folder: Path, spec: str, more: Sequence[str]) -> list[str]:
    return ["generate", str(folder / spec), "--output", str(folder / "sdk"), "--package", "shop", *more]


def module(folder: Path) -> Path:
    return next((folder / "sdk/src/shop/types").glob("[a-z]*.py"))


def test_it_is_known_from_hashes_alone(folder: Path, alone: Run) -> None:
    before = {path: path.stat().st_mtime_ns for path in (folder / "sdk").rglob("*")}
    again = alone()
    assert (again.returncode, again.stdout) == (0, "looked\n")
    assert "0 files written" in again.stderr
    assert f"{len([path for path in before if path.is_file()])} unchanged" in again.stderr
    assert {path: path.stat().st_mtime_ns for path in (folder / "sdk").rglob("*")} == before


def test_checking_is_as_fast_and_says_the_same_as_a_whole_check(folder: Path, alone: Run, run: Run) -> None:
    fast = alone("--check")
    shutil.rmtree(folder / "cache")
    slow = alone("--check")
    assert (fast.returncode, fast.stdout, slow.returncode, slow.stdout) == (0, "looked\n", 0, "generated\n")
    assert fast.stderr.splitlines()[-1] == slow.stderr.splitlines()[-1]
    assert run("--check").stdout == "looked\n", "a whole check that finds nothing is remembered too"


def test_the_report_is_that_of_a_whole_run(folder: Path, alone: Run, run: Run) -> None:
    assert alone("--report", str(folder / "fast.json")).stdout == "looked\n"
    shutil.rmtree(folder / "cache")
    assert run("--report", str(folder / "slow.json")).stdout == "generated\n"
    fast, slow = (json.loads((folder / name).read_text("utf-8")) for name in ("fast.json", "slow.json"))
    assert list(fast.pop("seconds")) == ["verify"]
    assert slow.pop("seconds")
    assert fast == slow


@pytest.mark.parametrize("what", ["edited", "deleted", "a link", "a folder"])
def test_a_file_that_is_not_as_generated_is_found(folder: Path, run: Run, what: str) -> None:
    path = module(folder)
    content = path.read_bytes()
    path.unlink()
    if what == "edited":
        path.write_bytes(content + b"# mine\n")
    elif what == "a link":
        (folder / "elsewhere.py").write_bytes(content)
        path.symlink_to(folder / "elsewhere.py")
    elif what == "a folder":
        path.mkdir()
    checked = run("--check")
    assert (checked.returncode, checked.stdout) == (
        1 if what in {"edited", "deleted"} else checked.returncode,
        "generated\n",
    )
    assert run("--force").stdout == "generated\n"
    if what != "a folder":
        assert (path.read_bytes(), path.is_symlink()) == (content, False)


@pytest.mark.parametrize("lock", [b"", b"{}", b"\xff", b"[" * 100_000], ids=["empty", "nothing", "no text", "deep"])
def test_a_damaged_lock_is_no_reason_to_believe_it(folder: Path, run: Run, lock: bytes) -> None:
    (folder / "sdk/generated.lock").write_bytes(lock)
    assert run("--force").stdout == "generated\n"
    assert run().stdout == "looked\n"


def test_a_changed_input_is_generated(folder: Path, run: Run) -> None:
    (folder / "spec.yaml").write_bytes((folder / "spec.yaml").read_bytes() + b"\n# one more line\n")
    assert run().stdout == "generated\n"
    assert run().stdout == "looked\n"
    assert run("--distribution", "shop-sdk").stdout == "generated\n"


def test_the_same_document_under_another_name_is_generated(folder: Path, run: Run) -> None:
    (folder / "spec.yaml").rename(folder / "api.yaml")
    assert run(spec="api.yaml").stdout == "generated\n"
    assert "Generated by Trueline from api.yaml" in module(folder).read_text("utf-8")


def test_a_document_of_several_files_is_read_whole(folder: Path, run: Run) -> None:
    text = (folder / "spec.yaml").read_text("utf-8")
    (folder / "other.yaml").write_text("type: string\n", "utf-8")
    extra = "\n    Other:\n      $ref: other.yaml"
    (folder / "spec.yaml").write_text(text.replace("\n  schemas:", f"\n  schemas:{extra}", 1), "utf-8")
    assert [run().stdout, run().stdout] == ["generated\n", "generated\n"]
    (folder / "other.yaml").write_text("type: integer\n", "utf-8")
    assert "0 files written" not in run().stderr


def test_an_overlay_is_an_input(folder: Path, run: Run) -> None:
    overlay = folder / "overlay.yaml"
    action = "actions:\n- target: $.info\n  description: Its name.\n  update: {title: %s}\n"
    overlay.write_text("overlay: 1.0.0\ninfo: {title: t, version: '1'}\n" + action % "One", "utf-8")
    given = ("--overlay", str(overlay))
    assert [run(*given).stdout, run(*given).stdout] == ["generated\n", "looked\n"]
    overlay.write_text("overlay: 1.0.0\ninfo: {title: t, version: '1'}\n" + action % "Two", "utf-8")
    assert run(*given).stdout == "generated\n"


@pytest.mark.parametrize("left", [".sdk.trueline", "sdk/.trueline"])
def test_a_run_that_was_cut_short_is_finished_first(folder: Path, run: Run, left: str) -> None:
    (folder / left).mkdir()
    assert run().stdout == "generated\n"


def test_a_memory_that_is_damaged_or_gone_is_none(folder: Path, run: Run) -> None:
    for path in (folder / "cache").iterdir():
        path.write_bytes(b"{}")
    assert run().stdout == "generated\n"
    shutil.rmtree(folder / "cache")
    (folder / "cache").write_bytes(b"in the way")
    assert [run().returncode, run().stdout] == [0, "generated\n"]


def test_other_code_is_another_generator(tmp_path: Path) -> None:
    package = Path(inputs.__file__).parents[1]
    copy = shutil.copytree(package, tmp_path / "trueline", ignore=shutil.ignore_patterns("__pycache__"))
    probe = "import sys; sys.path.insert(0, sys.argv[1]); from trueline.codegen import inputs"
    probe += "; print(inputs.generator_hash())"

    def hashed() -> str:
        command = [sys.executable, "-c", probe, str(tmp_path)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    assert hashed() == inputs.generator_hash()
    (copy / "names.py").write_bytes((copy / "names.py").read_bytes() + b"# other\n")
    assert hashed() != inputs.generator_hash()


def test_the_memory_does_not_grow_without_end(folder: Path, run: Run) -> None:
    for number in range(300):
        (folder / f"cache/old{number}").write_bytes(b"{}")
    (folder / "spec.yaml").write_bytes((folder / "spec.yaml").read_bytes() + b"\n# changed\n")
    assert run().stdout == "generated\n"
    assert len(list((folder / "cache").iterdir())) == 200
    assert run().stdout == "looked\n"


def test_the_key_holds_the_version_of_every_library_that_generating_imports() -> None:
    known = {"jinja2", "jsonpath-rfc9535", "markdown-it-py", "openapi-python-client", "pyyaml", "rstr"}
    package = Path(inputs.__file__).parents[1]
    folders = ("codegen", "spec/load", "spec/naming", "spec/normalise", "spec/overlay", "spec/swagger", "write")
    source = "\n".join(path.read_text("utf-8") for folder in folders for path in (package / folder).rglob("*.py"))
    imported = set(re.findall(r"^(?:from|import) (\w+)", source, re.MULTILINE)) - sys.stdlib_module_names
    installed = packages_distributions()
    names = {name for module in imported for name in installed.get(module, [])}
    assert {name.lower() for name in names} - {"trueline", "filelock"} <= known
