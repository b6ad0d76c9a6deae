"""The address to listen on, taken before anything else is done: who can't have it has changed nothing."""

from __future__ import annotations

import errno
import os
import socket

from tollkeeper_server.errors import AddressError
from tollkeeper_server.settings import PREFIX

_ELSEWHERE = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


def take_address(host: str, port: int) -> list[socket.socket]:
    """Sockets bound to every address of a name; they don't listen yet. Raises ``AddressError``."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise AddressError(f"there is no host {host[:80]!r}", [], f"Correct {PREFIX}HOST.") from None
    taken: list[socket.socket] = []
    refused: OSError | None = None
    for family, _, _, _, address in found if port else found[:1]:  # any port is another one for each
        made = socket.socket(family, socket.SOCK_STREAM)
        try:
            _bind(made, address)
            taken.append(made)
        except OSError as error:
            made.close()
            refused = error if refused is None or error.errno not in _ELSEWHERE else refused
    if refused is not None and (not taken or refused.errno not in _ELSEWHERE):
        for made in taken:
            made.close()
        raise address_error(host, port, refused) from None
    return taken


def _bind(listener: socket.socket, address: object) -> None:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if listener.family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)  # IPv4 has a socket of its own
    listener.bind(address)  # type: ignore[arg-type] # as getaddrinfo gave it
    listener.setblocking(False)


def address_error(host: str, port: int, error: OSError) -> AddressError:
    """Why an address can't be had, and what to do."""
    if error.errno == errno.EADDRINUSE:
        cure = f"Stop what listens there, or set {PREFIX}PORT to another one."
        return AddressError(f"port {port} of {host} is taken", [], cure)
    if error.errno == errno.EACCES:
        cure = f"Set {PREFIX}PORT to one from 1024 on; a proxy may listen on {port}."
        return AddressError(f"this user may not listen on port {port}", [], cure)
    cure = f"Set {PREFIX}HOST to an address of this machine, or to 0.0.0.0 for all."
    return AddressError(f"{host} port {port} can't be listened on", [os.strerror(error.errno or 0)], cure)
