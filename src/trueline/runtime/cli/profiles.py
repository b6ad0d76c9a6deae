"""Credentials that are kept on this machine: in its keyring where it has one, else in a file that only you can read.

``login``, ``logout`` and ``profiles`` keep, forget and list them: none stands in the arguments of a process.
The file also says, without secrets, which profiles there are. It is written beside the old one and put in its place.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, cast

import click

from . import AUTH, USAGE, CliError, inert
from .table import Api, Credential

DEFAULT = "default"
Store = Literal["keyring", "file"]


@dataclass(slots=True, repr=False)
class Profile:
    """A profile. ``values`` maps arguments of the client to a store and, in the file, to the credential itself."""

    service: str
    name: str
    base_url: str = ""
    values: dict[str, tuple[Store, str]] = field(default_factory=dict[str, "tuple[Store, str]"])

    def credential(self, arg: str) -> str:
        """The credential for an argument of the client; empty for none."""
        store, value = self.values.get(arg, ("file", ""))
        if store == "file":
            return value
        keyring = _keyring()
        return (keyring.get_password(self.service, f"{self.name}:{arg}") or "") if keyring is not None else ""


def path(api: Api) -> Path:
    """The file of the profiles: ``<PREFIX>_CONFIG_DIR``, else where this system keeps such files."""
    given = os.environ.get(f"{api.env_prefix}_CONFIG_DIR")
    if given:
        return Path(given) / "credentials.json"
    roaming = os.environ.get("APPDATA") if sys.platform == "win32" else os.environ.get("XDG_CONFIG_HOME")
    return (Path(roaming) if roaming else Path.home() / ".config") / api.program / "credentials.json"


def chosen(api: Api, named: str = "") -> str:
    """The name of the profile in use."""
    return named or os.environ.get(f"{api.env_prefix}_PROFILE") or DEFAULT


def load(api: Api, named: str = "") -> Profile:
    """The profile in use. Raises ``CliError`` where one was named that there is not."""
    name = chosen(api, named)
    found = read_all(api).get(name)
    if found is None and named:
        raise CliError(f"there is no profile {name!r}: {api.program} login --profile {name}", USAGE)
    return found or Profile(api.program, name)


def read_all(api: Api) -> dict[str, Profile]:
    """All profiles by name. Raises ``CliError`` for a file that is broken or that others can read."""
    file = path(api)
    try:
        text = file.read_text("utf-8")
        mode = file.stat().st_mode
    except FileNotFoundError:
        return {}
    if sys.platform != "win32" and stat.S_IMODE(mode) & 0o077:
        raise CliError(f"{file} can be read by others: chmod 600 {file}", AUTH)
    try:
        entries: dict[str, Any] = json.loads(text)["profiles"]
        return {name: _profile(api, name, entry) for name, entry in entries.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CliError(f"{file} is damaged: repair or remove it, then log in again", AUTH) from None


def _profile(api: Api, name: str, entry: dict[str, Any]) -> Profile:
    kept: dict[str, dict[str, str]] = entry.get("credentials", {})
    values: dict[str, tuple[Store, str]] = {
        arg: (cast("Store", each["store"]), each.get("value", "")) for arg, each in kept.items()
    }
    return Profile(api.program, name, str(entry.get("base_url", "")), values)


def keep(api: Api, profile: Profile, arg: str, value: str, store: Store | None) -> Store:
    """Keep a credential; where it went. Raises ``CliError`` for a keyring that was asked for and is not there."""
    keyring = _keyring() if store != "file" else None
    if store == "keyring" and keyring is None:
        raise CliError("this machine has no keyring that Python can use: pip install keyring, or --store file", USAGE)
    if keyring is not None:
        keyring.set_password(profile.service, f"{profile.name}:{arg}", value)
    where: Store = "file" if keyring is None else "keyring"
    profile.values[arg] = (where, "" if where == "keyring" else value)
    write_all(api, {**read_all(api), profile.name: profile})
    return where


def forget(api: Api, profile: Profile) -> None:
    """Remove a profile and its credentials."""
    for arg, (store, _) in profile.values.items():
        keyring = _keyring() if store == "keyring" else None
        if keyring is not None and keyring.get_password(profile.service, f"{profile.name}:{arg}") is not None:
            keyring.delete_password(profile.service, f"{profile.name}:{arg}")
    rest = read_all(api)
    rest.pop(profile.name, None)
    write_all(api, rest)


def write_all(api: Api, entries: dict[str, Profile]) -> None:
    """Write the file: never readable by others, not even for a moment, and never half of it."""
    file = path(api)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    data = json.dumps({"profiles": {name: _entry(each) for name, each in entries.items()}}, indent=2) + "\n"
    new = file.with_name(f"{file.name}.{os.getpid()}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)


def _entry(profile: Profile) -> dict[str, Any]:
    kept = {
        arg: {"store": store} if store == "keyring" else {"store": store, "value": value}
        for arg, (store, value) in profile.values.items()
    }
    return {"base_url": profile.base_url, "credentials": kept}


def _keyring() -> Any:
    """The module ``keyring`` with a store behind it that works; ``None`` where there is none."""
    try:
        keyring = import_module("keyring")
    except ModuleNotFoundError:
        return None
    backend = keyring.get_keyring()
    dead = type(backend).__module__.endswith((".fail", ".null"))
    return None if dead or backend.priority <= 0 else keyring


def connect(api: Api, typed: Mapping[str, Any], *, prefix: str = "", **more: Any) -> Any:
    """A client, to be closed. A profile that was named goes before the environment, the default one after it.

    With the prefix ``Async`` it is the asynchronous one.
    """
    named = typed.get("profile") or ""
    profile = load(api, named)
    credentials: dict[str, str] = {}
    for credential in api.credentials:
        if credential.arg in more or (not named and credential.env and os.environ.get(credential.env)):
            continue  # the SDK reads the environment by itself
        value = profile.credential(credential.arg)
        if value:
            credentials[credential.arg] = value
    return client_of(api, typed, base_url(api, typed, profile), prefix=prefix, **{**credentials, **more})


def base_url(api: Api, typed: Mapping[str, Any], profile: Profile) -> str | None:
    """Where requests go: as it was typed, else as a named profile, the environment, or the default profile says."""
    given: str | None = typed.get("base_url")
    if given is None and (typed.get("profile") or not os.environ.get(f"{api.env_prefix}_BASE_URL")):
        given = profile.base_url or None
    return given


def client_of(api: Api, typed: Mapping[str, Any], url: str | None, *, prefix: str = "", **more: Any) -> Any:
    """A client with these arguments and what was typed."""
    given: dict[str, Any] = {"base_url": url}
    for name in ("timeout", "max_retries"):
        if typed.get(name) is not None:
            given[name] = typed[name]
    return getattr(import_module(api.package), prefix + api.client)(**given, **more)


def _profile_option(api: Api) -> click.Option:
    return click.Option(["--profile"], metavar="NAME", help=f"Default: {api.env_prefix}_PROFILE, then `default`.")


def login(api: Api, name: str) -> click.Command:
    """``login``."""

    def typed(profile: str | None, base_url: str | None, credential: str, store: Store | None) -> None:
        known = next(each for each in api.credentials if each.arg == credential)
        name = chosen(api, profile or "")
        kept = read_all(api).get(name) or Profile(api.program, name)
        if base_url is not None:
            kept.base_url = base_url
        where = keep(api, kept, known.arg, _ask(known), store)
        place = "the keyring" if where == "keyring" else str(path(api))
        click.echo(f"Kept {known.arg} for profile {inert(name)} in {place}.", err=True)

    args = [credential.arg for credential in api.credentials]
    params: list[click.Parameter] = [
        _profile_option(api),
        click.Option(["--base-url"], metavar="URL", help="Where this profile's requests go."),
        click.Option(["--credential"], type=click.Choice(args), default=args[0], show_default=True),
        click.Option(["--store"], type=click.Choice(["keyring", "file"]), help="Default: a keyring if there is one."),
    ]
    text = "Keep a credential on this machine. It is asked for without being shown, or read from standard input."
    return click.Command(name, callback=typed, params=params, help=text)


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


def logout(api: Api, name: str) -> click.Command:
    """``logout``."""

    def typed(profile: str | None) -> None:
        found = load(api, chosen(api, profile or ""))
        forget(api, found)
        click.echo(f"Forgot profile {inert(found.name)}.", err=True)

    return click.Command(name, callback=typed, params=[_profile_option(api)], help="Forget a profile's credentials.")


def profiles(api: Api, name: str) -> click.Command:
    """``profiles``."""

    def show() -> None:
        current = chosen(api)
        for each in read_all(api).values():
            kept = ", ".join(f"{arg} in the {store}" for arg, (store, _) in each.values.items())
            mark = "*" if each.name == current else " "
            click.echo(inert(f"{mark} {each.name}  {each.base_url or '(default address)'}  {kept}"))
        click.echo(f"{path(api)}", err=True)

    return click.Command(name, callback=show, help="List the profiles on this machine, without their credentials.")
