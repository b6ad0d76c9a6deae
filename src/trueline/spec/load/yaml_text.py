"""YAML text to a JSON value, over PyYAML's events: no recursion, no constructors, bounded aliases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

import yaml

from trueline.errors import DocumentError, Where, printable
from trueline.spec import pointer as pointers
from trueline.spec.load.events import mask, parse, position
from trueline.spec.load.limits import Limits
from trueline.spec.load.locate import locate
from trueline.spec.load.scalars import ScalarError, plain, tagged
from trueline.spec.load.value import Value, copy

_CORE_TAGS = {None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}


def parse_yaml(text: str, source: str, limits: Limits) -> Value:
    """The one document in ``text``. Raises DocumentError with line and column."""
    _refuse_controls(text, source)
    masked, restore = mask(text)
    composer = _Composer(text, source, limits, restore)
    try:
        composer.run(parse(masked))
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text, source) from None
    except yaml.YAMLError as error:
        raise DocumentError(f"not valid YAML: {printable(str(error))}", where=Where(source)) from None
    return composer.root


def _refuse_controls(text: str, source: str) -> None:
    for char in map(chr, [*range(9), 11, 12, *range(14, 32), 127]):
        at = text.find(char)
        if at >= 0:
            line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
            raise DocumentError(
                f"a control character (U+{ord(char):04X}) where YAML allows none: is this a text file?",
                where=Where(source, line=line, column=column),
                cure="Remove it, or write it as an escape in a double-quoted string.",
            )


def _syntax_error(error: yaml.MarkedYAMLError, text: str, source: str) -> DocumentError:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    reason = ": ".join(printable(part) for part in (error.context, error.problem) if part)
    lines = text.splitlines()
    tab = line <= len(lines) and "\t" in lines[line - 1][: column + 1]
    cure = "YAML is indented with spaces: replace the tab" if tab else "Correct the YAML at this place."
    return DocumentError(f"not valid YAML: {reason}", where=Where(source, line=line, column=column), cure=cure)


@dataclass(slots=True)
class _Frame:
    """An object or array that is still open."""

    value: dict[str, Value] | list[Value]
    anchor: str | None
    key: str | None = None
    merging: bool = False
    merged: dict[str, Value] = field(default_factory=dict[str, Value])
    size: int = 1
    height: int = 0


@dataclass(frozen=True, slots=True)
class _Anchored:
    """What an alias stands for. ``text`` is set for scalars: an alias may be a key."""

    value: Value
    size: int
    height: int
    text: str | None = None


class _Composer:
    """Builds one value from events. Frames are a list, so depth costs no Python frames."""

    def __init__(self, text: str, source: str, limits: Limits, restore: dict[int, str]) -> None:
        self.root: Value = None
        self._text, self._source, self._limits, self._restore = text, source, limits, restore
        self._frames: list[_Frame] = []
        self._anchors: dict[str, _Anchored | None] = {}
        self._nodes = self._expanded = self._documents = 0

    def run(self, events: Iterator[yaml.Event]) -> None:
        """Read all events. Raises DocumentError."""
        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._open(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close(event)
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event)
            elif isinstance(event, yaml.DocumentStartEvent):
                self._document(event)

    def _document(self, event: yaml.Event) -> None:
        self._documents += 1
        if self._documents > 1:
            self._fail(event, "the file holds several YAML documents", "Keep one document to a file.")

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        text = event.value.translate(self._restore) if self._restore else event.value
        frame = self._frames[-1] if self._frames else None
        if frame and frame.key is None and isinstance(frame.value, dict):
            self._key(event, frame, text, merging=text == "<<" and event.implicit[0])
            if event.anchor:
                self._anchors[event.anchor] = _Anchored(text, 1, 0, text)
            return
        value: Value = text
        try:
            if event.implicit[0]:
                value = plain(text)
            elif event.tag is not None and not event.implicit[1]:
                value = tagged(event.tag, text)
        except ScalarError as error:
            self._fail(event, error.what, error.cure)
        if event.anchor:
            self._anchors[event.anchor] = _Anchored(value, 1, 0, text)
        self._place(event, value, 1, 0)

    def _key(self, event: yaml.Event, frame: _Frame, text: str, *, merging: bool) -> None:
        if text in frame.value and not merging:
            first = locate(self._text, False, pointers.join(self._pointer(), text))
            before = f" (first at {first[0]}:{first[1]})" if first else ""
            self._fail(event, f'duplicate key "{printable(text, 80)}"{before}', "Keep one of the two.")
        frame.key, frame.merging = text, merging

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        frame = self._frames[-1] if self._frames else None
        if frame and frame.key is None and isinstance(frame.value, dict):
            self._fail(event, "an object or array as the key of an object", "Keys are strings: quote it.")
        if len(self._frames) >= self._limits.depth:
            self._fail(event, f"nested more than {self._limits.depth} deep", "Flatten it, or move parts behind a $ref.")
        if event.tag not in _CORE_TAGS:
            shown = printable(event.tag or "", 60)
            self._fail(event, f"the YAML tag {shown} has no meaning in an OpenAPI document", "Remove the tag.")
        if event.anchor:
            self._anchors[event.anchor] = None
        self._frames.append(_Frame({} if isinstance(event, yaml.MappingStartEvent) else [], event.anchor))

    def _close(self, event: yaml.Event) -> None:
        frame = self._frames.pop()
        value: Value = frame.value
        if frame.merged and isinstance(value, dict):
            value = {**frame.merged, **value}
        if frame.anchor:
            self._anchors[frame.anchor] = _Anchored(value, frame.size, frame.height)
        self._place(event, value, frame.size, frame.height)

    def _alias(self, event: yaml.AliasEvent) -> None:
        name = event.anchor or ""
        if name not in self._anchors:
            self._fail(event, f"the alias *{printable(name, 60)} names no anchor before it", "Define the anchor first.")
        target = self._anchors[name]
        if target is None:
            self._fail(
                event, f"the anchor &{printable(name, 60)} contains itself", "Use a $ref for a recursive schema."
            )
        frame = self._frames[-1] if self._frames else None
        if frame and frame.key is None and isinstance(frame.value, dict):
            if target.text is None:
                self._fail(event, "an object or array as the key of an object", "Keys are strings.")
            self._key(event, frame, target.text, merging=False)
            return
        self._expanded += target.size
        if self._expanded > self._limits.alias_nodes:
            self._fail(
                event,
                f"YAML aliases expand to more than {self._limits.alias_nodes:,} values",
                "This is how a YAML bomb looks; use $ref instead of aliases.",
            )
        if len(self._frames) + target.height > self._limits.depth:
            self._fail(event, f"nested more than {self._limits.depth} deep once the alias is expanded", "Flatten it.")
        self._place(event, copy(target.value), target.size, target.height)

    def _place(self, event: yaml.Event, value: Value, size: int, height: int) -> None:
        """Put a finished value into the open frame, or make it the root."""
        self._nodes += 1
        if self._nodes + self._expanded > self._limits.nodes:
            self._fail(event, f"more than {self._limits.nodes:,} values", "Split the document.")
        if not self._frames:
            self.root = value
            return
        frame = self._frames[-1]
        frame.size += size
        frame.height = max(frame.height, height + 1)
        if isinstance(frame.value, list):
            frame.value.append(value)
            return
        if frame.merging:
            self._merge(event, frame, value)
        elif frame.key is not None:
            frame.value[frame.key] = value
        frame.key, frame.merging = None, False

    def _merge(self, event: yaml.Event, frame: _Frame, value: Value) -> None:
        """A merge key (yaml.org/type/merge.html): own keys win, then earlier mappings of a list."""
        for part in value if isinstance(value, list) else [value]:
            if not isinstance(part, dict):
                self._fail(event, "a merge key (<<) whose value is not an object", "Merge objects, by their aliases.")
            for key, child in part.items():
                frame.merged.setdefault(key, child)

    def _pointer(self) -> str:
        """Where the open frame stands."""
        tokens: list[str | int] = []
        for frame in self._frames[:-1]:
            if isinstance(frame.value, list):
                tokens.append(len(frame.value))
            else:
                tokens.append(frame.key or "")
        return pointers.build(tokens)

    def _fail(self, event: yaml.Event, what: str, cure: str) -> NoReturn:
        line, column = position(event)
        raise DocumentError(what, where=Where(self._source, line=line, column=column), cure=cure)
