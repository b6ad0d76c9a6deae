"""Text of a document as Markdown in which it can do nothing: read as CommonMark, written again from what is harmless.

Paragraphs, lists, quotes, tables, code, emphasis and links to the web stay what they are. Everything else is shown as
the characters that it is made of: no HTML, no image, no attribute list, nothing that a renderer fetches, runs or
includes. What comes out means the same to CommonMark, to GitHub and to Python-Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from urllib.parse import quote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from trueline.codegen.plan.literals import visible

_ENTITIES = {char: f"&#{ord(char)};" for char in "|{}~^$"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_ESCAPES = str.maketrans({char: f"\\{char}" for char in "\\*`[]"} | _ENTITIES)
_UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
#: What begins a block for one of the renderers when it begins a line.
_BLOCK = re.compile(r"[#+\-=:!?]|\d+(?=[.)])")
_LANGUAGE = re.compile(r"[A-Za-z0-9_+-]{1,20}")
_UNSAFE_IN_CODE = re.compile(r"[!-+:-@\[-`{-~]")  # ASCII punctuation, but for what stands in paths and numbers
_PLAIN_CODE = re.compile(r"(?! )[^`|\\<>&]+(?<! )")
_INDENT = "    "


def plain(text: str) -> str:
    """Any text on one line, as the characters that it is made of."""
    return _at_line_start(_characters(" ".join(visible(text).split())))


def code(text: str) -> str:
    """Any text as inline code, also inside a table. Nothing for no text."""
    text = " ".join(visible(text).split("\n"))
    if _PLAIN_CODE.fullmatch(text):
        return f"`{text}`"
    safe = _UNSAFE_IN_CODE.sub(lambda match: f"&#{ord(match[0])};", text)
    return f"<code>{safe}</code>" if text.strip() else ""


def fence(text: str, language: str = "") -> list[str]:
    """Any text as a block of code."""
    text = visible(text).rstrip("\n")
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    marks = "`" * max(3, longest + 1)
    return [f"{marks}{language if _LANGUAGE.fullmatch(language) else ''}", *text.split("\n"), marks]


def inline(text: str) -> str:
    """A description on one line, for a cell of a table."""
    return _at_line_start("<br>".join(_flat(_read(text).children)))


def block(text: str, top: int = 0) -> list[str]:
    """A description as lines. Its headings are bold text, or begin at the level ``top``."""
    nodes = _read(text).children
    levels = [int(node.tag[1:]) for node in nodes if node.type == "heading"]
    return _blocks(nodes, top - min(levels) if top and levels else None)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _read(text: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(_parser().parse(visible(text)))


def _characters(text: str) -> str:
    text = _UNDERSCORE.sub(r"\\_", text.translate(_ESCAPES))
    return f"{text[:-1]}&#33;" if text.endswith("!") else text  # before a link it would make an image of it


def _at_line_start(line: str) -> str:
    line = line.strip()
    mark = _BLOCK.match(line)
    if not mark:
        return line
    rest = line[mark.end() :]
    return f"{mark[0]}\\{rest}" if mark[0].isdigit() else f"&#{ord(mark[0])};{rest}"


# --- blocks ---


def _blocks(nodes: Iterable[SyntaxTreeNode], shift: int | None) -> list[str]:
    """Lines with an empty one between any two blocks."""
    lines: list[str] = []
    for node in nodes:
        part = _block(node, shift)
        lines += ["", *part] if lines and part else part
    return lines


def _block(node: SyntaxTreeNode, shift: int | None) -> list[str]:
    match node.type:
        case "heading":
            return _heading(node, shift)
        case "bullet_list":
            return _list(node, ["-   "] * len(node.children))
        case "ordered_list":
            return _list(node, [f"{number % 100}.".ljust(4) for number in range(1, len(node.children) + 1)])
        case "fence" | "code_block":
            return fence(node.content, node.info.split(" ")[0] if node.type == "fence" else "")
        case "blockquote":
            return [f"> {line}".rstrip() for line in _blocks(node.children, None)]
        case "table":
            return _table(node)
        case "hr":
            return ["* * *"]
        case _:
            line = _at_line_start(_spans(node))
            return [line] if line else []


def _heading(node: SyntaxTreeNode, shift: int | None) -> list[str]:
    text = _spans(node).strip()
    if not text:
        return []
    return [f"**{text}**"] if shift is None else [f"{'#' * min(6, int(node.tag[1:]) + shift)} {text}"]


def _list(node: SyntaxTreeNode, marks: list[str]) -> list[str]:
    lines: list[str] = []
    for mark, item in zip(marks, node.children, strict=True):
        first, *rest = _blocks(item.children, None) or [""]
        lines += [f"{mark}{first}", *(f"{_INDENT}{line}".rstrip() for line in rest)]
    return lines


def _table(node: SyntaxTreeNode) -> list[str]:
    rows = [[_spans(cell) for cell in row.children] for part in node.children for row in part.children]
    head, *body = [f"| {' | '.join(row)} |" for row in rows]
    return [head, "|" + "---|" * len(rows[0]), *body]


def _flat(nodes: Iterable[SyntaxTreeNode], mark: str = "") -> list[str]:
    """The text of blocks, one line each, with nothing that only stands in a block."""
    lines: list[str] = []
    for node in nodes:
        if node.type == "table":
            lines += [
                f"{mark}{' / '.join(_spans(cell) for cell in row.children)}"
                for p in node.children
                for row in p.children
            ]
        elif node.type in {"fence", "code_block"}:
            lines += [f"{mark}{shown}" for line in node.content.split("\n") if (shown := code(line))]
        elif node.type in {"bullet_list", "ordered_list", "list_item", "blockquote"}:
            lines += _flat(node.children, "• " if node.type == "list_item" else mark)
        elif text := _spans(node).strip():
            lines.append(f"{mark}{text}")
            mark = ""
    return lines


# --- inside a line ---


def _spans(node: SyntaxTreeNode) -> str:
    """The inline content of a block, on one line."""
    return "".join(_span(child) for child in node.children)


def _span(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text":
            return _characters(node.content)
        case "code_inline":
            return code(node.content)
        case "strong" | "em":
            inner, marks = _spans(node), "**" if node.type == "strong" else "*"
            return f"{marks}{inner}{marks}" if inner.strip() == inner != "" else inner
        case "softbreak":
            return " "
        case "hardbreak":
            return "<br>"
        case "link":
            return _link(_spans(node), str(node.attrs.get("href", "")))
        case "image":
            return _link(_characters(node.content), str(node.attrs.get("src", "")))
        case _:
            return _spans(node)


def _link(text: str, target: str) -> str:
    """A link, for an image too: a picture would be fetched. Where it does not lead to the web, it is only named."""
    if urlsplit(target).scheme.lower() not in {"http", "https", "mailto"}:
        return f"{text} ({code(target)})" if target else text
    address = quote(target, safe=":/?#@!&+,;=%.-").replace("&", "&amp;")
    return f"[{text or _characters(target)}]({address})"
