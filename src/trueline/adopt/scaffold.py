"""The scaffold: which files a repository gets, and what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from trueline.adopt.facts import Facts
from trueline.codegen.plan.literals import markdown, toml_string

#: What ``make release-<step>`` does, for the steps of ``trueline release``.
RELEASE_STEPS = (
    ("plan", "What changed since the last release, and which version that is; changes nothing"),
    ("prepare", "Write version, SDK and changelog of the next release, as one commit"),
    ("gate", "Run what must succeed before anything is built"),
    ("build", "Build sdist and wheel twice, byte for byte the same, into dist/"),
    ("verify", "Check the built files, install them, run them"),
    ("rehearse", "Do the rest of the release against an index on this machine"),
    ("tag", "Tag the commit that was built, and push the tag"),
    ("publish", "Upload what the index does not have yet"),
    ("confirm", "Read the index back, install by name and version"),
    ("announce", "Write the release notes"),
    ("status", "How far the release is"),
    ("resume", "Go on from what is true"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the scaffold. ``kept``: ``update`` merges it later; else it is people's from the first commit on."""

    path: str
    template: str
    is_executable: bool = False
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file with its text."""

    entry: Entry
    text: str

    @property
    def path(self) -> str:
        return self.entry.path


ENTRIES = (
    Entry(".ci/run", "ci-run", is_executable=True),
    Entry(".github/workflows/ci.yml", "workflows/ci.yml"),
    Entry(".gitignore", "gitignore"),
    Entry("CHANGELOG.md", "CHANGELOG.md", kept=False),
    Entry("Makefile", "Makefile"),
    Entry("README.md", "README.md", kept=False),
    Entry("openapi/AGENTS.md", "openapi/AGENTS.md"),
    Entry("pyproject.toml", "pyproject.toml"),
    Entry("requirements/bootstrap.txt", "requirements/bootstrap.txt"),
    Entry("requirements/dev.txt", "requirements/dev.txt"),
    Entry("requirements/trueline.txt", "requirements/trueline.txt"),
    Entry("scripts/bootstrap-uv.sh", "scripts/bootstrap-uv.sh", is_executable=True),
    Entry("scripts/bootstrap.sh", "scripts/bootstrap.sh", is_executable=True),
    Entry("scripts/generate-sdk.py", "scripts/generate-sdk.py"),
    Entry("tests/test_sdk.py", "tests/test_sdk.py", kept=False),
)


def render(facts: Facts) -> Iterator[Rendered]:
    """Every file of the scaffold."""
    for entry in ENTRIES:
        yield Rendered(entry, _text(entry, facts))


def _text(entry: Entry, facts: Facts) -> str:
    if (plain := _read(entry.template)) is not None:
        return plain
    values = {name: getattr(facts, name) for name in Facts.__dataclass_fields__}
    return _environment().get_template(f"{entry.template}.jinja").render(**values, release_steps=RELEASE_STEPS)


def _read(name: str) -> str | None:
    """The text of a template's file, or None if there is none of this name."""
    file = files("trueline.adopt") / "templates"
    for part in name.split("/"):
        file = file / part
    return file.read_text("utf-8") if file.is_file() else None


@cache
def _environment() -> Environment:
    """Delimiters that neither make, shell, YAML, TOML nor Markdown have a use for. Autoescaping is for HTML."""
    environment = Environment(  # noqa: S701 - no HTML; text of a document goes through the filters
        loader=FunctionLoader(_read),
        undefined=StrictUndefined,
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"markdown": markdown, "toml": toml_string}
    return environment
