"""The plan through the templates: every file of an SDK as bytes, unformatted.

Templates see plan values alone, undefined names raise, and nothing is escaped here: all text in a plan is code already.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined

from trueline.codegen.plan.literals import literal, markdown, toml_string
from trueline.codegen.plan.values import Sdk


def render(sdk: Sdk) -> dict[str, bytes]:
    """All generated files by POSIX path, the vendored runtime among them."""
    templates = _templates()
    package = f"src/{sdk.package}"
    texts = {
        "pyproject.toml": templates.render("pyproject.toml", sdk=sdk),
        "README.md": templates.render("README.md", sdk=sdk),
        f"{package}/__init__.py": templates.render("package.py", sdk=sdk),
        f"{package}/_client.py": templates.render("client.py", sdk=sdk, client=sdk.client),
        f"{package}/_version.py": templates.render("version.py", sdk=sdk),
        f"{package}/types/__init__.py": templates.render("types.py", sdk=sdk),
        f"{package}/resources/__init__.py": templates.render("resources.py", sdk=sdk),
        f"{package}/py.typed": "",
    }
    texts |= {f"{package}/types/{m.module}.py": templates.render("model.py", sdk=sdk, model=m) for m in sdk.models}
    texts |= {f"{package}/types/{e.module}.py": templates.render("enum.py", sdk=sdk, enum=e) for e in sdk.enums}
    texts |= {f"{package}/types/{a.module}.py": templates.render("alias.py", sdk=sdk, alias=a) for a in sdk.aliases}
    for r in sdk.resources:
        texts[f"{package}/resources/{r.module}.py"] = templates.render("resource.py", sdk=sdk, resource=r)
    if sdk.webhooks:
        texts[f"{package}/webhooks.py"] = templates.render("webhooks.py", sdk=sdk, webhooks=sdk.webhooks)
    rendered = {path: text.encode() for path, text in texts.items()}
    return rendered | {f"{package}/_runtime/{name}": data for name, data in runtime_files()}


def runtime_files() -> Iterator[tuple[str, bytes]]:
    """The runtime's modules, by name."""
    for entry in _sorted(files("trueline.runtime")):
        if entry.name.endswith(".py"):
            yield entry.name, entry.read_bytes()


def templates_hash() -> str:
    """A hash of all templates."""
    return _hash((entry.name, entry.read_bytes()) for entry in _template_files())


def runtime_hash() -> str:
    """A hash of the whole runtime."""
    return _hash(runtime_files())


def _hash(entries: Iterator[tuple[str, bytes]]) -> str:
    digest = sha256()
    for name, data in entries:
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _template_files() -> Iterator[Traversable]:
    yield from (entry for entry in _sorted(files("trueline.codegen") / "templates") if entry.name.endswith(".jinja"))


def _sorted(folder: Traversable) -> list[Traversable]:
    return sorted(folder.iterdir(), key=lambda entry: entry.name)


@cache
def _templates() -> _Templates:
    """Compiled once in a process: that takes longer than writing a small SDK."""
    return _Templates()


class _Templates:
    def __init__(self) -> None:
        sources = {entry.name.removesuffix(".jinja"): entry.read_text("utf-8") for entry in _template_files()}
        self._environment = Environment(
            loader=DictLoader(sources),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701 - the output is Python; the plan quotes everything
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.filters |= {"literal": literal, "toml": toml_string, "markdown": markdown}

    def render(self, name: str, **values: Any) -> str:
        return self._environment.get_template(name).render(**values)
