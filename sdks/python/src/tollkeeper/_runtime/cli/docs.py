"""The description of an operation, from where it is written already: the docstring of its method."""

from __future__ import annotations

from importlib import import_module
from inspect import cleandoc

from .table import Api

_SECTIONS = ("\n\nDeprecated: ", "\n\nArgs:\n", "\n\nScopes: ", "\n\nRaises:\n", "\n\nLinks:\n")


def description(api: Api, module: str, method: str) -> str:
    """Its text between the request line and the first section; empty where there is none."""
    root = module == "_root"
    found = import_module(f"{api.package}._client" if root else f"{api.package}.resources.{module}")
    own = [each for each in vars(found).values() if isinstance(each, type) and each.__module__ == found.__name__]
    cls = next((each for each in own if method in vars(each)), None)  # the synchronous one comes first
    text = cleandoc(getattr(vars(cls).get(method), "__doc__", None) or "") if cls is not None else ""
    _, request, rest = text.partition("\n\n``")
    rest = rest.partition("``")[2] if request else ""
    for section in _SECTIONS:
        rest = rest.partition(section)[0]
    return rest.strip()
