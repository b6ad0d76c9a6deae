"""What the engine read, as files in the engine's own layout: its ``Project``, its templates, no hooks."""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, ChoiceLoader, FileSystemLoader
from jinja2.bccache import Bucket
from openapi_python_client import Project
from openapi_python_client.config import Config
from openapi_python_client.parser.openapi import GeneratorData

from trueline.errors import InternalError


class _Compiled(BytecodeCache):
    """Templates that are compiled once: a document is rendered several times, each time by a new ``Project``."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """From the same template with the same text."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """For the next time."""
        self._code[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


@dataclass(frozen=True, slots=True)
class Built:
    """The files of a project by POSIX path, and how many modules they had to be."""

    files: Mapping[str, bytes]
    endpoints: int
    classes: int

    def problems(self, package: str) -> list[str]:
        """Modules that another one of the same name replaced: the engine does not say so."""
        modules = [path for path in self.files if path.endswith(".py") and not path.endswith("__init__.py")]
        endpoints = sum(path.startswith(f"{package}/api/") for path in modules)
        classes = sum(path.startswith(f"{package}/models/") for path in modules)
        found: list[str] = []
        if endpoints != self.endpoints:
            found.append(f"{self.endpoints} operations share {endpoints} modules")
        if classes != self.classes:
            found.append(f"{self.classes} classes share {classes} modules")
        return found


def build(data: GeneratorData, config: Config, templates: Sequence[Path], words: Mapping[str, Any]) -> Built:
    """Render everything, in a folder of its own that is gone afterwards. Raises whatever a template raises.

    A template of the folders ``templates`` goes before the engine's of the same name. ``words`` are what templates may
    use beside the engine's: functions as filters, values by their names.
    """
    with tempfile.TemporaryDirectory(prefix="trueline-engine-") as folder:
        config.output_path = Path(folder) / "project"
        project = Project(openapi=data, config=config)
        project.env.bytecode_cache = _COMPILED
        project.env.auto_reload = False  # nobody changes a template meanwhile; to ask took a thirtieth of the time
        own = project.env.loader
        project.env.loader = ChoiceLoader(
            [*(FileSystemLoader(str(folder)) for folder in templates), *([own] if own else [])]
        )
        for name, word in words.items():
            (project.env.filters if callable(word) else project.env.globals)[name] = word
        with contextlib.redirect_stdout(io.StringIO()):
            errors = project.build()
        if project.errors:
            raise InternalError(f"the engine could not write its project: {errors[0].detail}")
        files = {
            path.relative_to(config.output_path).as_posix(): path.read_bytes()
            for path in sorted(config.output_path.rglob("*"))
            if path.is_file()
        }
    endpoints = sum(len(each.endpoints) for each in data.endpoint_collections_by_tag.values())
    return Built(files, endpoints, len(data.models) + len(data.enums))
