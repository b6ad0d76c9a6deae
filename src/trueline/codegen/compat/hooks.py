"""``client.webhooks.unwrap()``: a resource that verifies and reads the webhooks of the document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from trueline import names
from trueline.codegen.compat.options import Option
from trueline.codegen.plan.annotation import Annotation
from trueline.codegen.plan.values import ChildPlan, Sdk
from trueline.spec.naming import Names

EVENT = "UnwrapWebhookEvent"


@dataclass(frozen=True, slots=True)
class Hooks:
    """The resource. ``base``: the module of the resource of this name that has operations; empty where none has.

    ``option``: the client's option for the secret, without which nothing is verified.
    """

    attr: str
    method: str
    module: str
    class_name: str
    base: str
    annotation: Annotation
    option: str


def hooks_of(sdk: Sdk, known: Names, options: Iterable[Option]) -> Hooks | None:
    """The resource that the names file has for webhooks, where the document has any."""
    if not known.hooks or sdk.webhooks is None:
        return None
    hook = known.hooks[0]
    attr = names.snake(hook.resource)
    there = next((each for each in sdk.client.resources if each.attr == attr), None)
    option = next((each.arg for each in options if "webhook" in each.arg), "")
    return Hooks(
        attr=attr,
        method=names.snake(hook.name),
        module=f"_{attr}_unwrap" if there else attr,
        class_name=there.class_name if there else f"{known.class_name(hook.resource)}Resource",
        base=there.module if there else "",
        annotation=sdk.webhooks.annotation,
        option=option,
    )


def with_hooks(sdk: Sdk, hooks: Hooks | None) -> Sdk:
    """The SDK whose client has that resource."""
    if hooks is None:
        return sdk
    child = ChildPlan(hooks.attr, hooks.module, hooks.class_name, "Verify and read webhooks.", has_methods=True)
    others = [each for each in sdk.client.resources if each.attr != hooks.attr]
    return replace(sdk, client=replace(sdk.client, resources=(*others, child)))
