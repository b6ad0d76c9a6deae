from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, cast

import click

from . import API, INTERRUPTED, OK, PIPE, USAGE, inert, one_line, paragraphs
from .options import command_options, positional
from .table import Api, Command, Group, commands_of, description

_CONTEXT = {"help_option_names": ["--help", "-h"], "max_content_width": 100}
_OWN = {
    "login": ("profiles", "login"),
    "logout": ("profiles", "logout"),
    "profiles": ("profiles", "profiles"),
    "completion": ("app", "completion"),
    "mcp": (".agents.command", "make"),
    "help": ("app", "show"),
}
_HOOKS = {"listen": ("hooks", "listen"), "trigger": ("hooks", "trigger")}
_WEBHOOKS = "webhooks"


def main(api: Api, args: Sequence[str] | None = None) -> int:
    warnings.simplefilter("ignore", DeprecationWarning)
    out = sys.stdout
    try:
        code = root(api).main(args, prog_name=api.program, standalone_mode=False)
    except click.exceptions.Abort as abort:
        interrupted = isinstance(abort.__cause__ or abort.__context__, KeyboardInterrupt)
        return INTERRUPTED if interrupted else _say("no answer to the question was given", USAGE)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return USAGE
    except click.ClickException as error:
        usage = error.ctx if isinstance(error, click.UsageError) else None
        hint = f"\nTry '{usage.command_path} --help'." if usage is not None else ""
        return _say(error.format_message() + hint, error.exit_code if usage is None else USAGE)
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit:
        if sys.stdout is not out:
            return PIPE
        raise
    except Exception as error:
        return _failed(api, error)
    return code if isinstance(code, int) else OK


def _failed(api: Api, error: Exception) -> int:
    if isinstance(error, ModuleNotFoundError):
        raise error
    if isinstance(error, BrokenPipeError):
        return PIPE
    found = import_module(".call", __package__).explain(error)
    if found is None and isinstance(error, OSError):
        found = str(error), API
    if found is None:
        raise error
    message, code = found
    if type(error).__name__ == "MissingCredentialsError":
        own = next((name for name, each in root(api).own.items() if each == "login"), "")
        message += f", or run: {api.program} {own}" if own else ""
    elif message.startswith("base_url: "):
        message += f". Give --base-url, or set {api.env_prefix}_BASE_URL"
    return _say(message, code)


def _say(message: str, code: int) -> int:
    click.echo(f"Error: {inert(message)}", err=True)
    return code


def root(api: Api) -> Commands:
    made = Commands(api, (), (), "_root", api.help)
    made.params.append(click.Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version))
    return made


def _version(context: click.Context, _option: click.Parameter, asked_for: bool) -> None:
    if asked_for and not context.resilient_parsing:
        api = cast("Commands", context.command).api
        click.echo(f"{api.program} {import_module(f'{api.package}._version').__version__}")
        context.exit()


class Commands(click.Group):
    def __init__(self, api: Api, names: tuple[str, ...], attrs: tuple[str, ...], module: str, text: str) -> None:
        super().__init__(names[-1] if names else api.program, help=paragraphs(text))
        self.context_settings = dict(_CONTEXT)
        self.api = api
        self.names = names
        self.attrs = attrs
        self._module = module
        self._table: dict[str, Command] | None = None

    @property
    def table(self) -> dict[str, Command]:
        if self._table is None:
            commands = commands_of(self.api, self.attrs, self._module) if self._module else ()
            self._table = {command.name: command for command in commands}
        return self._table

    @property
    def groups(self) -> dict[str, Group]:
        depth = len(self.names)
        below = [g for g in self.api.groups if len(g.names) == depth + 1 and g.names[:depth] == self.names]
        found = {group.names[-1]: group for group in below}
        if not depth and self.api.events and _WEBHOOKS not in found and _WEBHOOKS not in self.table:
            found[_WEBHOOKS] = Group((_WEBHOOKS,), (), "", "Receive webhooks on this machine.")
        return found

    @property
    def own(self) -> dict[str, str]:
        wanted: dict[str, str] = {}
        if not self.names:
            wanted = {name: name for name in _OWN if self.api.credentials or _OWN[name][0] != "profiles"}
        elif self.names == (_WEBHOOKS,) and self.api.events:
            wanted = {name: name for name in _HOOKS if name != "listen" or self.api.listen}
        taken = {*self.table, *self.groups}
        return {(f"cli-{name}" if name in taken else name): name for name in wanted}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.groups, *self.table, *self.own]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.groups:
            group = self.groups[cmd_name]
            return Commands(self.api, group.names, group.attrs, group.module, group.help)
        if cmd_name in self.table:
            return operation(self.api, self.attrs, self._module, self.table[cmd_name])
        if cmd_name in self.own:
            module, function = (_OWN | _HOOKS)[self.own[cmd_name]]
            make: Callable[[Api, str], click.Command] = getattr(import_module(f".{module}", __package__), function)
            return make(self.api, self.own[cmd_name])
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            near = import_module("difflib").get_close_matches(args[0], self.list_commands(ctx))
            also = f" Did you mean {' or '.join(near)}?" if near else ""
            ctx.fail(f"there is no command {args[0]!r}.{also}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = {
            "Groups": [(name, one_line(group.help.split("\n\n")[0], 80)) for name, group in self.groups.items()],
            "Commands": [(name, _short(command)) for name, command in self.table.items()],
            "This command line": [(name, _ABOUT[own]) for name, own in self.own.items()],
        }
        for title, lines in rows.items():
            if lines:
                with formatter.section(title):
                    formatter.write_dl(lines)


_ABOUT = {
    "login": "Keep a credential on this machine.",
    "logout": "Forget the credentials of a profile.",
    "profiles": "List the profiles on this machine.",
    "completion": "Print a script that completes commands in your shell.",
    "mcp": "Serve the API to agents as tools.",
    "help": "Show what there is, or what one command does.",
    "listen": "Forward webhooks to this machine as they happen.",
    "trigger": "Send an example webhook to this machine.",
}


def _short(command: Command) -> str:
    text = command.summary or command.request
    return f"(deprecated) {text}" if command.deprecated else text


def operation(api: Api, attrs: tuple[str, ...], module: str, command: Command) -> click.Command:
    def call(**typed: Any) -> None:
        import_module(".call", __package__).invoke(api, attrs, command, typed)

    made = _Operation(command.name, callback=call, short_help=_short(command), context_settings=dict(_CONTEXT))
    made.params = [*positional(command), *command_options(api, command)]
    made.about = lambda: _about(command, description(api, module, command.method))
    return made


class _Operation(click.Command):
    about: Callable[[], str]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.help = paragraphs(self.about())
        super().format_help_text(ctx, formatter)


def _about(command: Command, description: str) -> str:
    parts = [command.summary, command.request, description]
    if command.deprecated:
        parts.insert(0, f"DEPRECATED: {command.deprecated}")
    if command.scopes:
        parts.append(f"Scopes: {', '.join(command.scopes)}")
    return "\n\n".join(part for part in parts if part)


def show(api: Api, name: str) -> click.Command:
    @click.command(name, help="Show what there is, or what one command does: the same as its --help.")
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


_COMPLETION = """Print a script that completes commands, options and choices in your shell.

bash: eval "$(PROGRAM completion bash)" in ~/.bashrc; zsh the same in ~/.zshrc; fish: PROGRAM completion fish >
~/.config/fish/completions/PROGRAM.fish"""


def completion(api: Api, name: str) -> click.Command:
    @click.command(name, help=_COMPLETION)
    @click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
    @click.pass_context
    def script(context: click.Context, shell: str) -> None:
        found = import_module("click.shell_completion").get_completion_class(shell)
        assert found is not None, "click has all three"
        variable = f"_{api.program}_COMPLETE".replace("-", "_").replace(".", "_").upper()
        click.echo(found(context.find_root().command, {}, api.program, variable).source())

    return script
