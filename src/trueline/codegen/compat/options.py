"""Options of the client: those of the names file, and credentials of the document that it has none for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from trueline import names, reserved
from trueline.codegen.plan.annotation import Annotation
from trueline.codegen.plan.cli_values import CliCredential
from trueline.codegen.plan.credentials import SAMPLE
from trueline.codegen.plan.literals import docstring, literal
from trueline.codegen.plan.values import CredentialPlan, Keyword, Sdk
from trueline.spec.naming import Names
from trueline.spec.naming import model as written

_TYPES = {"string": "str", "boolean": "bool", "integer": "int", "number": "float"}
_SAMPLES = {"boolean": "True", "integer": "1", "number": "1.0"}


@dataclass(frozen=True, slots=True)
class Option:
    """An option of the client, as its class has it. ``facts``: what the runtime knows beside; ``sample``: one."""

    arg: str
    annotation: Annotation
    doc: str
    facts: tuple[Keyword, ...]
    scheme: str = ""
    env: str = ""
    sample: str = SAMPLE
    required: bool = False
    path: str = ""
    header: str = ""
    query: str = ""
    body: str = ""


def options_of(sdk: Sdk, known: Names) -> tuple[Option, ...]:
    """The options in the file's order, then the credentials that the file does not have."""
    carried = {each.scheme: each for each in sdk.client.credentials}
    made = [_option(each, carried.get(each.scheme)) for each in known.options]
    stated = {each.scheme for each in known.options}
    return (*made, *(_credential(each) for each in sdk.client.credentials if each.scheme not in stated))


def with_options(sdk: Sdk, options: Iterable[Option]) -> Sdk:
    """The SDK whose command line and test kit make clients with these options."""
    options = tuple(options)
    kinds = {scheme.id: scheme.kind for scheme in sdk.client.schemes}
    shown = tuple(
        CliCredential(
            each.arg,
            each.env,
            "bearer" if any(fact.name == "role" for fact in each.facts) else kinds[each.scheme],
            each.doc,
        )
        for each in options
        if each.scheme in kinds
    )
    given = tuple(Keyword(each.arg, each.sample) for each in options if each.scheme in kinds or each.required)
    return replace(sdk, cli=replace(sdk.cli, credentials=shown), testing=replace(sdk.testing, credentials=given))


def _option(each: written.Option, credential: CredentialPlan | None) -> Option:
    whole = credential if credential and not each.role else None
    arg = whole.arg if whole else names.argument(each.name, reserved.CREDENTIALS)
    required = not each.nullable and each.default is None
    told = each.doc or (whole.doc if whole else "")
    return Option(
        arg=arg,
        annotation=whole.annotation if whole else Annotation((_TYPES.get(each.kind, "object"),)),
        doc=docstring(told) if told else "An option of the API.",
        facts=tuple(_facts(each, required=required)),
        scheme=each.scheme,
        env=each.env,
        sample=whole.sample if whole else _SAMPLES.get(each.kind, SAMPLE),
        required=required,
        path=each.path,
        header=each.header,
        query=each.query,
        body=each.body,
    )


def _credential(each: CredentialPlan) -> Option:
    facts = [Keyword(name, literal(value)) for name, value in (("scheme", each.scheme), ("env", each.env)) if value]
    return Option(each.arg, each.annotation, each.doc, tuple(facts), each.scheme, each.env, each.sample)


def _facts(each: written.Option, *, required: bool) -> Iterator[Keyword]:
    said = {name: getattr(each, name) for name in ("scheme", "env", "role", "path", "variable", "body")}
    if not each.scheme or each.role:  # a credential travels as its scheme says
        said |= {"header": each.header, "query": each.query}
    yield from (Keyword(name, literal(value)) for name, value in said.items() if value)
    if each.kind != "string":
        yield Keyword("kind", literal(each.kind))
    if each.default is not None:
        yield Keyword("default", literal(each.default))
    if required:
        yield Keyword("required", "True")
