from __future__ import annotations

import click

from .table import Api


def make(api: Api, name: str) -> click.Command:
    @click.command(name)
    @click.argument("words", metavar="[COMMAND]...", nargs=-1)
    @click.pass_context
    def show(context: click.Context, words: tuple[str, ...]) -> None:
        place = context.find_root()
        for word in words:
            place = _below(place, word)
        click.echo(place.get_help())

    return show


def _below(place: click.Context, word: str) -> click.Context:
    if not isinstance(place.command, click.Group):
        place.fail(f"there is no command {word!r} below this one.")
    _, command, _ = place.command.resolve_command(place, [word])
    assert command is not None, "resolve_command fails for a word that names none"
    return click.Context(command, parent=place, info_name=word, **command.context_settings)
