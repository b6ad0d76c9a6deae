"""A document in the engine's own layout: the lightest form that it reads whole, rendered, mended and found sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from jinja2 import TemplateError

from trueline.codegen.facts import Facts
from trueline.codegen.plan.values import Sdk
from trueline.engine.build import build
from trueline.engine.configuration import ClassOverride, Config, ConfigFile, settings
from trueline.engine.form import METHODS, TAKEN, bytes_of, class_key, engine_form
from trueline.engine.parse import parse
from trueline.errors import InternalError
from trueline.spec.document import Json
from trueline.stock_layout.settings import Settings
from trueline.stock_layout.sound import faults, mended


@dataclass(frozen=True, slots=True)
class _Form:
    """A document as the engine is given it, and its settings for it."""

    document: Json
    config: Config


def made(loaded: Json, canonical: Json, facts: Facts, sdk: Sdk, said: Settings) -> Iterator[tuple[str, bytes]]:
    """The files of the project, not yet formatted. Raises ``InternalError`` where even the last form is not whole."""
    count = sum(fact.method.lower() in METHODS for fact in facts.operations.values())
    problems: list[str] = []
    with as_file(files("trueline.stock_layout") / "templates") as ours:
        folders = [said.templates, ours] if said.templates else [ours]
        for form in _forms(loaded, canonical, sdk, said.file):
            found, problems = _made(form, sdk.package, folders, count)
            if not problems:
                yield from _named(found, sdk.package)
                return
    cure = "This is a bug in Trueline: please report it with the document."
    raise InternalError(f"the engine can't write this document: {problems[0]}", cure=cure)


def _forms(loaded: Json, canonical: Json, sdk: Sdk, file: ConfigFile) -> Iterator[_Form]:
    """From the lightest to one that the engine always reads."""
    naming = {"package_version_override": file.package_version_override or sdk.version}
    naming["project_name_override"] = file.project_name_override or sdk.distribution

    def form(document: Json, **more: object) -> _Form:
        return _Form(document, settings(file.model_copy(update={**naming, **more}), sdk.package))

    yield form(loaded)
    apart = {name: _override(class_key(name)) for name in sorted(TAKEN)}
    yield form(loaded, class_overrides=apart | (file.class_overrides or {}))
    plain = engine_form(canonical)
    kinds = dict.fromkeys(bytes_of(plain), "application/octet-stream")
    yield form(plain, content_type_overrides=kinds | (file.content_type_overrides or {}))


def _override(name: str) -> ClassOverride:
    return ClassOverride.model_validate({"class_name": name})


def _made(form: _Form, package: str, templates: list[Path], count: int) -> tuple[Mapping[str, bytes], list[str]]:
    """The files of a form, and what is wrong with them."""
    parsed = parse(form.document, form.config)
    if parsed.data is None or parsed.problems:
        return {}, list(parsed.problems)
    try:
        built = build(parsed.data, form.config, templates)
    except (TemplateError, ValueError, TypeError, AttributeError, OSError) as error:
        return {}, [f"its templates failed: {type(error).__name__}: {error}"]
    found = mended(built.files, package)
    problems = [*built.problems(package), *faults(found, package)]
    if built.endpoints != count and not form.config.generate_all_tags:
        problems.append(f"the engine found {built.endpoints} of {count} operations")
    return found, problems


def _named(found: Mapping[str, bytes], package: str) -> Iterator[tuple[str, bytes]]:
    """The files; the package says what it is, as one in our own layout does."""
    root = f"{package}/__init__.py"
    yield from ((path, data + _IDENTITY if path == root else data) for path, data in found.items())


_IDENTITY = b"""
from ._provenance import __provenance__ as __provenance__
from ._version import __api_version__ as __api_version__
from ._version import __version__ as __version__
"""
