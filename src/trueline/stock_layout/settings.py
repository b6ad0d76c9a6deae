"""``--engine-config``: the configuration file of openapi-python-client, as its users have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from trueline.engine.configuration import ConfigFile
from trueline.errors import UsageError, Where, printable
from trueline.request import Metadata
from trueline.spec.document import is_object
from trueline.stock_layout import LAYOUT

#: Our own key beside the engine's: what its command line calls ``--custom-template-path``.
TEMPLATES = "custom_template_path"
_PROJECT, _SAID = "pyproject.toml.jinja", "[tool.trueline.metadata]"
_CURE = "See the engine's README for what its configuration file may say."


@dataclass(frozen=True, slots=True)
class Settings:
    """What the file says. ``templates`` is a folder of custom templates, or None; ``digest`` covers all of it."""

    file: ConfigFile
    templates: Path | None
    digest: str


def lock_inputs(settings: Settings) -> tuple[str, str]:
    """What generating depends on beside the document."""
    return LAYOUT, settings.digest


def read_settings(path: str, package: str) -> Settings:
    """The settings of a file, those of an empty one for ``""``. Raises ``UsageError`` with the key that is wrong.

    ``package`` is empty where the file may say what the package is called.
    """
    if not path:
        return Settings(ConfigFile(), None, "")
    where = Where(path)
    try:
        raw = Path(path).read_bytes()
        written: Any = yaml.safe_load(raw)  # JSON is YAML too
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"the engine's configuration can't be read: {error}", where=where, cure=_CURE) from error
    written = {} if written is None else written
    if not is_object(written):
        raise UsageError("the engine's configuration is not a mapping", where=where, cure=_CURE)
    templates = _templates(written.pop(TEMPLATES, None), path)
    unknown = [key for key in written if key not in ConfigFile.model_fields]
    if unknown:
        known = ", ".join(sorted([*ConfigFile.model_fields, TEMPLATES]))
        raise UsageError(f"the engine has no setting {unknown[0]!r}", where=where, cure=f"It has {known}.")
    try:
        file = ConfigFile(**written)
    except ValueError as error:  # pydantic's: a title, then the key, then what is wrong with it
        first = " ".join(str(error).splitlines()[1:3])
        raise UsageError(f"a setting is wrong: {printable(first)}", where=where, cure=_CURE) from error
    stated = file.package_name_override
    if stated and package and stated != package:
        what = f"the package is {stated} in this file, and {package} on the command line"
        raise UsageError(what, where=where, cure=f"Use --package {stated}, or take package_name_override out.")
    return Settings(file, templates, _digest(raw, templates))


def refuse_unsaid(settings: Settings, metadata: Metadata) -> None:
    """Raise ``UsageError`` where a template of the user's own would leave out what the user says of the package."""
    own = settings.templates / _PROJECT if settings.templates else None
    says_more = metadata != Metadata(license_files=metadata.license_files)
    if says_more and own is not None and own.is_file() and "metadata" not in own.read_text("utf-8", "replace"):
        cure = (
            f"Use `metadata.summary`, `.license`, `.license_files`, `.authors` and `.urls` there, or take {_SAID} out."
        )
        raise UsageError(f"this template says nothing of {_SAID}", where=Where(str(own)), cure=cure)


def _templates(folder_name: Any, path: str) -> Path | None:
    if folder_name is None:
        return None
    folder = Path(path).parent / str(folder_name)
    if not folder.is_dir():
        raise UsageError(
            f"{TEMPLATES}: there is no folder {folder_name}", where=Where(path), cure="Name a folder beside it."
        )
    return folder


def _digest(raw: bytes, templates: Path | None) -> str:
    digest = sha256(raw)
    for name, data in _files(templates):
        digest.update(f"\0{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _files(templates: Path | None) -> Iterator[tuple[str, bytes]]:
    if templates is not None:
        for path in sorted(templates.rglob("*.jinja")):
            yield path.relative_to(templates).as_posix(), path.read_bytes()
