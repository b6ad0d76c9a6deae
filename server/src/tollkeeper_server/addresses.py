"""Whose request it is: the address that limits count by and the audit log shows.

It is the connection's, unless that is a proxy that the operator trusts (``TOLLKEEPER_TRUSTED_PROXIES``). Then it is the
rightmost address of ``X-Forwarded-For`` that is not a trusted proxy: what is left of it, a client wrote. Only
what parses as an address is ever taken, in its one spelling; other text is not looked at further, nor kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

UNKNOWN = "unknown"
_LONGEST = 64
_MOST_HOPS = 32
_SHARED_BITS = 64  # one subscriber has all addresses of such an IPv6 network


def read_networks(text: str) -> tuple[Network, ...]:
    """Networks from a list with commas. Raises ``ValueError`` with what is wrong."""
    found: list[Network] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            network = ip_network(part)
        except ValueError:
            raise ValueError(f"has {part[:100]!r}, not a network such as 10.0.0.0/8 or an address") from None
        if network.prefixlen == 0:
            raise ValueError(f"has {part!r}: everybody could then name any address as theirs")
        found.append(network)
    return tuple(found)


def client_address(client: tuple[str, int] | None, forwarded: Sequence[str], trusted: Sequence[Network]) -> str:
    """The address of a client, ``UNKNOWN`` where there is none.

    ``client`` is the connection's address and port; ``forwarded`` are the values of ``X-Forwarded-For`` as they came.
    Port 0, or an address that the header names, belongs to no connection: a server around this one has put it there.
    """
    peer = _parse(client[0]) if client and client[1] else None
    hops = [_parse(hop) for value in forwarded for hop in value.split(",")[-_MOST_HOPS:]][-_MOST_HOPS:]
    if peer is None or (peer in hops and not _is_in(peer, trusted)):
        return UNKNOWN
    for hop in reversed(hops):
        if hop is None or not _is_in(peer, trusted):
            break
        peer = hop
    return str(peer)


def limited_as(address: str) -> str:
    """What requests of an address are counted under: IPv6 by network."""
    parsed = _parse(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, _SHARED_BITS), strict=False))
    return address


@lru_cache(maxsize=4096)
def _parse(text: str) -> Address | None:
    """An address, perhaps with a port. A zone (``fe80::1%eth0``) is free text and makes it none."""
    text = text.strip()
    if len(text) > _LONGEST or "%" in text:
        return None
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)
