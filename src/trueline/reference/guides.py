"""Guides of an SDK, made of its plan: each shows what it tells of with an operation that the document has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from trueline.codegen.plan.symbols import Symbols
from trueline.pipeline import Planned
from trueline.reference.calls import Call, Group, groups
from trueline.reference.inert import code, fence, inline, plain
from trueline.reference.operations import Context, code_of, joined, titled
from trueline.reference.pages import EVENTS, page_name
from trueline.reference.python import caught_code
from trueline.reference.samples import Sample, sample

#: Where the reference lies, from a guide.
_REFERENCE = "../reference"
#: The front page, and the guides with their titles, in the order in which they are read.
INDEX = "index.md"
_TITLES = {
    "errors-and-retries.md": "Errors and retries",
    "paging.md": "Lists and pages",
    "streaming.md": "Streams",
    "files.md": "Files",
    "webhooks.md": "Webhooks",
    "async.md": "The asynchronous client",
    "testing.md": "Testing code that uses it",
    "command-line.md": "The command line",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An operation that a guide shows; all but ``name`` is Markdown."""

    name: str
    title: str
    link: str
    samples: str
    asynchronous: str
    command: str
    caught: str


def guides(planned: Planned) -> dict[str, str]:
    """The front page and the guides, by name. What the API has nothing of has no guide."""
    context = Context(planned.facts, planned.sdk, Symbols(planned.facts))
    calls = _calls(groups(planned.facts, planned.sdk, context.symbols), context)
    values = _examples(calls, context) | {"sdk": context.sdk, "events": f"{_REFERENCE}/{EVENTS}#events"}
    needed = {
        "paging.md": values["paged"],
        "streaming.md": values["streamed"],
        "files.md": values["uploaded"] or values["downloaded"],
        "webhooks.md": context.sdk.webhooks,
    }
    told = {name: title for name, title in _TITLES.items() if needed.get(name, True)}
    texts = {name: _text(name, values) for name in told}
    listed = [(f"guides/{name}", title) for name, title in told.items()]
    front = _text(INDEX, values | {"guides": listed}).replace(f"]({_REFERENCE}/", "](reference/")
    return {INDEX: front, **texts}


_Found = tuple[Call, Sample, str]


def _calls(grouped: Iterable[Group], context: Context) -> list[_Found]:
    """Every operation that can be shown, with its call and its page; the plainest first."""
    calls = [
        (call, example, page_name(group))
        for group in grouped
        for call in group.calls
        if not call.fact.deprecated and (example := sample(call, context.symbols))
    ]
    return sorted(calls, key=lambda each: (each[0].fact.method != "GET", len(each[1].arguments), len(each[0].resource)))


def _examples(found: list[_Found], context: Context) -> dict[str, object]:
    def first(wanted: Callable[[Call, Sample], bool]) -> Shown | None:
        return next((_shown(*each, context) for each in found if wanted(each[0], each[1])), None)

    def kind(call: Call) -> str:
        return call.method.result.kind

    def is_plain(call: Call, made: Sample) -> bool:
        return kind(call) != "stream" and not (made.body and made.body.files)

    paged, plainest = first(lambda call, _: kind(call) == "page"), first(is_plain)
    return {
        "shown": paged or plainest,
        "looked_up": first(lambda call, made: is_plain(call, made) and "{" in call.fact.path) or plainest,
        "paged": paged,
        "streamed": first(lambda call, _: kind(call) == "stream"),
        "uploaded": first(lambda _, made: bool(made.body and made.body.files)),
        "downloaded": first(lambda call, _: call.method.result.annotation.parts == ("BinaryResponse",)),
    }


def _shown(call: Call, made: Sample, page: str, context: Context) -> Shown:
    parts = {title: titled(title, fence(text, word)) for title, word, text in code_of(call, made, context)}
    caught = fence(caught_code(call, made, context.client, context.facts), "python")
    return Shown(
        name=call.name,
        title=plain(call.fact.summary) or code(call.name),
        link=f"{_REFERENCE}/{page}#{call.name}",
        samples="\n".join(joined([*parts.values()])),
        asynchronous="\n".join(parts["Python, asynchronous"][2:]),
        command="\n".join(parts["Command line"][2:]),
        caught="\n".join(caught),
    )


def _text(name: str, values: Mapping[str, object]) -> str:
    return _environment().get_template(name).render(values).rstrip("\n") + "\n"


def _read(name: str) -> str:
    return (files("trueline.reference") / "guide_pages" / f"{name}.jinja").read_text("utf-8")


@cache
def _environment() -> Environment:
    templates = environment(_read)
    templates.filters |= {"code": code, "inline": inline, "plain": plain}
    return templates


def environment(read: Callable[[str], str | None]) -> Environment:
    """Templates with delimiters that neither make, shell, YAML, TOML nor Markdown have a use for."""
    return Environment(  # noqa: S701 - no HTML: text of the document goes through the filters
        loader=FunctionLoader(read),
        undefined=StrictUndefined,
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
