"""The same reference for programs that read: ``llms.txt`` (llmstxt.org), and one Markdown page for each resource."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from trueline.codegen.plan.literals import one_line
from trueline.codegen.plan.symbols import Symbols
from trueline.pipeline import Planned
from trueline.reference.calls import Group, groups
from trueline.reference.inert import inline, plain
from trueline.reference.operations import Context, joined
from trueline.reference.page import errors_part, events_part, group_part, overview_part, schemas_part, top_part

#: Pages of no resource: no resource's name has a hyphen.
OVERVIEW, _CLIENT, EVENTS, _ERRORS, _SCHEMAS = (
    f"api-{name}.md" for name in ("overview", "client", "events", "errors", "schemas")
)
_ANCHOR = re.compile(r'^<a id="([^"]+)"></a>$', re.MULTILINE)
_LINK = re.compile(r"\]\(#([^)\s]+)\)")
_FENCE = re.compile(r"^(`{3,})")


def pages(planned: Planned) -> dict[str, str]:
    """All files, by name: ``llms.txt``, and the pages that it leads to."""
    context = Context(planned.facts, planned.sdk, Symbols(planned.facts))
    resources = groups(planned.facts, planned.sdk, context.symbols)
    parts = {
        OVERVIEW: [top_part(context), *overview_part(resources, context)],
        **{page_name(group): group_part(group, context) for group in resources},
        EVENTS: events_part(context),
        _ERRORS: errors_part(resources),
        _SCHEMAS: schemas_part(context),
    }
    texts = {name: "\n".join(joined(lines)) + "\n" for name, lines in parts.items() if lines}
    homes = {anchor: name for name, text in texts.items() for anchor in _ANCHOR.findall(text)}
    linked = {name: "".join(_linked(text, name, homes)) for name, text in texts.items()}
    return {"llms.txt": _index(context, resources, linked), **linked}


def page_name(group: Group) -> str:
    """The page of a resource."""
    return f"{'.'.join(group.plan.path)}.md" if group.plan.path else _CLIENT


def _linked(text: str, page: str, homes: Mapping[str, str]) -> Iterator[str]:
    """The lines of a page, links to what is on another one led there. Code stays as it is."""

    def led(link: re.Match[str]) -> str:
        home = homes.get(link[1], page)
        return link[0] if home == page else f"]({home}#{link[1]})"

    fence = ""
    for line in text.splitlines(keepends=True):
        opened = _FENCE.match(line)
        if fence:
            fence = "" if line.rstrip() == fence else fence
        elif opened:
            fence = opened[1]
        yield line if fence or opened else _LINK.sub(led, line)


def _index(context: Context, resources: tuple[Group, ...], texts: Mapping[str, str]) -> str:
    """``llms.txt``: what there is, a line each."""
    sdk = context.sdk
    lines = [
        f"# {plain(sdk.title)}",
        "",
        f"> {inline(one_line(sdk.summary))}",
        "",
        f"Python: `pip install {sdk.distribution}`.",
        f"Tools for agents (MCP): `pip install '{sdk.distribution}[mcp]'`, then `{sdk.distribution} mcp`.",
        "",
        "## Reference",
        "",
        f"- [Overview]({OVERVIEW}): what holds for all operations, and a list of them",
        *(_resource(group) for group in resources),
        "",
        "## Optional",
        "",
    ]
    rest = {EVENTS: "Events", _ERRORS: "Errors", _SCHEMAS: "Schemas"}
    lines += [f"- [{title}]({name})" for name, title in rest.items() if name in texts]
    return "\n".join(lines) + "\n"


def _resource(group: Group) -> str:
    title = f"client.{'.'.join(group.plan.path)}" if group.plan.path else "client"
    verbs = ", ".join(call.method.name for call in group.calls)
    return f"- [{title}]({page_name(group)}): {verbs}"
