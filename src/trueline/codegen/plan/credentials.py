"""Credentials: one argument of the client for each security scheme, and how each of them travels."""

from __future__ import annotations

from functools import partial

from trueline import names, reserved
from trueline.codegen.facts import SchemeFact
from trueline.codegen.plan.annotation import Annotation, literals, union
from trueline.codegen.plan.kinds import SchemeKind
from trueline.codegen.plan.literals import docstring, literal
from trueline.codegen.plan.values import CredentialPlan, SchemePlan

SAMPLE = '"test"'
"""A credential for tests that is a text, as code."""
_PAIR_SAMPLE = '("test", "test")'
_TEXT = Annotation(("str",))
_PAIR = Annotation(("tuple",)).of(_TEXT, _TEXT)
_WAYS = literals(map(literal, ("client_secret_basic", "client_secret_post")))
_IN_BODY = " (``client_secret_post`` as a third part sends them in its body)"
_CLIENT = _PAIR | Annotation(("tuple",)).of(_TEXT, _TEXT, _WAYS)

#: HTTP schemes whose credential answers a challenge of the server, so that none can be sent beforehand: the caller's
#: HTTP client does it (registry of authentication schemes, RFC 9110, 16.4.1).
_CHALLENGES = {"digest", "hoba", "mutual", "negotiate", "ntlm", "scram-sha-1", "scram-sha-256"}


_KINDS: dict[str, SchemeKind] = {"apiKey": "api_key", "mutualTLS": "mutual_tls"}
_HTTP_KINDS: dict[str, SchemeKind] = {"bearer": "bearer", "basic": "basic", **dict.fromkeys(_CHALLENGES, "challenge")}


def kind_of_scheme(scheme: SchemeFact) -> SchemeKind:
    """How the runtime calls a scheme of this type."""
    if scheme.type == "http":
        return _HTTP_KINDS.get(scheme.scheme.lower(), "http")
    if scheme.type == "oauth2" and scheme.has_client_credentials and scheme.token_url:
        return "oauth2" if scheme.has_other_flows else "client_credentials"
    return _KINDS.get(scheme.type, "bearer")


def takes_text(scheme: SchemeFact) -> bool:
    """Whether the credential may be one text, which a function may give as well."""
    return kind_of_scheme(scheme) not in {"basic", "client_credentials", "mutual_tls", "challenge"}


def credentials(schemes: tuple[SchemeFact, ...], prefix: str) -> list[CredentialPlan]:
    """One argument per scheme; the only bearer or key is called ``api_key``, as everybody calls it."""
    carried = [scheme for scheme in schemes if kind_of_scheme(scheme) not in {"mutual_tls", "challenge"}]
    lone = len(carried) == 1 and kind_of_scheme(carried[0]) in {"bearer", "api_key"}
    texts = names.distinct({scheme.id: scheme.arg for scheme in carried})
    unique = names.unique(texts.values(), partial(names.argument, taken=reserved.CREDENTIALS))
    plans: list[CredentialPlan] = []
    for scheme in carried:
        arg = "api_key" if lone and not scheme.arg else unique[texts[scheme.id]]
        kind = kind_of_scheme(scheme)
        pair, text = kind in {"basic", "client_credentials", "oauth2"}, takes_text(scheme)
        env = scheme.env or f"{prefix}_{arg.strip('_').upper()}" if text else ""
        annotation = union([_TEXT] * text + [_PAIR if kind == "basic" else _CLIENT] * pair)
        plans.append(
            CredentialPlan(arg, annotation, scheme.id, env, _doc(scheme, env), text, _PAIR_SAMPLE if pair else SAMPLE)
        )
    return plans


def _doc(scheme: SchemeFact, env: str) -> str:
    what = {
        "basic": "``(user, password)``",
        "client_credentials": f"``(client id, client secret)``, exchanged for a token at the first call{_IN_BODY}",
        "oauth2": f"an access token, or ``(client id, client secret)``, exchanged for one at the first call{_IN_BODY}",
        "bearer": "the bearer token",
    }.get(kind_of_scheme(scheme), "the credential")
    fallback = f"; falls back to the environment variable ``{env}``" if env else ""
    return docstring(f"{what} of the scheme {scheme.id}{fallback}.")


def scheme_plan(scheme: SchemeFact, credential: CredentialPlan | None) -> SchemePlan:
    """A scheme as the runtime knows it."""
    kind = kind_of_scheme(scheme)
    name = {"api_key": scheme.name, "http": scheme.scheme, "challenge": scheme.scheme}.get(kind, "")
    exchanged = kind in {"client_credentials", "oauth2"}
    return SchemePlan(
        id=scheme.id,
        kind=kind,
        arg=credential.arg if credential else "",
        env=credential.env if credential else "",
        name=name,
        location=scheme.location if kind == "api_key" else "",
        token_url=scheme.token_url if exchanged else "",
        scopes=scheme.scopes if exchanged else (),
        client_auth=scheme.client_auth if exchanged and scheme.client_auth == "client_secret_post" else "",
    )
