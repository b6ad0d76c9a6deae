"""The headers that say from what a request comes."""

from __future__ import annotations

import platform
import sys

_SYSTEMS = {"Darwin": "MacOS", "Linux": "Linux", "Windows": "Windows", "FreeBSD": "FreeBSD", "OpenBSD": "OpenBSD"}
_MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64", "arm": "arm", "i686": "x32"}


def platform_headers(version: str, asynchronous: str) -> dict[str, str]:
    """``X-Stainless-*`` of every request."""
    system, machine = platform.system(), platform.machine().lower()
    return {
        "X-Stainless-Lang": "python",
        "X-Stainless-Package-Version": version,
        "X-Stainless-OS": _SYSTEMS.get(system, f"Other:{system}" if system else "Unknown"),
        "X-Stainless-Arch": _MACHINES.get(machine, f"other:{machine}" if machine else "unknown"),
        "X-Stainless-Runtime": platform.python_implementation(),
        "X-Stainless-Runtime-Version": ".".join(map(str, sys.version_info[:3])),
        "X-Stainless-Async": asynchronous,
    }
