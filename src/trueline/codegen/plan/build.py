"""Facts, joined into the plan of an SDK."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from trueline import names
from trueline.codegen.facts import Facts
from trueline.codegen.plan.callbacks import callbacks_plan
from trueline.codegen.plan.cli import cli_plan
from trueline.codegen.plan.client import client_name, client_plan
from trueline.codegen.plan.components import alias_plan, enum_plan, model_plan
from trueline.codegen.plan.literals import one_line
from trueline.codegen.plan.metadata import metadata_plan
from trueline.codegen.plan.naming import place_all
from trueline.codegen.plan.public import public
from trueline.codegen.plan.readme import index, pages, quickstart
from trueline.codegen.plan.resources import Tree
from trueline.codegen.plan.symbols import Symbols
from trueline.codegen.plan.testing import testing_plan
from trueline.codegen.plan.values import AliasPlan, EnumPlan, ModelPlan, Sdk
from trueline.codegen.plan.version import package_version
from trueline.codegen.plan.webhooks import webhooks_plan
from trueline.errors import DocumentError
from trueline.request import SAYS_NOTHING, Metadata
from trueline.spec.naming.casings import Casings


@dataclass(frozen=True, slots=True)
class Naming:
    """What the user calls the SDK."""

    package: str
    distribution: str
    source: str
    version: str = ""
    """A version of its own; empty where the SDK has the document's."""
    #: The client's class, what its variables of the environment begin with, and what classes of resources end with.
    client: str = ""
    prefix: str = ""
    resource: str = ""
    #: Words that those classes write in a way of their own.
    casings: Casings = ()


def build(facts: Facts, naming: Naming, metadata: Metadata = SAYS_NOTHING) -> Sdk:
    """The plan. That the engine reads the same shape of the API, ``second_reader`` makes sure.

    Raises ``DocumentError`` for an extension of a wrong shape.
    """
    try:
        return _build(facts, naming, metadata)
    except DocumentError as error:  # whoever plans a method knows the pointer, and not what the file is called
        if error.where is not None:
            error.where = replace(error.where, source=naming.source)
        raise


def _build(facts: Facts, naming: Naming, metadata: Metadata) -> Sdk:
    symbols = Symbols(facts)
    base_url = facts.api.servers[0].address if facts.api.servers else ""
    places = place_all(facts.operations.values())
    own = naming.client or client_name(naming.package)
    tree = Tree(symbols, places, base_url, own, naming.resource, naming.casings)
    models = tuple(model_plan(model, symbols) for model in facts.models.values())
    enums = tuple(enum_plan(enum, symbols) for enum in facts.enums.values())
    aliases = tuple(alias_plan(alias, symbols) for alias in facts.aliases.values())
    client = client_plan(facts, naming.package, tree, base_url, naming.client, naming.prefix)
    resources = tree.resources()
    webhooks = webhooks_plan(facts, symbols)
    module_of = _exports(models, enums, aliases)
    offered = public((client.root, *resources), module_of)
    taken = {name for group in offered.values() for name in group} | {client.name, f"Async{client.name}"}
    return Sdk(
        package=naming.package,
        distribution=naming.distribution,
        version=naming.version or package_version(facts.api.version),
        api_version=facts.api.version,
        title=one_line(facts.api.title),
        summary=one_line(facts.api.description.split("\n\n")[0]) or one_line(facts.api.title),
        description=facts.api.description,
        metadata=metadata_plan(facts.api, metadata),
        source=naming.source,
        client=client,
        resources=resources,
        models=models,
        enums=enums,
        aliases=aliases,
        exports=_by_module(module_of),
        webhooks=webhooks,
        callbacks=callbacks_plan(facts, symbols, places),
        public=offered,
        hidden_types=frozenset(module_of) & taken,
        quickstart=quickstart(naming.package, client, resources),
        index=index(client, resources),
        pages=pages(client, resources),
        cli=cli_plan(facts, client, resources, webhooks),
        testing=testing_plan(client, resources),
    )


def _exports(
    models: tuple[ModelPlan, ...], enums: tuple[EnumPlan, ...], aliases: tuple[AliasPlan, ...]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for model in models:
        found[model.name] = model.module
        if model.typed_dict:
            found[model.typed_dict.name] = model.module
    for enum in enums:
        found[enum.name] = found[enum.values_name] = enum.module
    for alias in aliases:
        found[alias.name] = alias.module
        if alias.input:
            found[alias.input.name] = alias.module
    return dict(sorted(found.items()))


def _by_module(module_of: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, module in module_of.items():
        found.setdefault(module, []).append(name)
    return {module: tuple(found[module]) for module in sorted(found)}


def default_distribution(package: str) -> str:
    """The name on the index: the package's, with hyphens."""
    return names.snake(package).replace("_", "-")
