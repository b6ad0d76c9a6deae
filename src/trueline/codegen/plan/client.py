"""The client: its name, its address, its credentials."""

from __future__ import annotations

from functools import partial

from trueline import names, reserved
from trueline.codegen.facts import Facts, SchemeFact
from trueline.codegen.plan.kinds import SchemeKind
from trueline.codegen.plan.literals import docstring
from trueline.codegen.plan.resources import Tree
from trueline.codegen.plan.servers import servers_plan
from trueline.codegen.plan.values import ClientPlan, CredentialPlan, SchemePlan

_PAIR = "tuple[str, str]"


def client_plan(facts: Facts, package: str, tree: Tree, base_url: str) -> ClientPlan:
    """The plan of the client class."""
    api = facts.api
    prefix = names.constant(package)
    carried = tuple(credentials(api.schemes, prefix))
    by_scheme = {credential.scheme: credential for credential in carried}
    return ClientPlan(
        name=client_name(package),
        doc=docstring(api.description) or docstring(f"A client of {api.title}."),
        base_url=base_url,
        env_prefix=prefix,
        credentials=carried,
        schemes=tuple(_scheme(scheme, by_scheme.get(scheme.id)) for scheme in api.schemes),
        security=_usual_security(facts),
        resources=tree.children(()),
        root=tree.root(),
        servers=servers_plan(facts),
    )


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


#: HTTP schemes whose credential answers a challenge of the server, so that none can be sent beforehand: the caller's
#: HTTP client does it (registry of authentication schemes, RFC 9110, 16.4.1).
_CHALLENGES = {"digest", "hoba", "mutual", "negotiate", "ntlm", "scram-sha-1", "scram-sha-256"}


_KINDS: dict[str, SchemeKind] = {"apiKey": "api_key", "mutualTLS": "mutual_tls"}
_HTTP_KINDS: dict[str, SchemeKind] = {"bearer": "bearer", "basic": "basic", **dict.fromkeys(_CHALLENGES, "challenge")}


def _kind(scheme: SchemeFact) -> SchemeKind:
    if scheme.type == "http":
        return _HTTP_KINDS.get(scheme.scheme.lower(), "http")
    if scheme.type == "oauth2" and scheme.has_client_credentials and scheme.token_url:
        return "client_credentials"
    return _KINDS.get(scheme.type, "bearer")


def credentials(schemes: tuple[SchemeFact, ...], prefix: str) -> list[CredentialPlan]:
    """One argument per scheme; the only bearer or key is called ``api_key``, as everybody calls it."""
    carried = [scheme for scheme in schemes if _kind(scheme) not in {"mutual_tls", "challenge"}]
    lone = len(carried) == 1 and _kind(carried[0]) in {"bearer", "api_key"}
    texts = names.distinct({scheme.id: scheme.arg for scheme in carried})
    unique = names.unique(texts.values(), partial(names.argument, taken=reserved.CREDENTIALS))
    plans: list[CredentialPlan] = []
    for scheme in carried:
        arg = "api_key" if lone and not scheme.arg else unique[texts[scheme.id]]
        pair = _kind(scheme) in {"basic", "client_credentials"}
        env = "" if pair else scheme.env or f"{prefix}_{arg.strip('_').upper()}"
        plans.append(CredentialPlan(arg, _PAIR if pair else "str", scheme.id, env, _doc(scheme, env)))
    return plans


def _doc(scheme: SchemeFact, env: str) -> str:
    what = {
        "basic": "``(user, password)``",
        "client_credentials": "``(client id, client secret)``, exchanged for a token at the first call",
        "bearer": "the bearer token",
    }.get(_kind(scheme), "the credential")
    fallback = f"; falls back to the environment variable ``{env}``" if env else ""
    return docstring(f"{what} of the scheme {scheme.id}{fallback}.")


def _scheme(scheme: SchemeFact, credential: CredentialPlan | None) -> SchemePlan:
    kind = _kind(scheme)
    name = {"api_key": scheme.name, "http": scheme.scheme, "challenge": scheme.scheme}.get(kind, "")
    exchanged = kind == "client_credentials"
    return SchemePlan(
        id=scheme.id,
        kind=kind,
        arg=credential.arg if credential else "",
        env=credential.env if credential else "",
        name=name,
        location=scheme.location if kind == "api_key" else "",
        token_url=scheme.token_url if exchanged else "",
        scopes=scheme.scopes if exchanged else (),
    )
