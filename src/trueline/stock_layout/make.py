"""A document in the engine's own layout: the lightest form that it reads whole, rendered, mended and found sound."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path

from jinja2 import TemplateError

from trueline.codegen.facts import Facts
from trueline.codegen.plan.literals import toml_string
from trueline.codegen.plan.values import Sdk
from trueline.codegen.report import Rewrite
from trueline.engine.build import build
from trueline.engine.configuration import ClassOverride, settings
from trueline.engine.form import METHODS, bytes_of, class_key, engine_form
from trueline.engine.parse import Parsed, parse
from trueline.errors import InternalError
from trueline.spec.document import Json
from trueline.stock_layout.mixed import Mixture
from trueline.stock_layout.settings import Settings
from trueline.stock_layout.sound import faults, mended, read
from trueline.stock_layout.sound import hiding as hiding_in

#: How often more of a document is replaced, before all of it is.
_ROUNDS = 8
_REPLACED = "openapi-python-client can't read it as it stands: it was given it in canonical form"
_ALL_REPLACED = "openapi-python-client can't read the document in parts: it was given all of it in canonical form"


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What became of a document: its files, what is wrong with them, and what the engine read."""

    files: Mapping[str, bytes]
    problems: list[str]
    parsed: Parsed
    hiding: Collection[str] = ()
    replaced: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """The files of the project, not yet formatted, and what the engine was given in another form than it stands in."""

    files: Mapping[str, bytes]
    rewritten: tuple[Rewrite, ...]


def made_project(loaded: Json, canonical: Json, facts: Facts, sdk: Sdk, settings: Settings) -> Project:
    """The project. Raises ``InternalError`` where even the last form is not whole."""
    with as_file(files("trueline.stock_layout") / "templates") as ours:
        maker = _Maker(facts, sdk, settings, [settings.templates, ours] if settings.templates else [ours])
        found = maker.lightest(loaded, canonical)
    if found.problems:
        cure = "This is a bug in Trueline: please report it with the document."
        raise InternalError(f"the engine can't write this document: {found.problems[0]}", cure=cure)
    return Project(dict(_named(found.files, sdk.package)), tuple(_rewrites(found)))


def _rewrites(attempt: _Attempt) -> Iterator[Rewrite]:
    for pointer in attempt.replaced:
        yield Rewrite(pointer, _REPLACED if pointer else _ALL_REPLACED)
    for name in sorted(attempt.hiding):
        yield Rewrite(
            f"/components/schemas/{name}", f"its class is {class_key(name)}: the package itself has a class {name}"
        )


class _Maker:
    def __init__(self, facts: Facts, sdk: Sdk, settings: Settings, templates: list[Path]) -> None:
        self._facts, self._package, self._templates = facts, sdk.package, templates
        self._count = sum(fact.method.lower() in METHODS for fact in facts.operations.values())
        #: What our template of ``pyproject.toml`` uses beside what the engine's may.
        self._words = {"metadata": sdk.metadata, "toml": toml_string}
        naming = {"package_version_override": settings.file.package_version_override or sdk.version}
        naming["project_name_override"] = settings.file.project_name_override or sdk.distribution
        self._file = settings.file.model_copy(update=naming)

    def lightest(self, loaded: Json, canonical: Json) -> _Attempt:
        """The files of the lightest form that is whole: the document as it was loaded, partly replaced, or wholly."""
        found = self._attempt(loaded)
        if not found.problems:
            return found
        form = engine_form(canonical)
        if found.parsed.data is not None:
            mixture = Mixture(loaded, form, self._facts)
            for _ in range(_ROUNDS):
                found = self._attempt(mixture.document)
                if not found.problems:
                    return replace(found, replaced=[*mixture.replaced])
                if not mixture.replace(found.parsed):
                    break
        return replace(self._attempt(form), replaced=[""])

    def _attempt(self, document: Json, hiding: Collection[str] = ()) -> _Attempt:
        """``hiding``: classes of the document that have to be called otherwise."""
        kinds = dict.fromkeys(bytes_of(document), "application/octet-stream")
        kinds |= self._file.content_type_overrides or {}
        classes = {name: ClassOverride.model_validate({"class_name": class_key(name)}) for name in sorted(hiding)}
        classes |= self._file.class_overrides or {}
        more = {"content_type_overrides": kinds, "class_overrides": classes}
        config = settings(self._file.model_copy(update=more), self._package)
        parsed = parse(document, config)
        if parsed.data is None or parsed.problems:
            return _Attempt({}, list(parsed.problems), parsed)
        try:
            built = build(parsed.data, config, self._templates, self._words)
        except (TemplateError, ValueError, TypeError, AttributeError, OSError) as error:
            return _Attempt({}, [f"its templates failed: {type(error).__name__}: {error}"], parsed)
        found = mended(built.files, self._package)
        modules = read(found, self._package)
        if not hiding and (names := hiding_in(modules)):
            return self._attempt(document, names)
        problems = [*built.problems(self._package), *faults(modules)]
        if built.endpoints != self._count and not config.generate_all_tags:
            problems.append(f"the engine found {built.endpoints} of {self._count} operations")
        return _Attempt(found, problems, parsed, hiding)


def _named(contents: Mapping[str, bytes], package: str) -> Iterator[tuple[str, bytes]]:
    """The files; the package says what it is, as one in our own layout does."""
    root = f"{package}/__init__.py"
    yield from ((path, data + _IDENTITY if path == root else data) for path, data in contents.items())


_IDENTITY = b"""
from ._provenance import __provenance__ as __provenance__
from ._version import __api_version__ as __api_version__
from ._version import __version__ as __version__
"""
