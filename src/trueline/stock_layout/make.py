"""A document in the engine's own layout: the lightest form that it reads whole, rendered, mended and found sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from openapi_python_client.config import ClassOverride, Config, ConfigFile

from trueline.engine.build import build
from trueline.engine.form import TAKEN, bytes_of, class_key, engine_form
from trueline.engine.parse import parse
from trueline.engine.reading import settings
from trueline.errors import InternalError
from trueline.spec.document import Json
from trueline.stock_layout.settings import Settings
from trueline.stock_layout.sound import faults, mended


@dataclass(frozen=True, slots=True)
class Naming:
    """What the package, its distribution and its version are called, and how many operations it must have."""

    package: str
    distribution: str
    version: str
    operations: int


@dataclass(frozen=True, slots=True)
class _Form:
    """A document as the engine is given it, and its settings for it."""

    document: Json
    config: Config


def make(loaded: Json, canonical: Json, naming: Naming, said: Settings) -> Mapping[str, bytes]:
    """The files of the project, not yet formatted. Raises ``InternalError`` where even the last form is not whole."""
    problems: list[str] = []
    with as_file(files("trueline.stock_layout") / "templates") as templates:
        for form in _forms(loaded, canonical, naming, said.file):
            made, problems = _made(form, naming, said.templates, templates)
            if not problems:
                return made
    raise InternalError(
        f"the engine can't write this document: {problems[0]}", cure="This is a bug in Trueline: please report it."
    )


def _forms(loaded: Json, canonical: Json, naming: Naming, file: ConfigFile) -> Iterator[_Form]:
    """From the lightest to one that the engine always reads."""
    named = file.model_copy(
        update={"package_version_override": naming.version, "project_name_override": naming.distribution}
    )
    yield _Form(loaded, settings(named, naming.package))
    apart = {name: _override(class_key(name)) for name in sorted(TAKEN)} | (file.class_overrides or {})
    yield _Form(loaded, settings(named.model_copy(update={"class_overrides": apart}), naming.package))
    form = engine_form(canonical)
    kinds = dict.fromkeys(bytes_of(form), "application/octet-stream") | (file.content_type_overrides or {})
    yield _Form(form, settings(named.model_copy(update={"content_type_overrides": kinds}), naming.package))


def _override(name: str) -> ClassOverride:
    return ClassOverride.model_validate({"class_name": name})


def _made(form: _Form, naming: Naming, custom: Path | None, ours: Path) -> tuple[Mapping[str, bytes], list[str]]:
    parsed = parse(form.document, form.config)
    if parsed.data is None or parsed.problems:
        return {}, list(parsed.problems)
    try:
        built = build(parsed.data, form.config, [folder for folder in (custom, ours) if folder])
    except Exception as error:  # noqa: BLE001 - templates are code of others: whatever they raise, this form won't do
        return {}, [f"its templates failed: {type(error).__name__}: {error}"]
    made = mended(built.files, naming.package)
    problems = [*built.problems(naming.package), *faults(made, naming.package)]
    tags = form.config.generate_all_tags
    if not tags and built.endpoints != naming.operations:
        problems.append(f"the engine found {built.endpoints} of {naming.operations} operations")
    return made, problems
