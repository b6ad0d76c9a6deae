"""The command line of an SDK: ``program resource verb``, one command for every operation."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable
from dataclasses import replace

from trueline.codegen.facts import Facts, OperationFact
from trueline.codegen.plan.answers import successes
from trueline.codegen.plan.arguments import Arguments
from trueline.codegen.plan.bodies import BodyShape, kind_of
from trueline.codegen.plan.choices import Choices
from trueline.codegen.plan.cli_options import SHARED, options
from trueline.codegen.plan.cli_values import CliCommand, CliCredential, CliGroup, CliPlan
from trueline.codegen.plan.components import is_body_of_fields, item_type
from trueline.codegen.plan.docs import deprecation
from trueline.codegen.plan.extensions import effects, required_scopes
from trueline.codegen.plan.kinds import CliKind
from trueline.codegen.plan.literals import one_line, visible
from trueline.codegen.plan.metadata import first_paragraph
from trueline.codegen.plan.paging import Paging
from trueline.codegen.plan.symbols import Symbols
from trueline.codegen.plan.values import ClientPlan, MethodPlan, ResourcePlan, WebhooksPlan
from trueline.runtime.cli.table import Effects
from trueline.spec.types import Scalar, ScalarKind, Type

_NUMBERS = frozenset({ScalarKind.INTEGER, ScalarKind.NUMBER, ScalarKind.DECIMAL_NUMBER})


def command(
    fact: OperationFact,
    method: str,
    kind: CliKind,
    arguments: Arguments,
    shape: BodyShape | None,
    answers: Choices,
    paging: Paging | None,
    symbols: Symbols,
    *,
    idempotent: bool,
) -> CliCommand:
    """The command of one operation. ``kind`` is the runtime's word for what it answers with."""
    size = _page_size(paging, arguments) if kind in {"page", "any"} else ""
    hints = effects(fact)
    asks = Effects(fact.method, hints).removes
    reserved = _reserved(kind, shape, idempotent=idempotent, asks=asks)
    return CliCommand(
        name=_word(method),
        method=method,
        request=f"{fact.method} {one_line(fact.path)}",
        summary=one_line(fact.summary),
        options=options(arguments, shape, answers, symbols, reserved=reserved, page_size=size),
        kind=kind,
        body=shape.kinds if shape else (),
        body_required=any((arg.sent or arg.name) == "body" and not arg.default for arg in arguments.args),
        scopes=tuple(map(one_line, required_scopes(fact))),
        deprecated=deprecation(fact) if fact.deprecated else "",
        idempotent=idempotent,
        page_size=size,
        page_default=_page_default(size, arguments),
        plot=_plot(fact, symbols) if kind == "call" else "",
        tags=tuple(map(one_line, fact.tags)),
        hints=hints,
        body_arg=next((arg.name for arg in arguments.args if arg.sent), ""),
    )


def text(written: str) -> str:
    """A description as it may stand on a terminal."""
    return visible(textwrap.dedent(written)).strip()


def _reserved(kind: CliKind, shape: BodyShape | None, *, idempotent: bool, asks: bool) -> frozenset[str]:
    """The names of options that the command has beside its operation's own."""
    more = {"all", "limit"} if kind in {"page", "any"} else set[str]()
    more |= {"save"} if kind in {"binary", "any"} else set()
    more |= {"body"} if shape else set()
    more |= {"idempotency-key"} if idempotent else set()
    more |= {"yes"} if asks else set()
    return SHARED | more


def _page_size(paging: Paging | None, arguments: Arguments) -> str:
    """The argument that says how many items a page has."""
    wanted = paging.limit if paging else ""
    found = [arg for arg, p in arguments.params if wanted and p.name == wanted]
    return next(iter([*found, *(arg for arg, wire in arguments.fields if wanted and wire == wanted)]), "")


def _page_default(size: str, arguments: Arguments) -> int:
    stated = next((p.default for arg, p in arguments.params if arg == size), None)
    value = json.loads(stated) if stated else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _plot(fact: OperationFact, symbols: Symbols) -> str:
    """The columns of a time series: rows that begin with a time and hold one number. Empty for any other answer."""
    bodies = [m.type for response in successes(fact) for m in response.media if kind_of(m.media_type) == "json"]
    rows = _rows(bodies[0], symbols) if len(bodies) == 1 else None
    model = is_body_of_fields(rows, symbols) if rows is not None else None
    if model is None or not model.properties:
        return ""
    first = model.properties[0]
    kinds = [(p.name, symbols.resolve(p.type)) for p in model.properties]
    numbers = [name for name, each in kinds if isinstance(each, Scalar) and each.kind in _NUMBERS]
    timed = first.required and symbols.resolve(first.type) == Scalar(ScalarKind.DATE_TIME)
    plain = all(":" not in name for name in (first.name, *numbers))
    return f"{first.name}:{numbers[0]}" if timed and plain and len(numbers) == 1 else ""


def _rows(answer: Type, symbols: Symbols) -> Type | None:
    """What an answer lists: the items of a list, or of the only list of objects in an object."""
    own = item_type(answer, symbols)
    model = is_body_of_fields(answer, symbols)
    if own is not None or model is None:
        return own
    items = [item_type(p.type, symbols) for p in model.properties]
    lists = [item for item in items if item is not None and is_body_of_fields(item, symbols) is not None]
    return lists[0] if len(lists) == 1 else None


def cli_plan(
    facts: Facts, client: ClientPlan, resources: tuple[ResourcePlan, ...], webhooks: WebhooksPlan | None
) -> CliPlan:
    """The plan of the command line."""
    names: dict[tuple[str, ...], tuple[str, ...]] = {(): ()}
    for resource in (client.root, *resources):  # each before those below it
        taken = {each.name for each in _commands(resource, set())}
        for child in resource.children:
            path = (*resource.path, child.attr)
            name = _free(_word(child.attr), taken)
            taken.add(name)
            names[path] = (*names[resource.path], name)
    groups = tuple(_group(resource, names[resource.path]) for resource in resources)
    return CliPlan(
        help=first_paragraph(facts.api.description) or one_line(facts.api.title),
        root=_group(client.root, ()),
        groups=groups,
        credentials=tuple(_credentials(client)),
        listen=_listen((client.root, *resources), webhooks),
        events=tuple(_events(facts.webhooks)) if webhooks else (),
    )


def _group(resource: ResourcePlan, names: tuple[str, ...]) -> CliGroup:
    module = (resource.module if names else "_root") if resource.methods or not names else ""
    return CliGroup(names, resource.path, module, one_line(resource.doc), tuple(_commands(resource, set())))


def _commands(resource: ResourcePlan, taken: set[str]) -> Iterable[CliCommand]:
    for method in resource.methods:
        name = _free(method.command.name, taken)
        taken.add(name)
        yield replace(method.command, name=name)


def _word(name: str) -> str:
    return name.strip("_").replace("_", "-") or "call"


def _free(name: str, taken: Iterable[str]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free


def _credentials(client: ClientPlan) -> Iterable[CliCredential]:
    kinds = {scheme.id: scheme.kind for scheme in client.schemes}
    for credential in client.credentials:
        yield CliCredential(credential.arg, credential.env, kinds[credential.scheme], one_line(credential.doc))


def _listen(resources: Iterable[ResourcePlan], webhooks: WebhooksPlan | None) -> tuple[str, ...]:
    """The operation that streams what webhooks deliver: attributes and method. Empty where there is none."""
    for resource in resources if webhooks else ():
        for method in resource.methods:
            if method.result.kind == "stream" and not method.overloads and _same_events(method, webhooks):
                return (*resource.path, method.name)
    return ()


def _same_events(method: MethodPlan, webhooks: WebhooksPlan | None) -> bool:
    if webhooks is None or _needs(method):
        return False
    return method.result.annotation.parts == ((webhooks.alias,) if webhooks.alias else webhooks.annotation.parts)


def _needs(method: MethodPlan) -> bool:
    return any(not arg.default for arg in method.args)


def _events(webhooks: tuple[OperationFact, ...]) -> Iterable[str]:
    """The names of the webhooks that bring JSON. Their examples are among the facts of the test kit."""
    for fact in webhooks:
        if fact.body and any(kind_of(media.media_type) == "json" for media in fact.body.media):
            yield one_line(fact.path)
