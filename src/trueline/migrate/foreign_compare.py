"""An SDK that Speakeasy or Fern made beside the new one: each thing that users can write, and what becomes of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from trueline import names
from trueline.migrate.compare import arguments_of
from trueline.migrate.endpoints import Endpoints
from trueline.migrate.findings import Comparison, Finding, Kind, State, comparison
from trueline.migrate.foreign import Foreign, Written, fields_of, is_dict, is_of_types
from trueline.migrate.foreign_names import plain_route
from trueline.migrate.package import Package
from trueline.migrate.shape import Call, Shape
from trueline.migrate.ways import CLIENT, ways

_BY_STATUS = {
    "400": "BadRequestError", "401": "AuthenticationError", "403": "PermissionDeniedError", "404": "NotFoundError",
    "408": "RequestTimeoutError", "409": "ConflictError", "410": "GoneError", "412": "PreconditionFailedError",
    "413": "PayloadTooLargeError", "415": "UnsupportedMediaTypeError", "422": "UnprocessableEntityError",
    "429": "RateLimitError", "5XX": "InternalServerError",
}  # fmt: skip
_BY_NAME = {
    "NoResponseError": "APIConnectionError", "ResponseValidationError": "ResponseDecodeError",
    "ParsingError": "ResponseDecodeError", "ApiError": "APIStatusError", "SDKError": "APIStatusError",
}  # fmt: skip


def compare(
    old: Foreign, new: Shape, package: Package, endpoints: Endpoints, placed: Mapping[str, str], client: str
) -> Comparison:
    """Each thing of the older SDK, looked for in the new package, whose methods are at the endpoints ``placed``.

    ``client`` is the text of the new client.
    """
    found: list[Finding] = []
    arguments = 0
    for name, written in old.methods.items():
        arguments += len(written.call.arguments) + bool(written.request)
        found += _method(name, written, new.calls.get(name), endpoints, placed.get(name, ""))
    kinds, wrappers, bases = dict(_types(package)), _wrappers(old), _bases(old)
    found += [each for name in old.models() for each in _type(name, old, package, kinds, wrappers)]
    found += _moved(old, package)
    found += [each for name, status in old.errors.items() for each in _error(name, status, package, bases)]
    found += _options(old, package, new.client)
    found += ways(old, package.name, new.client)
    variables = {variable for variable in old.options.values() if variable}
    found += [_variable(each) for each in sorted(variables) if f'env="{each}"' not in client]
    counts = {
        Kind.METHOD: len(old.methods), Kind.ARGUMENT: arguments, Kind.TYPE: len(list(old.models())),
        Kind.IMPORT: len(old.offering), Kind.OPTION: len(old.options), Kind.VARIABLE: len(variables),
        Kind.ERROR: len(old.errors), Kind.WAY: len([each for each in found if each.kind is Kind.WAY]),
    }  # fmt: skip
    return comparison(counts, found)


def _method(name: str, written: Written, now: Call | None, endpoints: Endpoints, placed: str) -> Iterator[Finding]:
    call = replace(written.call, endpoint=(plain_route(placed) if placed else "") or written.call.endpoint)
    if now is None:
        reason, cure = endpoints.why(call)
        yield Finding(Kind.METHOD, State.MISSING, f"client.{name}()", reason, cure)
        return
    known = {each.name for each in now.arguments}
    yield from _answer(name, written, now)
    if written.request:
        given = ", ".join(each.name if each.by_position else f"{each.name}=…" for each in now.arguments)
        reason = f"what {written.request} has is given as arguments here"
        cure = f"Write client.{name}({given})"
        yield Finding(Kind.ARGUMENT, State.MISSING, f"client.{name}(request=…)", reason, cure)
    whole: set[str] = set()
    for argument, inside in written.bodies.items():
        if argument not in known and inside and known & set(inside):
            whole.add(argument)
            there = ", ".join(each for each in inside if each in known)
            reason = f"what is in {argument} is given as arguments here: {there}"
            cure = f"Write client.{name}(…, **{argument}), where {argument} is a dict."
            yield Finding(Kind.ARGUMENT, State.MISSING, f"client.{name}({argument}=…)", reason, cure)
    kept = tuple(each for each in call.arguments if each.name not in whole)
    found = list(arguments_of(replace(call, arguments=kept), now))
    cures = " ".join(each.cure for each in found)
    for each in found:
        argument = each.name.partition("(")[2].partition("=")[0]
        told = whole or re.search(rf"\b{argument}\b", cures)  # what takes the place of another is no new one
        if not (each.reason.startswith("it is new") and told):
            yield each


def _answer(name: str, written: Written, now: Call) -> Iterator[Finding]:
    """Whether what streamed, or came in pages, does so here: the document says it, and it may not."""
    known = {each.name for each in now.arguments}
    shown = f"client.{name}()"
    if written.streams and "EventStream" not in now.answer.partition("|")[0]:
        asked = "stream=True" if now.answer == "Any" and "stream" in known else 'accept="text/event-stream"'
        if asked.partition("=")[0] in known:
            reason, cure = "it streamed, and does so here when it is asked to", f"Write client.{name}(…, {asked})."
        else:
            reason = f"it streamed, and answers {now.answer or 'nothing'} here"
            cure = "Describe its answer as text/event-stream or application/jsonl, in the document or an overlay."
        yield Finding(Kind.METHOD, State.DIFFERS, shown, reason, cure)
    elif written.in_turn and "Page[" not in now.answer:
        cure = "Say with x-pagination how it goes on, in the document or an overlay."
        reason = (
            f"it went on page by page, and answers {now.answer or 'nothing'} here: nothing in the document says how"
        )
        yield Finding(Kind.METHOD, State.DIFFERS, shown, reason, cure)


def _types(package: Package) -> Iterator[tuple[str, str]]:
    """The classes that the new SDK has in ``types``, with the module of each."""
    for name, module in package.modules.items():
        if name == "types" or name.startswith("types."):
            yield from ((each, name) for each in (*module.classes, *module.public) if not each.startswith("_"))


def _type(
    name: str, old: Foreign, package: Package, kinds: Mapping[str, str], wrappers: frozenset[str]
) -> Iterator[Finding]:
    if name in kinds:
        yield from _fields(name, old, package, kinds[name])
        return
    shown = f"{old.package}.{name}"
    if name in wrappers:
        reason = "it stood for the arguments, or the answer, of one method, which are given and come without it here"
        yield Finding(Kind.TYPE, State.MISSING, shown, reason, "Give arguments by name; the answer is the type itself.")
        return
    bare = name.replace("_", "").lower()
    same = next((each for each in kinds if each.replace("_", "").lower() == bare), "")
    if same:
        reason, cure = f"it is {same} here", f"Write x-sdk-type-name: {name} on its schema, or import {same}."
    else:
        reason = "no schema of the document makes a class of this name"
        cure = f"Write `x-sdk-type-name: {name}` on the schema that it stands for, in the document or an overlay."
    yield Finding(Kind.TYPE, State.MISSING, shown, reason, cure)


def _wrappers(old: Foreign) -> frozenset[str]:
    return frozenset(
        each for written in old.methods.values() for each in (written.request, written.wrapper, written.inner) if each
    )


def _fields(name: str, old: Foreign, package: Package, home: str) -> Iterator[Finding]:
    now = package.classes_of(home, ast.Name(name))
    before = next(
        (
            (module, module.classes[name])
            for step, module in old.modules.modules.items()
            if is_of_types(step) and name in module.classes and not is_dict(module.classes[name])
        ),
        None,
    )
    if now is None or before is None:
        return
    known = fields_of(package, *now)
    for each in fields_of(old.modules, *before) if known else ():
        if each not in known and names.snake(each) not in known and not each.isupper():
            cure = "Add the property to the document, or with an overlay: answers keep what the document does not have."
            shown = f"{package.name}.{name}.{each}"
            yield Finding(Kind.TYPE, State.DIFFERS, shown, "the document has no property that makes it", cure)


def _moved(old: Foreign, package: Package) -> Iterator[Finding]:
    for module in old.offering:
        others = {old.client, f"Async{old.client}", *old.errors}
        offered = [each for each in old.offered(module) if each not in others]
        if module != "types" and offered:
            shown = f"{old.package}.{module}".strip(".")
            reason = f"types are in {package.name}.types here, all of them ({len(offered)} names)"
            cure = f"Write from {package.name}.types import {offered[0]}"
            yield Finding(Kind.IMPORT, State.MISSING, shown, reason, cure)


def _bases(old: Foreign) -> frozenset[str]:
    """Classes of errors that others extend."""
    found = (each for module in old.modules.modules.values() for each in module.classes.values())
    return frozenset(ast.unparse(base) for each in found if each.name in old.errors for base in each.bases)


def _error(name: str, status: str, package: Package, bases: frozenset[str]) -> Iterator[Finding]:
    here = _BY_STATUS.get(status) or _BY_NAME.get(name) or ("InternalServerError" if status[:1] == "5" else "")
    if not here and name in bases:
        here = "APIResponseError"
    if here == name and package.has("", name):
        return
    what = f"{status if status.isdigit() else 'it'} is {here or 'no class'} here"
    cure = f"Write from {package.name} import {here}; what the server said is error.body."
    if not here:
        cure = f"Catch APIStatusError{f', and ask whether its status_code is {status}' if status else ''}."
    yield Finding(Kind.ERROR, State.MISSING, name, what, cure)


def _options(old: Foreign, package: Package, client: str) -> Iterator[Finding]:
    home = package.modules.get("_client")
    made = home.classes.get(client) if home else None
    init = (
        next((m for m in made.body if isinstance(m, ast.FunctionDef) and m.name == "__init__"), None) if made else None
    )
    known = {each.arg for each in init.args.kwonlyargs} if init else set[str]()
    for name in old.options:
        if name not in known:
            cure = CLIENT.get(
                name, f"Write it below client_settings.opts of the names file: {name}: {{type: string, …}}"
            )
            reason = (
                "the client has it under another name"
                if name in CLIENT
                else "the document has no credential that makes it"
            )
            yield Finding(Kind.OPTION, State.MISSING, f"{client}({name}=…)", reason, cure)


def _variable(name: str) -> Finding:
    cure = f"Write `read_env: {name}` at the option under client_settings.opts of the names file."
    return Finding(Kind.VARIABLE, State.MISSING, name, "no option of the client reads it here", cure)
