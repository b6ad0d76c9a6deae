"""Text of a document can do nothing on the page, whichever renderer reads it; and what it says stays readable."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rendering import RENDERERS, Tags, faults
from texts import HOSTILE

from trueline.reference.inert import block, code, fence, inline, plain

WRITERS: dict[str, Callable[[str], str]] = {
    "a description": lambda text: "\n".join(block(text)),
    "a description with headings": lambda text: "\n".join(block(text, top=2)),
    "a cell": lambda text: f"| head | more |\n|---|---|\n| {inline(text)} | {code(text)} |",
    "a title": lambda text: f"### {plain(text)}",
    "a list": lambda text: f"-   {inline(text)}\n-   {plain(text)}: {code(text)}",
    "a block of code": lambda text: "\n".join(fence(text, text[:20])),
}

MARKUP = st.text(
    st.sampled_from(list("<>[](){}!*_`~|\\#-+=:&;\"'/ \n\tax1.^$%")) | st.characters(codec="utf-8"), max_size=60
)
PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "</table>",
                "<!-- ",
                "-->",
                "<?php ?>",
                "&lt;b&gt;",
            ),
            *(
                "![x](http://evil.example/p.png)",
                "[x](javascript:alert(1))",
                "[x](data:text/html,x)",
                "[a]: javascript:x",
            ),
            *(
                "{: onclick=alert(1) }",
                "{ .x onclick=alert(1) }",
                '--8<-- "/etc/passwd"',
                "!!! note",
                '=== "tab"',
                "[^1]: x",
            ),
            *(
                "```",
                "~~~",
                "    code",
                "| a | b |",
                "|--|--|",
                "> ",
                "- ",
                "1. ",
                "# h",
                "---",
                "***",
                "`",
                "``",
                "\\",
                "<http://x.y>",
            ),
            *(
                "*a*",
                "__b__",
                "[l](http://ok.example)",
                "\n",
                "\n\n",
                " ",
                "text",
                "*[HTML]: x",
                '<a href="javascript:x">',
            ),
        ]
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize("writer", WRITERS)
@settings(max_examples=40)
@given(text=MARKUP | PIECES)
@example(text="<script>alert(1)</script>")
@example(text="`a`{: onclick=alert(1) }")
@example(text="[x](javascript:alert(1)) ![y](http://evil.example/p.png)")
@example(text='--8<-- "pyproject.toml"')
@example(text="\\![](http://evil.example/p.png)")
@example(text="a|~~b~~")
def test_nothing_that_acts_comes_out(renderer: str, writer: str, text: str) -> None:
    assert faults(RENDERERS[renderer](WRITERS[writer](text))) == []


@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize("name", HOSTILE)
def test_text_that_wants_out_stays_text(renderer: str, name: str) -> None:
    for write in WRITERS.values():
        tags = Tags()
        tags.feed(RENDERERS[renderer](write(HOSTILE[name])))
        assert tags.faults == []
        assert "tollkeeper" not in "".join(tags.text)


@pytest.mark.parametrize("renderer", RENDERERS)
@settings(max_examples=40)
@given(text=st.text(st.sampled_from(list("ab1 .-_*#`[]()<>&|{}~:!+=\\$\"'")), min_size=1, max_size=40))
@example(text="1. a")
@example(text="a\\`b")
@example(text="snake_case and __init__")
def test_a_title_shows_every_character(renderer: str, text: str) -> None:
    tags = Tags()
    tags.feed(RENDERERS[renderer](f"x {plain(text)} x"))
    assert " ".join("".join(tags.text).split()) == " ".join(f"x {text} x".split())


@pytest.mark.parametrize("renderer", RENDERERS)
@settings(max_examples=40)
@given(text=st.text(st.sampled_from(list("ab1 .-_*#`[]()<>&|{}~:!+=\\$\"'")), min_size=1, max_size=40))
@example(text="a\\")
@example(text="``")
def test_code_shows_every_character_in_a_cell_too(renderer: str, text: str) -> None:
    tags = Tags()
    tags.feed(RENDERERS[renderer](f"| a | b |\n|---|---|\n| x{code(text)}x | y |"))
    assert " ".join("".join(tags.text).split()) == " ".join(f"a b x{text if text.strip() else ''}x y".split())


def test_what_a_description_may_have_is_kept() -> None:
    text = "Some *text* with `code`:\n\n- one\n- two\n  more\n\n1. first\n\n> quoted\n\n| a | b |\n|--|--|\n| 1 | 2 |\n"
    text += "\n```json\n{}\n```\n\n[link](https://example.com/a_b?c=d&e=f)"
    assert block(text) == [
        *("Some *text* with `code`:", "", "-   one", "-   two more", "", "1.  first", "", "> quoted", ""),
        *("| a | b |", "|---|---|", "| 1 | 2 |", "", "```json", "{}", "```", ""),
        "[link](https://example.com/a_b?c=d&amp;e=f)",
    ]


def test_a_picture_is_a_link_and_a_script_is_named() -> None:
    assert block("![logo](https://example.com/x.png)") == ["[logo](https://example.com/x.png)"]
    assert block("[run](javascript:alert)") == ["\\[run\\](javascript:alert)"]
    assert block("[more](guide.md)") == ["more (`guide.md`)"]


def test_headings_are_bold_or_begin_where_they_are_put() -> None:
    assert block("## A\n\n### B") == ["**A**", "", "**B**"]
    assert block("# A\n\n## B", top=2) == ["## A", "", "### B"]
