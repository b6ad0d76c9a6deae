"""Whether a package in the engine's layout can be imported: read from its text, nothing of it is run."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping

#: What every module of an operation imports, and a class of the document may hide.
_OWN = frozenset({"AuthenticatedClient", "Client", "HTTPStatus", "Response", "Unset", "UNSET", "Any", "cast", "quote"})
_IMPORT = re.compile(r"^from (?P<dots>\.+)(?P<module>[\w.]*) import (?P<names>.+)$", re.MULTILINE)
_MODEL = re.compile(r"^from \.\.\.models\.\w+ import (\w+)$", re.MULTILINE)
#: How the engine's templates use its own classes, and never one of the document.
_USES = {
    "Response": re.compile(r"\b()(Response(?:\[|\(\n))"),
    "HTTPStatus": re.compile(r"\b()(HTTPStatus\(response\.status_code\))"),
    "AuthenticatedClient": re.compile(r"\b(client: )(AuthenticatedClient\b)"),
    "Client": re.compile(r"\b(client: _?AuthenticatedClient \| )(Client\b)"),
}
#: A module with the package's own class and the document's, imported or defined there.
_HIDING = {
    name: re.compile(
        rf"^ *from \.+types import [^\n]*\b{name}\b.*?(?:^ *from \.+models\.\w+ import {name}\b|^class {name}\b)",
        re.MULTILINE | re.DOTALL,
    )
    for name in ("File", "Unset")
}
_TYPES = re.compile(r"^from \.\.\.types import (.+)$", re.MULTILINE)


def mended(files: Mapping[str, bytes], package: str) -> dict[str, bytes]:
    """The same files; modules of operations import what the engine forgets, and keep apart what has one name."""
    return {path: _mended(data) if path.startswith(f"{package}/api/") else data for path, data in files.items()}


def _mended(data: bytes) -> bytes:
    return _apart(_with_unset(data))


def _apart(data: bytes) -> bytes:
    """A class of the document may be called as one that every module needs: there that one gets an underscore."""
    text = data.decode()
    for name in _MODEL.findall(text):
        if name in _USES:
            imported = re.compile(rf"^(from (?:http|\.\.\.client|\.\.\.types) import .*?)\b{name}\b", re.MULTILINE)
            text = imported.sub(rf"\1{name} as _{name}", text, count=1)
            text = _USES[name].sub(lambda found: found[1] + "_" + found[2], text)
    return text.encode()


def _with_unset(data: bytes) -> bytes:
    text = data.decode()
    found = _TYPES.search(text)
    if not found or "Unset" in re.split(r"\W+", found[1]) or not re.search(r"\bUnset\b", text):
        return data
    return (text[: found.end()] + ", Unset" + text[found.end() :]).encode()


def hiding(files: Mapping[str, bytes], package: str) -> set[str]:
    """Classes of the document that stand where a module needs the package's own of the same name, while it runs."""
    texts = [data.decode() for path, data in files.items() if path.startswith(f"{package}/") and path.endswith(".py")]
    return {name for name in ("File", "Unset") for text in texts if _HIDING[name].search(text)}


def faults(files: Mapping[str, bytes], package: str) -> list[str]:
    """What stands in the way of importing every module of a package."""
    modules = {path: data.decode() for path, data in files.items() if path.startswith(f"{package}/")}
    modules = {path: text for path, text in modules.items() if path.endswith(".py")}
    return [f"{path}: {fault}" for path, text in modules.items() for fault in _faults(path, text, modules)]


def _faults(path: str, text: str, modules: Mapping[str, str]) -> Iterator[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
            compile(text, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError) as error:
        yield f"it is not valid Python: {error}"
        return
    for found in _IMPORT.finditer(text):
        target = _target(path, found["dots"], found["module"])
        names = [name.strip(" ()") for name in found["names"].split("#")[0].split(",") if name.strip(" ()")]
        if target not in modules and f"{target[:-3]}/__init__.py" not in modules:
            yield f"it imports {target}, which is not there"
        elif target.count("/models/") and target in modules:
            yield from (
                f"it imports {name} from {target}, which has none" for name in names if not _has(modules[target], name)
            )
        if "/api/" in path and "/models/" in target:
            hidden = [name for name in names if name in _OWN and f" {name} as _{name}" not in text]
            yield from (f"the class {name} hides the one that the module needs" for name in hidden)


def _has(text: str, name: str) -> bool:
    return re.search(rf"^(class |def )?{name}\b", text, re.MULTILINE) is not None


def _target(path: str, dots: str, module: str) -> str:
    folder = path.split("/")[: -len(dots)]
    return (
        "/".join([*folder, *filter(None, module.split("."))]) + ".py" if module else "/".join(folder) + "/__init__.py"
    )
