from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from .table import Api

SHELLS = ("bash", "zsh", "fish")


def make(api: Api, name: str) -> click.Command:
    @click.command(name)
    @click.argument("shell", type=click.Choice(SHELLS))
    @click.pass_context
    def completion(context: click.Context, shell: str) -> None:
        found = get_completion_class(shell)
        assert found is not None, "click has all three"
        variable = f"_{api.program}_COMPLETE".replace("-", "_").replace(".", "_").upper()
        click.echo(found(context.find_root().command, {}, api.program, variable).source())

    return completion
