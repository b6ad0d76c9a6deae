"""Where the engine puts an operation: the folder of its tag and its module. Names alone; nothing is parsed."""

from __future__ import annotations

from openapi_python_client.parser.openapi import generate_operation_id
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import ClassName, PythonIdentifier

from trueline.engine.configuration import ConfigFile


def module_of(operation_id: str, method: str, path: str) -> str:
    """The module of an operation, as it is called where no other one has the name."""
    prefix = ConfigFile().field_prefix
    if operation_id:
        return str(PythonIdentifier(UntrustedString(operation_id), prefix))
    return str(generate_operation_id(path=UntrustedString(path), method=method.lower(), prefix=prefix))


def folder_of(tag: str) -> str:
    """The folder of a tag."""
    return str(PythonIdentifier(UntrustedString(tag), "tag"))


def class_of(name: str) -> str:
    """The class of a component without a title."""
    return str(ClassName(name, ConfigFile().field_prefix))


def identifier_of(name: str) -> str:
    """What Python calls a parameter or a property, where no other one has the name."""
    return str(PythonIdentifier(UntrustedString(name), ConfigFile().field_prefix))
