"""The scaffold: which files a repository gets, and what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment

from trueline.adopt.facts import Facts
from trueline.codegen.plan.literals import markdown, toml_string
from trueline.reference.guides import environment


@dataclass(frozen=True, slots=True)
class Step:
    """A make target for a step of ``trueline release``; ``variables`` are options that come from the environment."""

    name: str
    does: str
    variables: tuple[tuple[str, str], ...] = ()


#: Both this repository's Makefile and the scaffold's have these targets.
RELEASE_STEPS = (
    Step("status", "What is true of a release, and what says so"),
    Step("plan", "The next version and changelog, from what changed since the last release"),
    Step("prepare", 'Write version and changelog, regenerate, commit (ARGS="--pre rc")'),
    Step("gate", "Run every gate for the release commit, and keep the record"),
    Step("build", "Build sdist and wheel twice; keep them if both are the same bytes", (("EXPECT", "--expect"),)),
    Step("verify", "Look into the built files; install them on every Python found"),
    Step("rehearse", "The rest of the release against an index on this machine"),
    Step("tag", "Tag the commit that was built, and push the tag"),
    Step("publish", "Upload what the index does not have, by hash", (("INDEX", "--index"),)),
    Step("confirm", "Read the index back, install from it with pip and uv", (("INDEX", "--index"),)),
    Step("announce", "Write the release notes"),
    Step("resume", "Go on with a release from what is true"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the scaffold. ``kept``: ``update`` merges it later; else it is people's from the first commit on.

    ``stock`` is the template for an SDK in the layout of openapi-python-client, where that is another one, and
    ``compat`` that for an SDK that keeps the surface of an older one.
    """

    path: str
    template: str
    is_executable: bool = False
    kept: bool = True
    stock: str = ""
    compat: str = ""


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
    Entry(".github/dependabot.yml", "dependabot.yml"),
    Entry(".github/workflows/ci.yml", "workflows/ci.yml"),
    Entry(".github/workflows/release.yml", "workflows/release.yml"),
    Entry(".gitignore", "gitignore"),
    Entry("CHANGELOG.md", "CHANGELOG.md", kept=False),
    Entry("Makefile", "Makefile"),
    Entry("README.md", "README.md", kept=False),
    Entry("RELEASE.md", "RELEASE.md"),
    Entry("docs/site.css", "docs/site.css"),
    Entry("mkdocs.yml", "mkdocs.yml"),
    Entry("openapi/AGENTS.md", "openapi/AGENTS.md"),
    Entry("pyproject.toml", "pyproject.toml"),
    Entry("requirements/bootstrap.txt", "requirements/bootstrap.txt"),
    Entry("requirements/dev.txt", "requirements/dev.txt"),
    Entry("requirements/trueline.txt", "requirements/trueline.txt"),
    Entry("scripts/bootstrap-uv.sh", "scripts/bootstrap-uv.sh", is_executable=True),
    Entry("scripts/bootstrap.sh", "scripts/bootstrap.sh", is_executable=True),
    Entry("scripts/generate-sdk.py", "scripts/generate-sdk.py"),
    Entry("tests/test_operations.py", "tests/test_operations.py", stock="stock/test_operations.py"),
    Entry("tests/test_sdk.py", "tests/test_sdk.py", kept=False, stock="stock/test_sdk.py", compat="compat/test_sdk.py"),
)
#: What a repository has beside these, whose SDK keeps the surface of an older one of Stainless.
COMPAT_ENTRIES = (
    Entry("requirements/stainless.txt", "requirements/stainless.txt"),
    Entry("tests/stainless/conftest.py", "compat/conftest.py"),
    Entry("tests/stainless/pytest.ini", "compat/pytest.ini"),
)


def render(facts: Facts) -> Iterator[Rendered]:
    """Every file of the scaffold."""
    for entry in (*ENTRIES, *(COMPAT_ENTRIES if facts.compat else ())):
        yield Rendered(entry, _text(entry, facts))


def _text(entry: Entry, facts: Facts) -> str:
    other = entry.compat if facts.compat else entry.stock if facts.layout != "trueline" else ""
    template = other or entry.template
    if (plain := _read(template)) is not None:
        return plain
    values: dict[str, object] = {name: getattr(facts, name) for name in Facts.__dataclass_fields__}
    values |= {"release_steps": RELEASE_STEPS, "tag_prefix": f"{facts.distribution}-v", "source": facts.source}
    values |= {"names": facts.names, "older": facts.older}
    return _environment().get_template(f"{template}.jinja").render(values)


def _read(name: str) -> str | None:
    """The text of a template's file, or None if there is none of this name."""
    file = files("trueline.adopt") / "templates"
    for part in name.split("/"):
        file = file / part
    return file.read_text("utf-8") if file.is_file() else None


@cache
def _environment() -> Environment:
    templates = environment(_read)  # autoescaping is for HTML; text of a document goes through the filters
    templates.filters |= {"markdown": markdown, "toml": toml_string}
    return templates
