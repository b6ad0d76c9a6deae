"""The client: its name, its address, its credentials."""

from __future__ import annotations

from trueline import names
from trueline.codegen.facts import Facts, SchemeFact
from trueline.codegen.plan.credentials import credentials, scheme_plan, takes_text
from trueline.codegen.plan.imports import ImportBlock, Imports
from trueline.codegen.plan.literals import docstring
from trueline.codegen.plan.resources import Tree
from trueline.codegen.plan.servers import ServersPlan, servers_plan
from trueline.codegen.plan.values import ClientPlan


def client_plan(facts: Facts, package: str, tree: Tree, base_url: str, name: str = "", prefix: str = "") -> ClientPlan:
    """The plan of the client class."""
    api = facts.api
    prefix = prefix or names.constant(package)
    carried = tuple(credentials(api.schemes, prefix))
    by_scheme = {credential.scheme: credential for credential in carried}
    servers = servers_plan(facts)
    about = api.description.strip() or f"A client of {api.title}."
    return ClientPlan(
        name=name or client_name(package),
        doc=docstring("\n\n".join(filter(None, [about, tree.said.text]))),
        base_url=base_url,
        env_prefix=prefix,
        credentials=carried,
        schemes=tuple(scheme_plan(scheme, by_scheme.get(scheme.id)) for scheme in api.schemes),
        security=_usual_security(facts),
        resources=tree.children(()),
        root=tree.root(),
        servers=servers,
        own_imports=_imports(servers, api.schemes),
    )


def _imports(servers: ServersPlan, schemes: tuple[SchemeFact, ...]) -> ImportBlock:
    imports = Imports(".")
    imports.typing("Literal")
    for module, name in (("client", "AsyncClient"), ("client", "SyncClient"), ("operation", "ClientConfig")):
        imports.runtime(module, name)
    imports.runtime("unset", "UNSET")
    imports.runtime("unset", "Unset")
    imports.name("._version", "__version__")
    imports.name("collections.abc", "Callable", checking=True)
    if any(map(takes_text, schemes)):
        imports.name("collections.abc", "Awaitable", checking=True)
    imports.name("collections.abc", "Mapping", checking=True)
    imports.typing("Any")
    imports.module("httpx", checking=True)
    imports.runtime("events", "Event", alias="_Event", checking=True)
    if servers.code:
        imports.runtime("operation", "Server", alias="_Server")
    if servers.variables:
        imports.typing("TypedDict")
    for annotation in ([servers.choice] if servers.choice else []) + [v.annotation for v in servers.variables]:
        imports.use(annotation)
    if schemes:
        imports.runtime("operation", "SecurityScheme")
    return imports.block()


def _usual_security(facts: Facts) -> tuple[tuple[str, ...], ...]:
    """What a request needs that no operation describes: what the document says for all.

    A document that says nothing (FastAPI writes it at each operation) is taken at the word of the operations that need
    a credential, where they agree; the request goes without where there is none.
    """
    if facts.api.security:
        return facts.api.security
    needed = {operation.security for operation in facts.operations.values() if any(operation.security)}
    return (*needed.pop(), ()) if len(needed) == 1 else ()


def client_name(package: str) -> str:
    """The class of the client of an import package."""
    return names.class_name(package)
