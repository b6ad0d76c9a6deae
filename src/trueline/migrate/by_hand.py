"""The files of an older SDK that its generator did not make: what people wrote, and where it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trueline.migrate.sources import OldSdk

_MARK = b"File generated from our OpenAPI spec by Stainless"
#: What its generator writes without its mark.
_ITS_OWN = re.compile(
    r"py\.typed|_utils/.*|_decoders/.*"
    r"|_(base_client|compat|constants|exceptions|files|legacy_response|models|qs|resource|response|streaming|types)\.py"
)
#: What users and programs read beside the package.
_BESIDE = re.compile(r"examples/.*")
_EMPTY = re.compile(r"(.*/)?\.keep")


@dataclass(frozen=True, slots=True)
class Carried:
    """A file that people wrote: where it was, and where it is in the new repository; empty where it stays behind."""

    path: str
    target: str
    reason: str = ""


def by_hand(old: OldSdk, generated: Mapping[str, bytes], output: str) -> Iterator[Carried]:
    """What people wrote, beside the generated files ``generated``, which go to the folder ``output``."""
    for path in sorted(old.files or ()):
        if _EMPTY.fullmatch(path):
            continue
        if _BESIDE.fullmatch(path):
            yield Carried(path, path)
        elif path.startswith(f"{old.root}/"):
            inside = path.removeprefix(f"{old.root}/")
            if _is_by_hand(inside, (old.files or {})[path]):
                yield _inside(path, inside, old, generated, output)


def _is_by_hand(inside: str, data: bytes) -> bool:
    return _MARK not in data[:500] and not _ITS_OWN.fullmatch(inside)


def _inside(path: str, inside: str, old: OldSdk, generated: Mapping[str, bytes], output: str) -> Carried:
    target = f"src/{old.package}/{inside}"
    folders = {name.rpartition("/")[0] for name in generated}
    if target in generated:
        return Carried(path, "", "a generated file has its place: put what you need of it into a module of your own")
    if target.endswith(".py") and target.removesuffix(".py") in folders:
        return Carried(path, "", "a generated package has its place: give the module another name")
    return Carried(path, f"{output}/{target}")
