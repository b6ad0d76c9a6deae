"""openapi-python-client's own configuration, as a repository that ``trueline init`` makes keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from trueline.errors import UsageError, Where

if TYPE_CHECKING:
    from trueline.stock_layout.settings import Settings


FOLDER = "openapi"


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """``path`` is where the configuration is in the repository; ``files`` are it and its templates."""

    path: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    package: str = ""
    distribution: str = ""


def engine_config(path: str, package: str, distribution: str) -> EngineConfig:
    """The configuration at ``path``, none for ``""``. Raises ``UsageError`` for one that no repository can have."""
    if not path:
        return EngineConfig()
    from trueline.stock_layout.settings import read_settings  # noqa: PLC0415 - it loads the engine, for half a second

    settings = read_settings(path, package)
    _refuse_a_fixed_version(settings, path)
    named = settings.file.project_name_override or ""
    if named and distribution and named != distribution:
        what = f"the distribution is {named} in this file, and {distribution} on the command line"
        cure = f"Use --distribution {named}, or take project_name_override out."
        raise UsageError(what, where=Where(path), cure=cure)
    kept = f"{FOLDER}/{Path(path).name}"
    files = {kept: Path(path).read_bytes(), **_templates(settings, path)}
    return EngineConfig(kept, files, settings.file.package_name_override or "", named)


def _refuse_a_fixed_version(settings: Settings, path: str) -> None:
    if settings.file.package_version_override:
        cure = "Take it out: the version is the document's, and a release raises it."
        raise UsageError("package_version_override would give every release one version", where=Where(path), cure=cure)


def _templates(settings: Settings, path: str) -> dict[str, bytes]:
    """The custom templates, where the configuration will look for them: beside itself."""
    if settings.templates is None:
        return {}
    beside = Path(path).parent
    if not settings.templates.resolve().is_relative_to(beside.resolve()):
        cure = "Move the folder beside the configuration: both are copied into the repository."
        raise UsageError("custom_template_path is not below the configuration's folder", where=Where(path), cure=cure)
    templates = sorted(file for file in settings.templates.rglob("*.jinja") if file.is_file())
    below = PurePosixPath(FOLDER)
    return {
        str(below / file.resolve().relative_to(beside.resolve()).as_posix()): file.read_bytes() for file in templates
    }
