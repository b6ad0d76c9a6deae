"""What Python calls the parts of a document: names made by the code that the plan makes them with, and no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trueline.codegen.facts import OperationFact, ParameterFact
from trueline.codegen.plan.annotate import Annotator
from trueline.codegen.plan.arguments import arguments
from trueline.codegen.plan.bodies import body_shape
from trueline.codegen.plan.components import attribute_names
from trueline.codegen.plan.imports import Imports
from trueline.codegen.plan.methods import idempotency_header
from trueline.codegen.plan.symbols import Symbols

#: Where something travels (``path``, ``query``, ``header``, ``cookie``, ``body``) and its name there.
WirePlace = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a method: their names by where they travel, and those that go by position, in order."""

    names: Mapping[WirePlace, str]
    positional: tuple[str, ...]

    def keywords(self) -> Mapping[str, str]:
        """The names of the properties of the body that are arguments, by wire name."""
        return {wire: name for (where, wire), name in self.names.items() if where == "body"}

    def of(self, parameter: Mapping[str, object]) -> str:
        """The name of a parameter of the document."""
        name = str(parameter["name"])
        return self.names.get(_place(str(parameter["in"]), name), name)


@dataclass(frozen=True, slots=True)
class Named:
    """What Python calls an object and its properties. ``caller`` is the method that takes them as keywords, if any."""

    code: str
    attributes: Mapping[str, str]
    caller: str = ""
    keywords: Mapping[str, str] = field(default_factory=dict[str, str])

    def attribute(self, name: str) -> str:
        """The attribute of a property."""
        return self.attributes.get(name, name)

    def use(self, name: str, subject: str) -> str:
        """How code gives a property, or reads it."""
        if self.caller:
            return f"{self.caller}({self.keywords.get(name, name)}=...)"
        return (
            f"{self.code}({self.attribute(name)}=...)"
            if subject == "request"
            else f"{self.code}.{self.attribute(name)}"
        )

    def place(self, name: str) -> str:
        """The property itself, for its type to be written after it."""
        return (
            f"{self.caller}({self.keywords.get(name, name)})" if self.caller else f"{self.code}.{self.attribute(name)}"
        )

    def without(self) -> str:
        """How code makes the object, whatever it gives."""
        return f"{self.caller or self.code}(...)"


class Written:
    """The names of one side, each made when it is asked for."""

    def __init__(self, symbols: Symbols) -> None:
        self._symbols = symbols
        self._arguments: dict[str, Arguments] = {}
        self._attributes: dict[str, Mapping[str, str]] = {}

    def attributes(self, component: str) -> Mapping[str, str]:
        """The attribute of each property of a component, by wire name; none for one that is not an object."""
        if component not in self._attributes:
            model = self._symbols.facts.models.get(component)
            self._attributes[component] = attribute_names(model) if model else {}
        return self._attributes[component]

    def arguments(self, fact: OperationFact) -> Arguments:
        """The arguments of the method of an operation."""
        if fact.pointer not in self._arguments:
            self._arguments[fact.pointer] = self._of(fact)
        return self._arguments[fact.pointer]

    def _of(self, fact: OperationFact) -> Arguments:
        header = idempotency_header(fact).lower()
        annotator = Annotator(self._symbols, Imports(".."), "..types.")
        carried = frozenset({header} if header else ())
        called = arguments(fact, body_shape(fact, self._symbols), carried, annotator)
        names: dict[WirePlace, str] = {("header", header): "idempotency_key"} if header else {}
        names |= {_of_fact(p): name for name, p in called.params}
        names |= {("body", wire): name for name, wire in called.fields}
        return Arguments(names, tuple(argument.name for argument in called.args if argument.positional))


def _of_fact(parameter: ParameterFact) -> WirePlace:
    return _place(parameter.location, parameter.name)


def _place(location: str, name: str) -> WirePlace:
    return location, name.lower() if location == "header" else name


def typed(code: str, type_: str) -> str:
    """A place in code with its type: ``Key.limit: int``, ``client.keys.list(limit: int)``, ``client.x(...) -> str``."""
    if not code:
        return ""
    if code.endswith("(...)"):
        return f"{code} -> {type_}"
    return f"{code[:-1]}: {type_})" if code.endswith(")") else f"{code}: {type_}"
