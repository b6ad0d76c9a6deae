"""What the OpenAPI specification fixes and many modules ask for."""

from __future__ import annotations

from collections.abc import Mapping

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The HTTP methods that have a field of their own in a path item, in the order of the specification.

``query`` is one since OpenAPI 3.2. Other methods are in ``additionalOperations`` there.
"""

METHODS_BEFORE_3_2 = METHODS[:-1]

SCHEMAS = "#/components/schemas/"
"""What a reference to a named schema begins with."""

_CLIENT_AUTH = ("x-token-endpoint-auth-method", "x-speakeasy-token-endpoint-authentication")


def client_auth(*places: Mapping[str, object]) -> str:
    """The ``token_endpoint_auth_method`` of RFC 7591, which OpenAPI has no word for: the first that is said."""
    return next((str(place[name]) for place in places for name in _CLIENT_AUTH if place.get(name)), "")
