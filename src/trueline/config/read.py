"""Read ``[tool.trueline]``: every key, what it may be, and an example of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from trueline.config import checks
from trueline.config.model import Config, Index, ReleaseConfig, placed
from trueline.config.table import Key, Source, Wrong, read_table
from trueline.errors import UsageError, Where, printable
from trueline.request import Metadata

ROOT, RELEASE, INDEXES = "tool.trueline", "tool.trueline.release", "tool.trueline.release.indexes"
METADATA = "tool.trueline.metadata"

#: Repositories whose address twine knows by name.
KNOWN_INDEXES = ("pypi", "testpypi")
#: What uv calls an index, before its URL: ``shared=https://...``.
NAMED = re.compile("[A-Za-z0-9][A-Za-z0-9._-]*")


#: Keys that mean nothing to a layout that is not ours.
_OWN_LAYOUT = ("names", "compat", "reference")


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise Wrong("it is not a table", "Make it a table of its own.")
    return cast("dict[str, object]", value)


def _known_or_url(value: object) -> str:
    """The name of an index that twine knows, or the URL of another one's simple API, which may be given a name."""
    if value in KNOWN_INDEXES:
        return checks.text(value)
    name, equals, url = checks.text(value).partition("=")
    if not equals or not NAMED.fullmatch(name):
        return checks.url(value)
    return f"{name}={checks.url(url)}"


def _tables(value: object) -> list[Mapping[str, object]]:
    if not isinstance(value, list) or not value:
        raise Wrong("it is not an array of tables", "Write one table for each index.")
    return [_table(entry) for entry in cast("list[object]", value)]


KEYS: dict[str, tuple[Key, ...]] = {
    ROOT: (
        Key("spec", checks.path, 'spec = "openapi/v1.yaml"', required=True),
        Key("output", checks.path_inside, 'output = "sdks/python"', required=True),
        Key("package", checks.package, 'package = "acme"', required=True),
        Key("overlays", checks.list_of(checks.path), 'overlays = ["openapi/overlay.yaml"]'),
        Key("distribution", checks.distribution, 'distribution = "acme-sdk"'),
        Key("names", checks.path_or_url, 'names = "openapi/names.yaml"'),
        Key("layout", checks.layout, 'layout = "openapi-python-client"'),
        Key("engine_config", checks.path_inside, 'engine_config = "openapi/config.yml"'),
        Key("version_file", checks.path_inside, 'version_file = "openapi/VERSION"'),
        Key("compat", checks.one_of("stainless"), 'compat = "stainless"'),
        Key("allow_loss", checks.list_of(checks.pointer), 'allow_loss = ["/paths/~1legacy/post"]'),
        Key("allow_remote", checks.flag, "allow_remote = true"),
        Key("reference", checks.path_inside, 'reference = "docs/api.md"'),
        Key("metadata", _table, "[tool.trueline.metadata]"),
        Key("release", _table, "[tool.trueline.release]"),
    ),
    METADATA: (
        Key("summary", checks.text_up_to(200), 'summary = "What Acme does, for Python"'),
        Key("license", checks.license_expression, 'license = "Apache-2.0"'),
        Key("license_files", checks.license_files, 'license_files = ["LICENSE"]'),
        Key("authors", checks.authors, 'authors = ["Acme <sdk@acme.example>"]'),
        Key("urls", checks.urls, 'urls = {Source = "https://git.acme.example/sdk"}'),
    ),
    RELEASE: (
        Key("changelog", checks.path_inside, 'changelog = "CHANGELOG.md"'),
        Key("branch", checks.ref, 'branch = "main"'),
        Key("remote", checks.ref, 'remote = "origin"'),
        Key("tag_prefix", checks.tag_prefix, 'tag_prefix = "acme-v"'),
        Key("gate", checks.list_of(checks.command), 'gate = ["make check", "make test"]'),
        Key("indexes", _tables, "[[tool.trueline.release.indexes]]"),
        Key("sign", checks.flag, "sign = true"),
        Key("signers", checks.path_inside, 'signers = ".github/allowed_signers"'),
        Key("replay", checks.path_inside_or_none, 'replay = "tests"'),
        Key("deprecation_days_stable", checks.days, "deprecation_days_stable = 90"),
        Key("deprecation_days_beta", checks.days, "deprecation_days_beta = 30"),
    ),
    INDEXES: (
        Key("name", checks.distribution, 'name = "pypi"', required=True),
        Key("upload", checks.url, 'upload = "https://packages.example/upload/"'),
        Key("simple", checks.url, 'simple = "https://packages.example/simple/"'),
        Key("extra", checks.list_of(_known_or_url), 'extra = ["pypi"]'),
    ),
}
"""Every key that there is, by its table. ``docs/configuration.md`` is checked against it."""


def read_config(path: Path) -> Config:
    """The settings in this ``pyproject.toml``. Raises ``UsageError`` with the key, its line and the cure."""
    source, table = _load(path)
    values = read_table(source, ROOT, KEYS[ROOT], table)
    release = _release(source, values.pop("release", {}))
    for key in _OWN_LAYOUT:
        if values.get(key) and values.get("layout", checks.LAYOUTS[0]) != checks.LAYOUTS[0]:
            cure = f"Take {key!r} or 'layout' out."
            raise source.refusal(ROOT, key, "it is for Trueline's own layout, and 'layout' names another", cure)
    metadata = _metadata(source, values.pop("metadata", {}))
    return Config(**values, metadata=metadata, release=release)


def find_config(path: Path) -> Config | None:
    """The settings; None where there is no such file, or one that is not of Trueline. Raises as :func:`read_config`."""
    if not path.is_file() or f"[{ROOT}" not in path.read_text("utf-8", errors="replace"):
        return None
    return read_config(path)


def read_metadata(path: Path) -> Metadata:
    """What this ``pyproject.toml`` says of the package, with the paths of its files. Raises ``UsageError``."""
    source, table = _load(path)
    (key,) = (key for key in KEYS[ROOT] if key.name == "metadata")
    metadata = _metadata(source, read_table(source, ROOT, (key,), _only(table, "metadata")).get("metadata", {}))
    return placed(metadata, lambda name: str(path.parent / name))


def _only(table: Mapping[str, object], key: str) -> Mapping[str, object]:
    return {key: table[key]} if key in table else {}


def _metadata(source: Source, table: Mapping[str, object]) -> Metadata:
    return Metadata(**read_table(source, METADATA, KEYS[METADATA], table))


def _load(path: Path) -> tuple[Source, Mapping[str, object]]:
    try:
        source = Source(path, path.read_text("utf-8"))
        document = tomllib.loads(source.text)
    except FileNotFoundError:
        raise _unusable(path, "there is no such file here") from None
    except OSError as error:
        raise _unusable(path, f"it can't be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _unusable(path, f"it is not TOML ({error})") from None
    tool: object = document.get("tool")
    table: object = cast("dict[str, object]", tool).get("trueline") if isinstance(tool, dict) else None
    if not isinstance(table, dict):
        raise _unusable(path, f"it has no table [{ROOT}]")
    return source, cast("dict[str, object]", table)


def _unusable(path: Path, why: str) -> UsageError:
    written = ", ".join(key.example for key in KEYS[ROOT] if key.required)
    cure = f"Run it where a pyproject.toml has a table [{ROOT}], or write one: {written}"
    return UsageError(f"the settings can't be read: {printable(why)}", where=Where(str(path)), cure=cure)


def _release(source: Source, table: Mapping[str, object]) -> ReleaseConfig:
    values = read_table(source, RELEASE, KEYS[RELEASE], table)
    if "indexes" in values:
        values["indexes"] = _indexes(source, values["indexes"])
    return ReleaseConfig(**values)


def _indexes(source: Source, tables: list[Mapping[str, object]]) -> tuple[Index, ...]:
    indexes: list[Index] = []
    for number, table in enumerate(tables, 1):
        index = Index(**read_table(source, INDEXES, KEYS[INDEXES], table, number))
        if fault := _fault(index, indexes):
            raise source.refusal(INDEXES, fault[0], fault[1], fault[2], number)
        indexes.append(index)
    return tuple(indexes)


def _fault(index: Index, before: list[Index]) -> tuple[str, str, str] | None:
    """What is wrong with an index as a whole: the key, what, and the cure."""
    if any(index.name == other.name for other in before):
        return "name", f"{index.name!r} is there twice", "Give each index a name of its own."
    if not index.upload and index.name not in KNOWN_INDEXES:
        what = f"{index.name!r} is not a repository that is known by name ({', '.join(KNOWN_INDEXES)})"
        return "name", what, 'Say where it is: upload = "https://...", simple = "https://..."'
    if index.upload and not index.simple:
        return "simple", "it is missing", f"A release is read back: say where. Example: {KEYS[INDEXES][2].example}"
    return None
