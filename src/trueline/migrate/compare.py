"""The shape of an older SDK beside that of the new one: each thing that users can write, and what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from trueline.migrate.endpoints import Endpoints
from trueline.migrate.findings import Comparison, Finding, Kind, State, comparison
from trueline.migrate.package import Package
from trueline.migrate.shape import Argument, Call, Shape
from trueline.migrate.twins import Twins

_SCALARS = frozenset({"str", "int", "float", "bool", "datetime", "date"})
_NOTHING = frozenset({"Omit", "NotGiven", "Unset", "None", "Optional", "Union", "dt", "Literal", "NOT_GIVEN"})
_WORD = re.compile(r"[A-Za-z_]\w*")


def compare(old: Shape, new: Shape, package: Package, endpoints: Endpoints, twins: Twins) -> Comparison:
    """Each thing of ``old``, looked for in ``new``, whose package was read too."""
    found: list[Finding] = []
    arguments = 0
    for name, call in old.calls.items():
        arguments += len(call.arguments)
        there = new.calls.get(name)
        found += arguments_of(call, there) if there else [_method(call, endpoints)]
    imports = [(module, name) for module, names in old.offered.items() for name in sorted(names)]
    types = [place for place in imports if _is_type(place[0])]
    others = [place for place in imports if not _is_type(place[0])]
    for kind, places in ((Kind.TYPE, types), (Kind.IMPORT, others)):
        found += [_import(kind, place, package, twins) for place in places if not package.has(*place)]
    found += [each for place, fields in old.fields.items() for each in _fields(place, fields, twins)]
    counts = {
        Kind.METHOD: len(old.calls),
        Kind.ARGUMENT: arguments,
        Kind.TYPE: len(types),
        Kind.IMPORT: len(others),
    }
    return comparison(counts, found)


def _is_type(module: str) -> bool:
    """Whether a module is one of those that users take types from: ``types`` and the packages below it."""
    return module == "types" or module.startswith("types.")


def _method(call: Call, endpoints: Endpoints) -> Finding:
    reason, cure = endpoints.why(call)
    return Finding(Kind.METHOD, State.MISSING, f"client.{call.name}()", reason, cure)


def arguments_of(old: Call, new: Call) -> Iterator[Finding]:
    """Each argument of a method that does not stay as it was."""
    known = {each.name: each for each in new.arguments}
    for number, argument in enumerate(old.arguments):
        name = f"client.{old.name}({argument.name}=…)"
        now = known.get(argument.name)
        if now is None:
            yield _lost(name, argument, old, new)
        elif argument.by_position and (not now.by_position or new.arguments[number].name != argument.name):
            cure = (
                f"Write x-sdk-positional on {old.endpoint or 'the operation'}, or positional_params in the names file."
            )
            yield Finding(Kind.ARGUMENT, State.DIFFERS, name, "it was positional, and must be given by name here", cure)
        elif now.required and not argument.required:
            cure = "Take it out of `required` in the document, or tell users in the changelog."
            yield Finding(Kind.ARGUMENT, State.DIFFERS, name, "it was optional, and the document requires it", cure)
        elif (
            (was := plain_types(argument.annotation))
            and (is_ := plain_types(now.annotation))
            and not was <= is_ | wider(is_)
        ):
            said = f"it took {' or '.join(sorted(was))}, and takes {' or '.join(sorted(is_))} here"
            yield Finding(Kind.ARGUMENT, State.DIFFERS, name, said, "Correct its `type` and `format` in the document.")
    before = {each.name for each in old.arguments}
    for argument in new.arguments if old.place else ():  # a list of methods, which has no places, tells not all
        if argument.required and argument.name not in before:
            name = f"client.{old.name}({argument.name}=…)"
            cure = "Take it out of `required` in the document, or tell users in the changelog."
            yield Finding(Kind.ARGUMENT, State.DIFFERS, name, "it is new, and the document requires it", cure)


def _lost(name: str, argument: Argument, old: Call, new: Call) -> Finding:
    before = {each.name for each in old.arguments}
    names = [each.name for each in new.arguments if each.name == "body" or each.name not in before]
    bare = {each.replace("_", ""): each for each in names}
    close = (
        [bare[same]] if (same := argument.name.replace("_", "")) in bare else get_close_matches(argument.name, names, 1)
    )
    if close and close[0] == f"{argument.name}_":
        reason = f"{argument.name} is something else in every method here: the argument is {close[0]}"
        cure = f"Write {close[0]}=…"
    elif close:
        reason = f"there is {close[0]} here"
        cure = f"Write `x-sdk-name: {argument.name}` on the parameter or property that makes {close[0]}."
    elif "body" in names:
        reason, cure = "the body is one argument here, body", "Give the body as one object: body={…}."
    else:
        where = f" of {old.endpoint}" if old.endpoint else ""
        reason = f"the document has no parameter or property{where} that makes it"
        cure = "Add it to the document, or with an overlay; until then it goes in extra_query or extra_body."
    return Finding(Kind.ARGUMENT, State.MISSING, name, reason, cure)


def plain_types(annotation: str) -> frozenset[str]:
    """The plain types of an annotation that has nothing else; empty for any other."""
    words = set(_WORD.findall(annotation)) - _NOTHING
    return frozenset(words) if words and words <= _SCALARS and "[" not in annotation else frozenset()


def wider(types: frozenset[str]) -> frozenset[str]:
    """What a type checker takes beside these types."""
    return frozenset({"int"} if "float" in types else ())


def _import(kind: Kind, place: tuple[str, str], package: Package, twins: Twins) -> Finding:
    module, name = place
    shown = f"{package.name}.{module}.{name}" if module else f"{package.name}.{name}"
    if elsewhere := twins.of(module, name):
        reason = f"the class is called {elsewhere[1]} here, and is in {package.name}.{elsewhere[0]}"
        cure = f"Import it from there: from {package.name}.{elsewhere[0]} import {elsewhere[1]}"
        return Finding(kind, State.MISSING, shown, reason, cure)
    if module not in package.modules and kind is Kind.TYPE and twins.is_left_over(module):
        reason = (
            "no method takes or gives it, and nothing in the older SDK imports it: an earlier version left the file"
        )
        cure = "Take the import out of programs that have it."
        return Finding(kind, State.DIFFERS, shown, reason, cure)
    if module not in package.modules:
        reason = f"there is no module {package.name}.{module} here"
    else:
        reason = f"the module {package.name}.{module} has no {name} here"
    cure = "Add a model to the names file for its schema, or keep the module by hand: files beside generated ones stay."
    return Finding(kind, State.MISSING, shown, reason, cure)


def _fields(place: tuple[str, str], fields: frozenset[str], twins: Twins) -> Iterator[Finding]:
    now = twins.fields(*place)
    for name in sorted(fields - now) if now is not None else ():
        shown = f"{twins.package}.{place[0]}.{place[1]}.{name}"
        reason = "the document has no property that makes it"
        cure = "Add the property to the document, or with an overlay: answers keep what the document does not have."
        yield Finding(Kind.TYPE, State.DIFFERS, shown, reason, cure)
