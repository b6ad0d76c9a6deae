"""The clients themselves: what constructors and ``copy()`` take, and the variables of the environment they read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trueline.migrate.compare import plain_types, wider
from trueline.migrate.findings import Finding, Kind, State

_BASES = frozenset({"SyncAPIClient", "AsyncAPIClient", "SyncCompatClient", "AsyncCompatClient"})
_READ = re.compile(r"""os\.environ\.get\(\s*["'](\w+)["']""")
_KNOWN = re.compile(r'\w*env="(\w+)"')
_TIMEOUT = re.compile(r"^DEFAULT_TIMEOUT\b.*?\btimeout=? *\(?(?:timeout=)?([\d.]+)", re.MULTILINE | re.IGNORECASE)
_RETRIES = re.compile(r"^DEFAULT_MAX_RETRIES\b.*?= *(\d+)", re.MULTILINE)
_USUAL = {"timeout": 60.0, "max_retries": 2.0}
_CURES = {
    "timeout": "Write `default_timeout` under client_settings of the names file, in seconds.",
    "max_retries": "Write `default_retries: {max_retries: …}` under client_settings of the names file.",
}
Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class _Client:
    """The arguments of each function of a client, with their annotations; those that have no default are ``needed``."""

    arguments: Mapping[str, Mapping[str, str]]
    needed: frozenset[str]


def constructors(old: Files, new: Files) -> tuple[dict[Kind, int], list[Finding]]:
    """How many there are of each, and those that do not stay. Both are files of a package by their paths in it."""
    before, now = _clients(_text(old, "_client.py")), _clients(_text(new, "_client.py"))
    found = [each for name, client in before.items() for each in _client(name, client, now.get(name))]
    found += _defaults(_text(old, "_constants.py"), _text(new, "_constants.py")) if before else []
    variables = dict.fromkeys(_READ.findall(_text(old, "_client.py")))
    known = set(_KNOWN.findall(_text(new, "_client.py")))
    found += [_variable(name) for name in variables if name not in known]
    options = sum(len(given) for client in before.values() for given in client.arguments.values())
    options += sum(bool(pattern.search(_text(old, "_constants.py"))) for pattern in (_TIMEOUT, _RETRIES) if before)
    return {Kind.OPTION: options, Kind.VARIABLE: len(variables)}, found


def _text(files: Files, path: str) -> str:
    return files.get(path, b"").decode("utf-8", "replace")


def _clients(text: str) -> dict[str, _Client]:
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    classes = [each for each in module.body if isinstance(each, ast.ClassDef)]
    return {each.name: _read(each) for each in classes if {ast.unparse(base) for base in each.bases} & _BASES}


def _read(client: ast.ClassDef) -> _Client:
    functions = {each.name: each for each in client.body if isinstance(each, ast.FunctionDef)}
    given: dict[str, Mapping[str, str]] = {}
    needed: set[str] = set()
    for name in ("__init__", "copy"):
        if (function := functions.get(name)) is None:
            continue
        arguments = function.args
        given[name] = {
            each.arg: ast.unparse(each.annotation) if each.annotation else "" for each in arguments.kwonlyargs
        }
        pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        needed |= {f"{name}.{each.arg}" for each, default in pairs if default is None}
    return _Client(given, frozenset(needed))


def _client(name: str, old: _Client, new: _Client | None) -> Iterator[Finding]:
    for function, arguments in old.arguments.items():
        shown = name if function == "__init__" else f"{name}.{function}"
        for argument, annotation in arguments.items():
            called = f"{shown}({argument}=…)"
            now: Mapping[str, str] = new.arguments.get(function, {}) if new else {}
            if new is None:
                cure = "Write `organization.name` in the names file as the older SDK's client is called."
                yield Finding(Kind.OPTION, State.MISSING, called, f"there is no client {name} here", cure)
            elif argument not in now:
                cure = f"Write it under client_settings.opts of the names file: {argument}: {{type: string}}"
                reason = "neither the names file nor the runtime has this option"
                yield Finding(Kind.OPTION, State.MISSING, called, reason, cure)
            elif (
                (was := plain_types(annotation)) and (is_ := plain_types(now[argument])) and not was <= is_ | wider(is_)
            ):
                said = f"it took {' or '.join(sorted(was))}, and takes {' or '.join(sorted(is_))} here"
                cure = f"Write its `type` under client_settings.opts.{argument} of the names file."
                yield Finding(Kind.OPTION, State.DIFFERS, called, said, cure)
        yield from _new(shown, function, old, new)


def _new(shown: str, function: str, old: _Client, new: _Client | None) -> Iterator[Finding]:
    """Options that have to be given, and were not there, or were not needed."""
    for place in sorted(new.needed - old.needed) if new else ():
        owner, _, argument = place.partition(".")
        if owner == function:
            cure = f"Write `nullable: true` under client_settings.opts.{argument} of the names file."
            yield Finding(Kind.OPTION, State.DIFFERS, f"{shown}({argument}=…)", "it has to be given here", cure)


def _defaults(old: str, new: str) -> Iterator[Finding]:
    for name, pattern in (("timeout", _TIMEOUT), ("max_retries", _RETRIES)):
        before, now = pattern.search(old), pattern.search(new)
        was, is_ = float(before[1]) if before else None, float(now[1]) if now else _USUAL[name]
        if was is not None and was != is_:
            shown = f"DEFAULT_{name.upper()}"
            yield Finding(Kind.OPTION, State.DIFFERS, shown, f"it was {was:g}, and is {is_:g} here", _CURES[name])


def _variable(name: str) -> Finding:
    cure = f"Write `read_env: {name}` at the option under client_settings.opts of the names file."
    return Finding(Kind.VARIABLE, State.MISSING, name, "no option of the client reads it here", cure)
