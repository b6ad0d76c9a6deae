from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from inspect import cleandoc
from types import CodeType
from typing import Any

import click
from click.shell_completion import get_completion_class

from .table import Api

_SECTIONS = ("\n\nDeprecated: ", "\n\nArgs:\n", "\n\nScopes: ", "\n\nRaises:", "\n\nLinks:\n")


def description(api: Api, module: str, method: str) -> str:
    text = next(
        _docstrings(f"{api.package}._client" if module == "_root" else f"{api.package}.resources.{module}", method), ""
    )
    title, _, rest = text.partition("\n\n")
    if not title.endswith("``)") and not title.startswith("``"):
        rest = rest.partition("\n\n")[2]
    rest = f"\n\n{rest}"
    for section in _SECTIONS:
        rest = rest.partition(section)[0]
    return rest.strip()


def _docstrings(module: str, method: str) -> Iterator[str]:
    for cls in _codes(_compiled(module)):
        for function in _codes(cls):
            first = function.co_consts[0] if function.co_consts else None
            if function.co_name == method and isinstance(first, str):
                yield cleandoc(first)


@lru_cache(maxsize=8)
def _compiled(module: str) -> CodeType | None:
    spec = find_spec(module)
    get_code: Any = getattr(spec.loader, "get_code", None) if spec is not None else None
    code: CodeType | None = get_code(module) if get_code is not None else None
    return code


def _codes(code: CodeType | None) -> Iterator[CodeType]:
    return (each for each in (code.co_consts if code is not None else ()) if isinstance(each, CodeType))


def show(api: Api, name: str) -> click.Command:
    @click.command(name)
    @click.argument("words", metavar="[COMMAND]...", nargs=-1)
    @click.pass_context
    def shown(context: click.Context, words: tuple[str, ...]) -> None:
        place = context.find_root()
        for word in words:
            place = _below(place, word)
        click.echo(place.get_help())

    return shown


def _below(place: click.Context, word: str) -> click.Context:
    if not isinstance(place.command, click.Group):
        place.fail(f"there is no command {word!r} below this one.")
    _, command, _ = place.command.resolve_command(place, [word])
    assert command is not None, "resolve_command fails for a word that names none"
    return click.Context(command, parent=place, info_name=word, **command.context_settings)


def completion(api: Api, name: str) -> click.Command:
    @click.command(name)
    @click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
    @click.pass_context
    def script(context: click.Context, shell: str) -> None:
        found = get_completion_class(shell)
        assert found is not None, "click has all three"
        variable = f"_{api.program}_COMPLETE".replace("-", "_").replace(".", "_").upper()
        click.echo(found(context.find_root().command, {}, api.program, variable).source())

    return script
