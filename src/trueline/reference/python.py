"""The call of an operation in Python, for both clients."""

from __future__ import annotations

from dataclasses import dataclass

from trueline.codegen.facts import Facts
from trueline.codegen.plan.components import attribute_names
from trueline.reference.calls import Call
from trueline.reference.layout import Group, laid_out
from trueline.reference.samples import Sample


@dataclass(frozen=True, slots=True)
class Client:
    """What the SDK's package and client are called."""

    package: str
    name: str


def sync_code(call: Call, sample: Sample, client: Client, facts: Facts) -> str:
    """A whole program that makes the call and shows what comes back."""
    body = _statements(call, sample, facts, asynchronous=False, levels=1)
    lines = [*_imports(sample, client.package, client.name), "", f"with {client.name}() as client:"]
    return "\n".join([*lines, *(_indented(body, 1))])


def async_code(call: Call, sample: Sample, client: Client, facts: Facts) -> str:
    """The same under asyncio."""
    name = f"Async{client.name}"
    body = _statements(call, sample, facts, asynchronous=True, levels=2)
    imports = _imports(sample, client.package, name, "import asyncio")
    head = ["", "", "async def main() -> None:", f"    async with {name}() as client:"]
    return "\n".join([*imports, *head, *_indented(body, 2), "", "", "asyncio.run(main())"])


def caught_code(call: Call, sample: Sample, client: Client, facts: Facts) -> str:
    """The same call, and what to do when it fails."""
    names = ", ".join(sorted(["APIStatusError", "NotFoundError", client.name]))
    body = _statements(call, sample, facts, asynchronous=False, levels=2)
    lines = [*_imports(sample, client.package, names), "", f"with {client.name}() as client:", "    try:"]
    failed = [
        "    except NotFoundError as error:",
        '        print("not there:", error.body)',
        "    except APIStatusError as error:",
        "        print(error.status_code, error.request_id)",
    ]
    return "\n".join([*lines, *_indented(body, 2), *failed])


def _imports(sample: Sample, package: str, names: str, *more: str) -> list[str]:
    used = frozenset(more).union(*(value.imports for _, value in sample.arguments))
    standard = sorted(used, key=lambda line: (line.startswith("from "), line.lower()))
    return [*standard, *([""] if standard else []), f"from {package} import {names}"]


def _indented(lines: list[str], levels: int) -> list[str]:
    return [f"{'    ' * levels}{line}" if line else line for text in lines for line in text.split("\n")]


def _statements(call: Call, sample: Sample, facts: Facts, *, asynchronous: bool, levels: int) -> list[str]:
    """What is done with the client, one statement an entry."""
    wait, loop = ("await ", "async ") if asynchronous else ("", "")
    result = (call.method.overloads or (call.method,))[0].result
    parts = result.annotation.parts

    def laid(before: str, after: str = "") -> str:
        code = laid_out(_called(call, sample), indent=levels, before=before, after=after)
        return code.replace("\n" + "    " * levels, "\n")  # the whole is indented afterwards

    if result.kind == "page":
        return [laid(f"{loop}for item in ", ":"), "    print(item)"]
    if result.kind == "stream":
        return [
            laid(f"{loop}with ", " as events:"),
            f"    {loop}for event in events:",
            "        print(event)",
            "        break",
        ]
    if parts == ("None",):
        return [laid(wait)]
    if parts == ("BinaryResponse",):
        return [laid(f"answer = {wait}"), f"print(len({wait}answer.read()))"]
    return [laid(f"result = {wait}"), f"print({_shown(str(result.annotation), facts)})"]


def _called(call: Call, sample: Sample) -> Group:
    positional = {arg.name for arg in call.method.args if arg.positional}
    items = tuple(("" if arg in positional else f"{arg}=", value.code) for arg, value in sample.arguments)
    return Group(f"client.{call.name}(", items, ")")


def _shown(result: str, facts: Facts) -> str:
    """A secret is not in the ``repr`` of what holds it; where there is one, it is what the caller came for."""
    model = facts.models.get(result)
    secret = next((p.name for p in model.properties if p.sensitive and p.required), None) if model else None
    return f"result.{attribute_names(model)[secret]}" if model and secret else "result"
