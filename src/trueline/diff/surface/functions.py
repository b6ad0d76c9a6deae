"""Two signatures of one function: what calls that were right have to expect."""

from __future__ import annotations

from trueline.diff.changes import Changes, Spot
from trueline.diff.model import Level
from trueline.diff.surface.annotations import relation
from trueline.diff.surface.shapes import Function, Parameter


def compare_functions(name: str, a: Function, b: Function, at: Spot, changes: Changes) -> None:
    """Parameters, result, and what kind of function it is."""
    if (a.is_async, a.is_property) != (b.is_async, b.is_property):
        words = {"old": _kind(a), "new": _kind(b)}
        changes.add("python-async-changed", at, name=name, before=words["old"], after=words["new"], **words)
    if b.deprecated and not a.deprecated:
        changes.add("python-deprecated", at, name=name)
    _overloads(name, a, b, at, changes)
    _parameters(name, a, b, at, changes)
    how = relation(a.returns, b.returns)
    if how != "same":
        rule = "python-result-narrowed" if how == "narrower" else "python-result-changed"
        snippets = {"before": f"{name}(...) -> {a.returns}", "after": f"{name}(...) -> {b.returns}"}
        changes.add(rule, at, name=name, old=a.returns or "anything", new=b.returns or "anything", **snippets)


def _parameters(name: str, a: Function, b: Function, at: Spot, changes: Changes) -> None:
    was, is_ = ({p.name: p for p in function.parameters} for function in (a, b))
    for argument, p in was.items():
        if argument not in is_:
            changes.add("python-argument-removed", at, name=name, argument=argument, before=f"{name}({argument}=...)")
        else:
            _parameter(name, p, is_[argument], at, changes)
    for argument, p in is_.items():
        if argument not in was:
            rule = "python-required-argument-added" if p.required else "python-optional-argument-added"
            snippets = {"before": f"{name}(...)", "after": f"{name}({argument}=...)"}
            changes.add(rule, at, name=name, argument=argument, **snippets)
    order_a, order_b = (
        [p.name for p in function.parameters if p.kind in {"positional", "either"}] for function in (a, b)
    )
    kept = [argument for argument in order_b if argument in order_a]
    if kept == order_b[: len(kept)] == order_a[: len(kept)]:
        return  # each is where it was: what is gone or new stands behind them
    for argument in kept[:1]:
        words = {"old": f"in the order {', '.join(order_a)}", "new": f"in the order {', '.join(order_b)}"}
        snippets = {"before": f"{name}({', '.join(order_a)})", "after": f"{name}({', '.join(order_b)})"}
        changes.add("python-argument-moved", at, name=name, argument=argument, **words, **snippets)


def _parameter(name: str, a: Parameter, b: Parameter, at: Spot, changes: Changes) -> None:
    call = {"before": f"{name}({a.name}: {a.annotation})", "after": f"{name}({b.name}: {b.annotation})"}
    if a.required != b.required:
        rule = "python-argument-became-required" if b.required else "python-argument-became-optional"
        changes.add(rule, at, name=name, argument=a.name, before=f"{name}()", after=f"{name}({a.name}=...)")
    elif a.default != b.default:
        words = {"old": a.default, "new": b.default}
        changes.add("python-argument-default-changed", at, name=name, argument=a.name, **words)
    if b.kind not in {a.kind, "either"}:
        words = {"old": _by(a.kind), "new": _by(b.kind)}
        changes.add("python-argument-moved", at, name=name, argument=a.name, **call, **words)
    how = relation(a.annotation, b.annotation)
    if how != "same":
        rule = "python-argument-type-widened" if how == "wider" else "python-argument-type-changed"
        words = {"old": a.annotation or "anything", "new": b.annotation or "anything"}
        changes.add(rule, at, name=name, argument=a.name, **call, **words)


def _overloads(name: str, a: Function, b: Function, at: Spot, changes: Changes) -> None:
    for form in a.overloads:
        if not any(_takes(new, form, at) for new in b.overloads):
            changes.add("python-overload-changed", at, name=name, old=_shown(name, form), before=_shown(name, form))
    for form in b.overloads:
        if not any(_takes(form, old, at) for old in a.overloads):
            changes.add("python-overload-added", at, name=name, new=_shown(name, form))


def _takes(new: Function, old: Function, at: Spot) -> bool:
    """Whether every call that was right by an old form is right by a new one."""
    changes = Changes()
    compare_functions("", old, new, at, changes)
    return old == new or changes.diff().level < Level.MAJOR


def _shown(name: str, form: Function) -> str:
    inner = ", ".join(f"{p.name}: {p.annotation}" if p.annotation else p.name for p in form.parameters)
    return f"{name}({inner}) -> {form.returns}"


def _kind(function: Function) -> str:
    if function.is_property:
        return "a property"
    return "to be awaited" if function.is_async else "a plain function"


def _by(kind: str) -> str:
    return {"positional": "by position", "either": "by position or name", "keyword": "by name"}.get(kind, f"as {kind}")
