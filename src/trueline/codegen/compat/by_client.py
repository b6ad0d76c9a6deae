"""Arguments that the client knows too: a method need not be given them."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace

from trueline import names
from trueline.codegen.compat.options import Option
from trueline.codegen.plan.annotation import NONE
from trueline.codegen.plan.values import ArgPlan, MethodPlan, ResourcePlan, Sdk


def by_client(sdk: Sdk, options: Iterable[Option]) -> Sdk:
    """The SDK whose methods may leave to the client what ``options`` of it send."""
    known = {
        names.argument(name) for each in options for name in (each.path, each.header, each.query, each.body) if name
    }
    if not known:
        return sdk
    root = replace(sdk.client, root=_resource(sdk.client.root, known))
    return replace(sdk, client=root, resources=tuple(_resource(each, known) for each in sdk.resources))


def _resource(resource: ResourcePlan, known: Set[str]) -> ResourcePlan:
    return replace(resource, methods=tuple(_method(each, known) for each in resource.methods))


def _method(method: MethodPlan, known: Set[str]) -> MethodPlan:
    ways = tuple(replace(way, args=_args(way.args, known)) for way in method.overloads)
    return replace(method, args=_args(method.args, known), overloads=ways)


def _args(args: tuple[ArgPlan, ...], known: Set[str]) -> tuple[ArgPlan, ...]:
    made = [_optional(arg) if arg.name in known and not arg.default and not arg.sent else arg for arg in args]
    return tuple(sorted(made, key=lambda arg: (not arg.positional, bool(arg.default))))


def _optional(arg: ArgPlan) -> ArgPlan:
    return replace(arg, annotation=arg.annotation | NONE, default="None", positional=False)
