"""The command line of ``tollkeeper-server``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from tollkeeper_server.commands import people, upkeep
from tollkeeper_server.settings import Settings
from tollkeeper_server.spec.shapes import is_array, is_object

Command = Callable[[Settings, argparse.Namespace], dict[str, Any]]

_EXITS = "Exit codes: 0 done, 1 it could not be done, 2 wrong configuration or arguments, 3 the address is taken."


def parser() -> argparse.ArgumentParser:
    """Every command. ``run`` is what a chosen one does; a server and a worker have none."""
    top = argparse.ArgumentParser(
        prog="tollkeeper-server",
        description="Serve the Tollkeeper API, deliver its webhooks, look after its database. Default: serve.",
        epilog=f"{_EXITS} Configuration: TOLLKEEPER_* variables.",
        allow_abbrev=False,
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("serve", help="bring the database to this version and serve the API", allow_abbrev=False)
    commands.add_parser("worker", help="deliver webhooks", allow_abbrev=False)
    _add(commands, "migrate", "bring the database to this version", upkeep.migrate)
    _add(commands, "check", "check that a server would start: database, schema, secrets, Redis", upkeep.check)
    _add(commands, "purge", "delete events and deliveries that are too old", upkeep.purge_now)
    organizations = _group(commands, "organizations", "create and list organizations")
    made = _add(organizations, "create", "make an organization; it has no key yet", people.create)
    made.add_argument("--name", required=True, help="its name, for people")
    _add(organizations, "list", "list organizations, with the number of their active keys", people.list_all)
    keys = _group(commands, "keys", "create, revoke and recover keys")
    new = _add(keys, "create", "make a key and print its secret, which is never shown again", people.create_key)
    new.add_argument("--organization", metavar="ID", help="the organization's id; optional while there is only one")
    new.add_argument("--name", required=True, help="its name, for people")
    new.add_argument(
        "--scope", action="append", required=True, metavar="SCOPE", help="a scope that the key has; repeatable"
    )
    new.add_argument("--environment", choices=("live", "test"), default="live", help="default: live")
    new.add_argument("--expires-at", metavar="TIME", help="a time in RFC 3339 (default: never)")
    lost = _add(
        keys,
        "recover",
        "make a key with every scope, for an organization that has lost its last one",
        people.recover_key,
    )
    lost.add_argument("--organization", metavar="ID", help="the organization's id; optional while there is only one")
    gone = _add(keys, "revoke", "revoke a key for good", people.revoke_key)
    gone.add_argument("key_id", metavar="KEY_ID", help="the id of the key: key_...")
    gone.add_argument("--reason", help="why, for the audit log and the event")
    return top


def run(command: Command, arguments: argparse.Namespace, settings: Settings) -> int:
    """Do it and print what came of it."""
    found = command(settings, arguments)
    sys.stdout.write(json.dumps(found) + "\n" if arguments.json else _as_lines(found))
    sys.stdout.flush()
    return 0


def _add(commands: Any, name: str, text: str, command: Command) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
    made.add_argument("--json", action="store_true", help="print JSON")
    made.set_defaults(run=command)
    return made


def _group(commands: Any, name: str, text: str) -> Any:
    group: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
    return group.add_subparsers(dest="verb", metavar="VERB", required=True)


def _as_lines(fields: Mapping[str, Any]) -> str:
    """A line per field; a list as lines of its own."""
    lines: list[str] = []
    for name, value in fields.items():
        rows = [row for row in value if is_object(row)] if is_array(value) else []
        lines += ["  ".join(map(_text, row.values())) for row in rows] or [f"{name}: {_text(value)}"]
    return "\n".join(lines) + "\n"


def _text(value: Any) -> str:
    if is_object(value):
        return ", ".join(f"{name} {count}" for name, count in value.items())
    if is_array(value):
        return ", ".join(map(str, value)) or "none"
    return "-" if value is None else str(value)
