"""Names that the engine can't tell apart: properties ``+1`` and ``-1``, parameters ``a-b`` and ``a b`` of an operation.

It gives up on such a class or operation, and all that needs it. While it runs, the later one gets a name with a hash of
what it is called on the wire; nothing else changes.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from openapi_python_client.parser.errors import ParseError
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import model_property
from openapi_python_client.schema.untrusted_string import UntrustedString

from trueline import names

#: Names of the engine's own functions; they are not part of its interface.
_PROPERTIES, _PARAMETERS = "_resolve_naming_conflict", "_check_parameters_for_conflicts"


@contextmanager
def names_apart() -> Generator[None]:
    """Tell such names apart inside the block."""
    properties, parameters = getattr(model_property, _PROPERTIES), getattr(Endpoint, _PARAMETERS)

    def resolved(first: Any, second: Any, config: Any) -> Any:
        if properties(first, second, config) is not None:
            _rename(first, config)

    def checked(endpoint: Any, **more: Any) -> Any:
        found = parameters(endpoint, **more)
        if not isinstance(found, ParseError):
            return found
        used: set[str] = set()
        for _, each in endpoint.iter_all_parameters():
            if each.python_name in used:
                _rename(each, more["config"])
            used.add(each.python_name)
        return endpoint

    setattr(model_property, _PROPERTIES, resolved)
    setattr(Endpoint, _PARAMETERS, checked)
    try:
        yield
    finally:
        setattr(model_property, _PROPERTIES, properties)
        setattr(Endpoint, _PARAMETERS, parameters)


def _rename(each: Any, config: Any) -> None:
    text = f"{each.python_name}_{names.digest(each.name.get_untrusted_value())}"
    each.set_python_name(UntrustedString(text), config)
