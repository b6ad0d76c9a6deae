"""The one way in: rate limit, API key, scopes. There is no other authentication in this server's v1.

Every way to fail is the same 401, with the same words: the answer never says whether a key exists. What tells it is
`keys.verify`, and only about the caller's own keys.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tollkeeper_server.addresses import limited_as
from tollkeeper_server.context import Origin, Principal
from tollkeeper_server.db.ahead import Fetched
from tollkeeper_server.db.models import ApiKey
from tollkeeper_server.db.rows import KeyRow
from tollkeeper_server.db.visit import Visit
from tollkeeper_server.keys.format import is_key
from tollkeeper_server.problems import Problem
from tollkeeper_server.ratelimit import Taken
from tollkeeper_server.services import Services
from tollkeeper_server.spec.operation import Operation

CHALLENGE = 'Bearer realm="tollkeeper"'
_LONGEST = 255


@dataclass(slots=True)
class Admission:
    """What was found out about a request before its parameters were looked at.

    Filled in step by step: a request that ends early is answered and logged with what was known by then.
    """

    origin: Origin
    principal: Principal | None = None
    taken: Taken | None = None
    headers: dict[str, str] = field(default_factory=dict[str, str])


def with_api_key_auth(
    operation: Operation,
    services: Services,
    admission: Admission,
    digests: Callable[[], Sequence[bytes]],
    visit: Visit | Fetched,
) -> None:
    """Let a request in, or raise ``Problem``: 401, 403 or 429. Blocks on the database.

    ``digests`` are those of its key; they are not asked for where anybody may come in.
    """
    if operation.public:
        _take(services, admission, f"address:{limited_as(admission.origin.ip_address)}")
        return
    known, now = digests(), admission.origin.now
    row = _look_up(visit, known)
    if row is None or not is_valid(row, now):
        _take(services, admission, f"refused:{limited_as(admission.origin.ip_address)}")
        raise unauthenticated('error="invalid_token"' if known else "")
    admission.principal = Principal(row.id, row.organization_id, frozenset(row.scopes), row.expires_at)
    _take(services, admission, f"key:{row.id}")
    services.last_used.touch(row.id, row.last_used_at, now)
    require_scopes(admission.principal, operation.required_scopes, "This operation needs")


def readmit(services: Services, digests: Sequence[bytes], visit: Visit) -> None:
    """Look once more at the key of a request that was let in: time has passed. Raises ``Problem`` 401."""
    row = _look_up(visit, digests)
    if row is None or not is_valid(row, services.clock()):
        raise unauthenticated('error="invalid_token"')


def unauthenticated(error: str = "") -> Problem:
    """401, for every reason the same."""
    detail = "This operation needs a valid API key in the Authorization header."
    challenge = f"{CHALLENGE}, {error}" if error else CHALLENGE
    return Problem("unauthenticated", detail, headers={"WWW-Authenticate": challenge})


def bearer_key(headers: Sequence[tuple[str, str]]) -> str | None:
    """The key of the one ``Authorization`` header. Two of them, other schemes and other text are not a key."""
    sent = [value for name, value in headers if name == "authorization"]
    if len(sent) != 1 or len(sent[0]) > _LONGEST:
        return None
    scheme, _, key = sent[0].partition(" ")
    return key if scheme.lower() == "bearer" and is_key(key) else None


def _look_up(visit: Visit | Fetched, digests: Sequence[bytes]) -> KeyRow | None:
    """The row of a key, by its digest under any pepper that is in use: mostly that is one."""
    for digest in digests:
        row = visit.key(digest)
        if row is not None and hmac.compare_digest(row.digest, digest):
            return row
    return None


def is_valid(row: ApiKey | KeyRow, now: int) -> bool:
    """Enabled, not expired, not revoked."""
    return row.enabled and row.revoked_at is None and (row.expires_at is None or row.expires_at > now)


def require_scopes(principal: Principal, required: Sequence[str], subject: str) -> None:
    """Raises ``Problem`` 403 naming what is missing."""
    missing = [scope for scope in required if scope not in principal.scopes]
    if missing:
        detail = f"{subject} the scope{'s' * (len(missing) > 1)} {', '.join(missing)}."
        scopes = {"required_scopes": list(required), "missing_scopes": missing}
        raise Problem("insufficient_scopes", detail, extra=scopes)


def _take(services: Services, admission: Admission, name: str) -> None:
    rate = services.settings.rate
    taken = services.limiter.take(name, rate, admission.origin.now)
    admission.taken = taken
    admission.headers.update(taken.headers)
    if not taken.allowed:
        detail = f"The quota of {rate.limit} requests in {rate.seconds} seconds is used up."
        raise Problem("rate_limited", detail, headers={"Retry-After": str(taken.reset)})
