"""``login``, ``logout`` and ``profiles``: credentials on this machine. None stands in the arguments of a process."""

from __future__ import annotations

import sys

import click

from . import profiles
from .exits import USAGE, CliError, inert
from .table import Api, Credential


def make(api: Api, name: str) -> click.Command:
    """The command that was written down under this name."""
    return {"login": _login, "logout": _logout, "profiles": _profiles}[name.removeprefix("cli-")](api, name)


def _profile_option(api: Api) -> click.Option:
    return click.Option(["--profile"], metavar="NAME", help=f"Default: {api.env_prefix}_PROFILE, then `default`.")


def _login(api: Api, name: str) -> click.Command:
    def login(profile: str | None, base_url: str | None, credential: str, store: profiles.Store | None) -> None:
        known = next(each for each in api.credentials if each.arg == credential)
        chosen = profiles.chosen(api, profile or "")
        kept = profiles.read_all(api).get(chosen) or profiles.Profile(api.program, chosen)
        if base_url is not None:
            kept.base_url = base_url
        where = profiles.keep(api, kept, known.arg, _ask(known), store)
        place = "the keyring" if where == "keyring" else str(profiles.path(api))
        click.echo(f"Kept {known.arg} for profile {inert(chosen)} in {place}.", err=True)

    args = [credential.arg for credential in api.credentials]
    params: list[click.Parameter] = [
        _profile_option(api),
        click.Option(["--base-url"], metavar="URL", help="Where this profile's requests go."),
        click.Option(["--credential"], type=click.Choice(args), default=args[0], show_default=True),
        click.Option(["--store"], type=click.Choice(["keyring", "file"]), help="Default: a keyring if there is one."),
    ]
    text = "Keep a credential on this machine. It is asked for without being shown, or read from standard input."
    return click.Command(name, callback=login, params=params, help=text)


def _ask(credential: Credential) -> str:
    if not sys.stdin.isatty():
        given = sys.stdin.readline().strip()
    elif credential.kind == "pair":
        user = click.prompt(f"{credential.arg}, first part (user or client id)", err=True)
        given = f"{user}:{click.prompt('second part (hidden)', hide_input=True, err=True)}"
    else:
        given = str(click.prompt(f"{credential.arg} (hidden)", hide_input=True, err=True)).strip()
    if not given or not given.isprintable():
        raise CliError("that is not a credential: nothing was kept", USAGE)
    return given


def _logout(api: Api, name: str) -> click.Command:
    def logout(profile: str | None) -> None:
        found = profiles.load(api, profiles.chosen(api, profile or ""))
        profiles.forget(api, found)
        click.echo(f"Forgot profile {inert(found.name)}.", err=True)

    return click.Command(name, callback=logout, params=[_profile_option(api)], help="Forget a profile's credentials.")


def _profiles(api: Api, name: str) -> click.Command:
    def show() -> None:
        current = profiles.chosen(api)
        for each in profiles.read_all(api).values():
            kept = ", ".join(f"{arg} in the {store}" for arg, (store, _) in each.values.items())
            mark = "*" if each.name == current else " "
            click.echo(inert(f"{mark} {each.name}  {each.base_url or '(default address)'}  {kept}"))
        click.echo(f"{profiles.path(api)}", err=True)

    return click.Command(name, callback=show, help="List the profiles on this machine, without their credentials.")
