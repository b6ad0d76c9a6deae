"""The tools of an SDK: one for each command of its command line. Which of them an agent gets, and which it finds.

Three tools may stand for many: search, describe, call. An answer is told in a line, or as JSON Schema.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from ..cli import USAGE, CliError, one_line
from ..cli.table import Api, Command, Group, commands_of, effects, facts_of
from ..unset import is_array, is_object
from . import Refused
from .arguments import Schema, input_schema

if TYPE_CHECKING:
    import mcp_types as types

#: As long as a name may be: clients refuse longer ones.
_LONGEST = 64


class Tool(NamedTuple):
    """One operation as a tool. ``words`` are those that a person types: ``webhooks endpoints list``."""

    name: str
    words: tuple[str, ...]
    attrs: tuple[str, ...]
    module: str
    command: Command

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return effects(self.command).reads

    @property
    def destroys(self) -> bool:
        """Whether it may change or remove what is there."""
        return effects(self.command).destroys

    @property
    def adds(self) -> bool | None:
        """Whether it only adds to what is there; ``None`` where nobody says so."""
        return effects(self.command).adds

    @property
    def repeats(self) -> bool:
        """Whether calling it again changes nothing more."""
        return effects(self.command).repeats


def catalogue(api: Api) -> tuple[Tool, ...]:
    """All tools, in the order of the command line's help."""
    root = Group((), (), "_root", api.help)
    return tuple(tool for group in (root, *api.groups) if group.module for tool in _tools(api, group))


def _tools(api: Api, group: Group) -> Iterator[Tool]:
    for command in commands_of(api, group.attrs, group.module):
        words = (*group.names, command.name)
        yield Tool(tool_name(words), words, group.attrs, group.module, command)


def tool_name(words: Iterable[str]) -> str:
    """The words of a command as a name: underscores between them, which no word has. A long one ends in a hash."""
    name = "_".join(words)
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 9]}_{sha256(name.encode()).hexdigest()[:8]}"


#: More tools than this drown a model: it gets three that find, describe and call them.
MOST_TOOLS = 40


def choose(tools: Iterable[Tool], choices: Iterable[str]) -> tuple[Tool, ...]:
    """The tools that one of the words names; all without words. Raises ``CliError`` for a word that names none."""
    tools = tuple(tools)
    words = [word.strip() for text in choices for word in text.split(",") if word.strip()]
    found = {word: {tool.name for tool in tools if _means(word, tool)} for word in words}
    for word, names in found.items():
        if not names:
            raise CliError(f"--tools: nothing is called {one_line(word, 80)!r}.{_meant(word, tools)}", USAGE)
    chosen = {name for names in found.values() for name in names}
    return tuple(tool for tool in tools if not words or tool.name in chosen)


def _means(word: str, tool: Tool) -> bool:
    kind, colon, rest = word.partition(":")
    if colon and kind in _KINDS:
        return _KINDS[kind](rest, tool)
    return _by_resource(word, tool) or _by_operation(word, tool)


def _by_resource(word: str, tool: Tool) -> bool:
    """Whether the tool belongs to a resource, or to one below it."""
    return f"{_plain(tool.words[:-1])} ".startswith(f"{_plain([word])} ")


def _by_operation(word: str, tool: Tool) -> bool:
    return word in {tool.name, tool.command.request} or _plain([word]) == _plain(tool.words)


def _by_tag(word: str, tool: Tool) -> bool:
    return word.casefold() in {tag.casefold() for tag in tool.command.tags}


def _by_scope(word: str, tool: Tool) -> bool:
    """Whether a key with this scope is enough, or the operation needs it among others."""
    return word in tool.command.scopes


_KINDS: dict[str, Callable[[str, Tool], bool]] = {
    "resource": _by_resource,
    "operation": _by_operation,
    "tag": _by_tag,
    "scope": _by_scope,
}


def _plain(words: Iterable[str]) -> str:
    """Words as they are compared: ``webhooks.event_types`` is ``webhooks event-types``."""
    text = " ".join(words).casefold()
    return " ".join(text.replace(".", " ").replace("_", "-").split())


def _meant(word: str, tools: tuple[Tool, ...]) -> str:
    names = [tool.name for tool in tools]
    resources = dict.fromkeys(".".join(tool.words[:-1]) for tool in tools if len(tool.words) > 1)
    near = get_close_matches(word, [*resources, *names], n=3, cutoff=0.5)
    return f" Did you mean {' or '.join(near)}?" if near else " See: --tools list"


def effect(tool: Tool) -> str:
    """What calling a tool does, in a word."""
    return "reads" if tool.reads else "changes" if tool.destroys else "adds" if tool.adds else "writes"


_WORD = re.compile(r"[^\W_]+")
#: How much a word of the question counts where it stands, and one that was not asked for against it.
_NAME, _SUMMARY, _BESIDE, _EXTRA = 4, 3, 1, 0.4
_MOST_RESOURCES = 60
_EMPTY = frozenset(
    ["a", "all", "an", "and", "by", "for", "from", "in", "me", "my", "of", "on", "or", "that", "the", "to", "with"]
)


def search(tools: Iterable[Tool], question: str, most: int) -> dict[str, Any]:
    """The operations that fit best; the largest resources where none does."""
    tools = tuple(tools)
    words = _stems(question)
    scores = ((_score(tool, words), tool) for tool in tools)
    ranked = sorted((pair for pair in scores if pair[0]), key=lambda pair: (-pair[0], len(pair[1].name)))
    if not ranked:
        counts = Counter(" ".join(tool.words[:-1]) or "(none)" for tool in tools)
        return {"operations": [], "resources": dict(counts.most_common(_MOST_RESOURCES)), "of": len(counts)}
    return {"operations": [line(tool) for _, tool in ranked[:most]], "found": len(ranked)}


def line(tool: Tool) -> dict[str, str]:
    """An operation in short."""
    command = tool.command
    return {"operation": tool.name, "request": command.request, "effect": effect(tool), "summary": command.summary}


def _score(tool: Tool, words: set[str]) -> float:
    """Words that stand nowhere count against it, and so do words that nobody asked for."""
    places = (
        (_NAME, _stems(" ".join(tool.words))),
        (_SUMMARY, _stems(tool.command.summary)),
        (_BESIDE, _stems(" ".join((tool.command.request, *tool.command.tags, *tool.command.scopes)))),
    )
    found = [max((weight for weight, known in places if word in known), default=0) for word in words]
    extra = _EXTRA * len((places[0][1] | places[1][1]) - words)
    return max(sum(found) * sum(map(bool, found)) / len(words) - extra, 0.1) if any(found) else 0


def _stems(text: str) -> set[str]:
    return {_stem(word) for word in _WORD.findall(text.casefold()) if word not in _EMPTY}


def _stem(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else word[:-1] if word.endswith("s") and len(word) > 3 else word


def output_schema(api: Api, tool: Tool) -> dict[str, Any] | None:
    """The schema of what a success answers with, for reading: an answer that deviates is told all the same."""
    return Schema(facts_of(api.package), tool.command, deep=True).whole(answer_schema(api, tool))


def answer_schema(api: Api, tool: Tool) -> Any:
    """The schema of what a success answers with; ``None`` for no body."""
    facts = facts_of(api.package)
    responses = facts.get("operations", {}).get(tool.command.request, {}).get("responses", {})
    for status in sorted(responses):
        if status[:1] == "2":
            content: Mapping[str, Mapping[str, Any]] = facts["responses"][responses[status]].get("content", {})
            return next((media.get("event", media.get("schema")) for media in content.values()), None)
    return None


def outline(api: Api, tool: Tool, most: int = 400) -> str:
    """What a success answers with, in a line: ``{data: [{id, name}], has_more}``."""
    text = _outline(facts_of(api.package).get("schemas", {}), answer_schema(api, tool), 3)
    return text if len(text) <= most else f"{text[: most - 1]}\u2026"


def _outline(schemas: Mapping[str, Any], schema: Any, depth: int) -> str:
    if is_object(schema) and "$ref" in schema:
        schema = schemas.get(schema["$ref"])
    if not is_object(schema):
        return ""
    members = [each for key in ("oneOf", "anyOf") for each in schema.get(key, ()) if each != {"type": "null"}]
    if len(members) == 1:
        return _outline(schemas, members[0], depth)
    if "properties" in schema and depth:
        parts = ((name, _outline(schemas, each, depth - 1)) for name, each in schema["properties"].items())
        return "{" + ", ".join(f"{name}: {inner}" if inner else name for name, inner in parts) + "}"
    if "items" in schema and depth:
        return f"[{_outline(schemas, schema['items'], depth)}]"
    return "[]" if is_array(schema.get("items")) else ""


SEARCH, DESCRIBE, CALL = "search_operations", "describe_operation", "call_operation"
_MOST_FOUND = 50
_OPERATION: dict[str, Any] = {"type": "string", "description": f"Its name, as {SEARCH} gives it."}
SCHEMAS: Mapping[str, dict[str, Any]] = {
    SEARCH: {
        "type": "object",
        "properties": {
            "query": {"type": "string", "description": "Words: what it is about, what it does."},
            "limit": {"type": "integer", "minimum": 1, "maximum": _MOST_FOUND, "default": 10},
        },
        "required": ["query"],
        "additionalProperties": False,
    },
    DESCRIBE: {
        "type": "object",
        "properties": {"operation": _OPERATION},
        "required": ["operation"],
        "additionalProperties": False,
    },
    CALL: {
        "type": "object",
        "properties": {
            "operation": _OPERATION,
            "arguments": {"type": "object", "description": f"As {DESCRIBE} says."},
        },
        "required": ["operation"],
        "additionalProperties": False,
    },
}


def tools(api: Api, operations: Mapping[str, Tool]) -> list[types.Tool]:
    """The three tools as a client sees them."""
    import mcp_types as types

    reads = types.ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True)
    only = all(tool.reads for tool in operations.values())
    may = types.ToolAnnotations(read_only_hint=only, destructive_hint=None if not only else False)
    texts = {
        SEARCH: (
            f"Find operations of {api.client} by words, among {len(operations)}. Without a match: its resources.",
            reads,
        ),
        DESCRIBE: ("What an operation does, the schema of its arguments, what it answers with.", reads),
        CALL: (f"Call an operation. Describe it first with {DESCRIBE}.", may),
    }
    return [
        types.Tool(name=name, description=text, input_schema=SCHEMAS[name], annotations=hints)
        for name, (text, hints) in texts.items()
    ]


def find(operations: Mapping[str, Tool], name: str) -> Tool:
    """The operation of this name. Raises ``Refused`` with the nearest names where there is none."""
    if name in operations:
        return operations[name]
    near = get_close_matches(name, operations, n=3)
    also = f" Did you mean {' or '.join(near)}?" if near else ""
    raise Refused(f"there is no tool or operation of this name here.{also}")


def searched(operations: Mapping[str, Tool], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What a search finds."""
    return search(operations.values(), arguments["query"], arguments.get("limit", 10))


def described(api: Api, tool: Tool, about: str, most: int) -> dict[str, Any]:
    """What is known of an operation, in some ``most`` characters: less of the insides of objects where all is more."""
    found: dict[str, Any] = {"operation": tool.name, "about": about, "arguments": input_schema(api, tool, whole=True)}
    if len(json.dumps(found)) > most:
        found |= {"arguments": input_schema(api, tool), "note": "Objects in the arguments hold more than is said here."}
    answer = output_schema(api, tool)
    return found | {"answer": answer} if answer and len(json.dumps(answer)) + len(json.dumps(found)) <= most else found
