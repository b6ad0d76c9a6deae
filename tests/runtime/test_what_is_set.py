"""The runtime knows nothing that generated code never says: a fact that nobody sets is dead, or a fault."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path

import pytest

from trueline.runtime import operation

GENERATOR = Path(operation.__file__).parents[1] / "codegen"
SOURCES = [*(GENERATOR / "plan").rglob("*.py"), *(GENERATOR / "templates").glob("*.jinja")]
#: By position: the third of what describes a link, and the variables of a server.
BY_POSITION = {
    "Server.variables",
    "Link.arguments",
    "Body.fields",
    "Content.encodings",
    "Operation.id",
    "Streaming.flag",
}
FACTS = [
    f"{name}.{field.name}"
    for name, each in vars(operation).items()
    if isinstance(each, type) and is_dataclass(each)
    for field in fields(each)
    if field.default is not MISSING or field.default_factory is not MISSING
]


@pytest.fixture(scope="module")
def generator() -> str:
    return "\n".join(path.read_text() for path in SOURCES)


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact not in BY_POSITION])
def test_each_fact_with_a_default_is_set_by_what_generates(generator: str, fact: str) -> None:
    name = fact.partition(".")[2]
    assert re.search(rf"""\b{name}=|["']{name}["']""", generator), f"nothing sets {fact}"
