"""Facts, joined into the plan of an SDK."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from trueline import names
from trueline.codegen.facts import Facts
from trueline.codegen.plan.callbacks import callbacks_plan
from trueline.codegen.plan.cli import cli_plan
from trueline.codegen.plan.client import client_name, client_plan
from trueline.codegen.plan.literals import one_line
from trueline.codegen.plan.metadata import metadata_plan
from trueline.codegen.plan.naming import place_all
from trueline.codegen.plan.public import public
from trueline.codegen.plan.readme import index, pages, quickstart
from trueline.codegen.plan.resources import Tree
from trueline.codegen.plan.symbols import Symbols
from trueline.codegen.plan.testing import testing_plan
from trueline.codegen.plan.types import Types, module_of, types_plan
from trueline.codegen.plan.values import Sdk
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
    #: Whether each type has a module of its own, as the layouts of other generators ask for.
    apart: bool = False


def build(facts: Facts, naming: Naming, metadata: Metadata = SAYS_NOTHING, types: Types | None = None) -> Sdk:
    """The plan; ``types`` where they are planned already.

    That the engine reads the same shape of the API, ``second_reader`` makes sure. Raises ``DocumentError`` for an
    extension of a wrong shape.
    """
    try:
        return _build(facts, naming, metadata, types_plan(facts, apart=naming.apart) if types is None else types)
    except DocumentError as error:  # whoever plans a method knows the pointer, and not what the file is called
        if error.where is not None:
            error.where = replace(error.where, source=naming.source)
        raise


def _build(facts: Facts, naming: Naming, metadata: Metadata, types: Types) -> Sdk:
    symbols = Symbols(facts, apart=naming.apart)
    base_url = facts.api.servers[0].address if facts.api.servers else ""
    places = place_all(facts.operations.values())
    own = naming.client or client_name(naming.package)
    tree = Tree(symbols, places, own, naming.resource, naming.casings)
    client = client_plan(facts, naming.package, tree, base_url, naming.client, naming.prefix)
    resources = tree.resources()
    webhooks = webhooks_plan(facts, symbols)
    exported = module_of(symbols)
    offered = public((client.root, *resources), exported)
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
        models=types.models,
        enums=types.enums,
        aliases=types.aliases,
        exports=_by_module(exported),
        webhooks=webhooks,
        callbacks=callbacks_plan(facts, symbols, places),
        public=offered,
        hidden_types=frozenset(exported) & taken,
        quickstart=quickstart(naming.package, client, resources),
        index=index(client, resources),
        pages=pages(client, resources),
        cli=cli_plan(facts, client, resources, webhooks),
        testing=testing_plan(client, resources),
    )


def _by_module(exported: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, module in exported.items():
        found.setdefault(module, []).append(name)
    return {module: tuple(found[module]) for module in sorted(found)}


def default_distribution(package: str) -> str:
    """The name on the index: the package's, with hyphens."""
    return names.snake(package).replace("_", "-")
