"""Which addresses a webhook may be sent to: public ones, whatever notation or tunnel they come in.

A rule is a list of what is refused and why. IPv6 is refused unless it is global unicast (2000::/3), and then once more
where its bits carry an IPv4 address (RFC 3056, 4380, 6052): whoever resolves a name chooses those bits.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

_REFUSED_V4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "224.0.0.0/4",  # multicast, which ipaddress calls global
            "192.88.99.0/24",  # 6to4 relays (RFC 7526)
            "192.0.0.0/24",  # protocol assignments
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.175.48.0/24",  # AS112
        ),
    )
)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_REFUSED_V6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # Teredo, ORCHID, benchmarking and other assignments of the protocol
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: carries an IPv4 address
            "2620:4f:8000::/48",  # AS112
            "3fff::/20",  # documentation
        ),
    )
)


def is_public(address: str, *, allow_loopback: bool = False) -> bool:
    """Whether this literal address may be connected to. What is not an address is not."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        return _is_public_v6(found) or (allow_loopback and found.is_loopback and found.scope_id is None)
    return _is_public_v4(found) or (allow_loopback and found.is_loopback)


def all_public(addresses: Iterable[str], *, allow_loopback: bool = False) -> bool:
    """Whether there are addresses and every one is public: a name that leads to both is an attack, or a mistake."""
    found = list(addresses)
    return bool(found) and all(is_public(address, allow_loopback=allow_loopback) for address in found)


def _is_public_v4(address: ipaddress.IPv4Address) -> bool:
    return address.is_global and not any(address in network for network in _REFUSED_V4)


def _is_public_v6(address: ipaddress.IPv6Address) -> bool:
    # IPv4-mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96) and all private ranges are outside 2000::/3.
    if address.scope_id is not None or address not in _GLOBAL_V6:
        return False
    return address.is_global and not any(address in network for network in _REFUSED_V6)
