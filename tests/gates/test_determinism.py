"""The determinism gate: other surroundings, the same bytes and modes."""

from __future__ import annotations

from pathlib import Path

import pytest
from breaking import said

from trueline.gates.checkout import Checkout
from trueline.gates.determinism import determinism

SETTINGS = '[tool.trueline]\nspec = "openapi/v1.yaml"\noverlays = ["o.yaml"]\noutput = "sdk"\npackage = "pkg"\n'
GENERATOR = """
import locale, os, pathlib, sys, time
output = pathlib.Path(sys.argv[sys.argv.index("--output") + 1])
assert pathlib.Path(sys.argv[2]).is_file() and pathlib.Path(sys.argv[sys.argv.index("--overlay") + 1]).is_file()
output.mkdir()
def write(text, mode=0o644):
    (output / "a.py").write_text(str(text), encoding="utf-8")
    (output / "a.py").chmod(mode)
    output.chmod(0o755)
"""


def small(root: Path, line: str) -> Checkout:
    """A checkout whose generator is this line: it stands for a pipeline that depends on something."""
    (root / "pyproject.toml").write_text(SETTINGS)
    (root / "src/trueline").mkdir(parents=True)
    (root / "openapi").mkdir()
    for name in ("openapi/v1.yaml", "o.yaml", "src/trueline/__init__.py"):
        (root / name).touch()
    (root / "src/trueline/__main__.py").write_text(GENERATOR + line)
    return Checkout(root)


@pytest.mark.slow
def test_this_checkout_generates_the_same_everywhere(root: Path) -> None:
    (root / "src").symlink_to(Path(__file__).parents[2] / "src")
    assert determinism(Checkout(root)).ok


def test_a_generator_that_depends_on_nothing_passes(tmp_path: Path) -> None:
    assert determinism(small(tmp_path, "write(1)")).ok


@pytest.mark.parametrize(
    "what",
    [
        "list({'a', 'b', 'c', 'd', 'e', 'f', 'g'})",
        "time.tzname",
        "os.getcwd()",
        "os.path.expanduser('~')",
        "sys.argv[2]",
        "locale.getpreferredencoding()",
        "os.get_terminal_size if os.environ['COLUMNS'] == '20' else 1",
        "os.environ['USER']",
        "os.umask(0)",
    ],
)
def test_whatever_a_generator_depends_on_is_found(tmp_path: Path, what: str) -> None:
    text = said(determinism(small(tmp_path, f"write({what})")))
    assert "a.py: two runs wrote different bytes; they differed in locale, time zone, hash seed" in text
    assert "take it out of the pipeline" in text


def test_modes_that_follow_the_umask_are_found(tmp_path: Path) -> None:
    text = said(determinism(small(tmp_path, "write(1, 0o666 & ~os.umask(0))")))
    assert "a.py: two runs gave it the modes 644 and 600" in text


def test_a_file_that_is_written_only_somewhere_is_found(tmp_path: Path) -> None:
    line = "write(1); os.environ['TZ'] == 'America/St_Johns' and (output / 'b.py').touch()"
    assert "b.py: only one of two runs wrote it" in said(determinism(small(tmp_path, line)))


def test_a_generation_that_fails_is_no_success(tmp_path: Path) -> None:
    assert "generation failed with exit code 3: no" in said(
        determinism(small(tmp_path, "sys.stderr.write('no'); sys.exit(3)"))
    )
