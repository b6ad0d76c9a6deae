"""The plan through the templates: every file of an SDK as bytes, unformatted.

Templates see plan values alone, undefined names raise, and nothing is escaped here: all text in a plan is code already.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import DictLoader, Environment, StrictUndefined

from trueline.codegen.bytecode import bytecode_beside
from trueline.codegen.inputs import PROVENANCE, runtime_files, template_files, template_folder
from trueline.codegen.plan.annotation import Annotation
from trueline.codegen.plan.cli_values import CliGroup
from trueline.codegen.plan.literals import docstring, literal, markdown, toml_string
from trueline.codegen.plan.type_values import AliasPlan, EnumPlan, ModelPlan
from trueline.codegen.plan.types import Types
from trueline.codegen.plan.values import Sdk

if TYPE_CHECKING:
    from trueline.codegen.compat.surface import Surface

_Part = ModelPlan | EnumPlan | AliasPlan
#: Characters of a union that stands in one line.
_LONG = 88
#: Characters of a line of names that is eight spaces in.
_WIDE = 108


def render(sdk: Sdk, inputs: Mapping[str, str], surface: Surface | None = None) -> Iterator[tuple[str, bytes]]:
    """Generated files with their POSIX paths, the vendored runtime among them. ``inputs`` are those of the lock.

    What the test kit knows of the document is not among them: :func:`kit_path` says where that goes.
    """
    package = f"src/{sdk.package}"
    texts = _texts(sdk, package)
    if surface:
        from trueline.codegen.compat.files import compat_texts  # noqa: PLC0415 - few SDKs have another's surface

        own = dict(_texts(surface.sdk, package))
        texts = iter({**own, **compat_texts(surface, package, _templates().render)}.items())
    for path, text in texts:
        yield path, text.encode()
    provenance = _templates().render("provenance.py", sdk=sdk, inputs=inputs)
    yield f"src/{sdk.package}/{PROVENANCE}", provenance.encode()
    for path, data in runtime_files(compat=surface is not None):
        yield f"src/{sdk.package}/_runtime/{path}", data


def kit_path(package: str) -> str:
    """Where in an SDK the facts of its test kit are."""
    return f"src/{package}/testing/facts.json"


def render_types(types: Types, package: str, source: str) -> Iterator[tuple[str, bytes]]:
    """The modules of types alone."""
    for path, text in _types(types, f"src/{package}", source):
        yield path, text.encode()


def _types(types: Types, package: str, source: str) -> Iterator[tuple[str, str]]:
    templates = _templates()
    for module, kinds in _modules(types).items():
        first = next(part for parts in kinds.values() for part in parts)
        text = templates.render("types_module.py", sdk={"source": source}, first=first, **kinds)
        yield f"{package}/types/{module}.py", text


def _modules(types: Types) -> dict[str, dict[str, list[_Part]]]:
    """The types of each module by their kinds, before all others that whose module it is."""
    found: dict[str, dict[str, list[_Part]]] = {}
    kinds: dict[str, tuple[_Part, ...]] = {"models": types.models, "enums": types.enums, "aliases": types.aliases}
    for kind, plans in kinds.items():
        for plan in sorted(plans, key=lambda plan: plan.function != "decode"):
            found.setdefault(plan.module, {each: [] for each in kinds})[kind].append(plan)
    return found


def _texts(sdk: Sdk, package: str) -> Iterator[tuple[str, str]]:
    templates = _templates()
    yield from _types(Types(sdk.models, sdk.enums, sdk.aliases), package, sdk.source)
    for r in sdk.resources:
        yield f"{package}/resources/{r.module}.py", templates.render("resource.py", sdk=sdk, resource=r)
    yield from _command_line(sdk, f"{package}/_cli")
    for module, template in (
        ("__init__", "testing.py"),
        ("plugin", "testing_plugin.py"),
        ("fixtures", "testing_fixtures.py"),
    ):
        yield f"{package}/testing/{module}.py", templates.render(template, sdk=sdk)
    yield "pyproject.toml", templates.render("pyproject.toml", sdk=sdk, compat=False)
    yield "README.md", templates.render("README.md", sdk=sdk)
    yield f"{package}/__init__.py", templates.render("package.py", sdk=sdk)
    yield f"{package}/_client.py", templates.render("client.py", sdk=sdk, client=sdk.client)
    yield f"{package}/_version.py", templates.render("version.py", sdk=sdk)
    yield f"{package}/types/__init__.py", templates.render("types.py", sdk=sdk)
    yield f"{package}/resources/__init__.py", templates.render("resources.py", sdk=sdk)
    yield f"{package}/py.typed", ""
    if sdk.callbacks:
        yield f"{package}/callbacks.py", templates.render("callbacks.py", sdk=sdk, callbacks=sdk.callbacks)
    if sdk.webhooks:
        yield f"{package}/webhooks.py", templates.render("webhooks.py", sdk=sdk, webhooks=sdk.webhooks)


def _command_line(sdk: Sdk, folder: str) -> Iterator[tuple[str, str]]:
    templates = _templates()
    yield f"{folder}/__init__.py", templates.render("cli.py", sdk=sdk, cli=sdk.cli)
    tables: dict[str, list[CliGroup]] = {}
    for group in (sdk.cli.root, *sdk.cli.groups):
        if group.module:
            tables.setdefault(group.attrs[0] if group.attrs else "_root", []).append(group)
    for module, groups in tables.items():
        yield f"{folder}/{module}.py", templates.render("cli_group.py", sdk=sdk, groups=groups)


def identity(sdk: Sdk, inputs: Mapping[str, str], package: str) -> Iterator[tuple[str, bytes]]:
    """The modules that say what a package in another layout is and from what it was made."""
    for name, template in ((PROVENANCE, "provenance.py"), ("_version.py", "version.py")):
        yield f"{package}/{name}", _templates().render(template, sdk=sdk, inputs=inputs).encode()


@cache
def _templates() -> _Templates:
    """Compiled once in a process: that takes longer than writing a small SDK."""
    return _Templates()


def _tuple(texts: Iterable[str]) -> str:
    made = [literal(text) for text in texts]
    return f"({made[0]},)" if len(made) == 1 else f"({', '.join(made)})"


def _wrapped(names: Iterable[str], width: int = _LONG) -> str:
    """Names with spaces between them, in as many lines as they need."""
    lines = textwrap.wrap(" ".join(names), width, break_long_words=False)
    return " ".join(literal(f"{line} " if number < len(lines) else line) for number, line in enumerate(lines, 1))


def _listed(names: Sequence[str]) -> str:
    """Names as arguments, in few lines also where they are many."""
    plain = ", ".join(map(literal, names))
    if len(plain) <= _LONG:
        return plain
    text = _wrapped(names, _WIDE)
    return f"*{text}.split()" if '" "' not in text else f"*({text}).split()"


def _quoted(annotation: Annotation) -> str:
    """An annotation in quotes, a part a line where it is long."""
    if len(annotation.parts) < 2 or len(str(annotation)) <= _LONG:
        return literal(str(annotation))
    lines = "\n    | ".join(map(str, annotation.parts)).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'"""(\n    {lines}\n)"""'


class _Templates:
    def __init__(self) -> None:
        sources = {entry.name.removesuffix(".jinja"): entry.read_text("utf-8") for entry in template_files()}
        self._environment = Environment(
            loader=DictLoader(sources),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701 - the output is Python; the plan quotes everything
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            bytecode_cache=bytecode_beside(template_folder()),
        )
        self._environment.filters |= {"literal": literal, "toml": toml_string, "markdown": markdown, "pydoc": docstring}
        self._environment.filters |= {"tuple_": _tuple, "quoted": _quoted, "wrapped": _wrapped, "listed": _listed}

    def render(self, name: str, **values: Any) -> str:
        return self._environment.get_template(name).render(**values)
