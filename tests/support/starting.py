"""What programs of an SDK start with in tests: less than in an environment that has everything.

Half of what a call of a command line took was trio, which no SDK asks for, and the machine's certificates.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import certifi

#: The beginning of a program: trio is not installed, as with most users. httpcore imports it where it is.
ALONE = "import sys; sys.modules['trio'] = None"
_END = "-----END CERTIFICATE-----\n"


def one_certificate() -> dict[str, str]:
    """The variable by which httpx trusts one certificate: nothing here speaks TLS with others."""
    return {"SSL_CERT_FILE": _file()}


@cache
def _file() -> str:
    path = Path(tempfile.mkdtemp(prefix="certificate-")) / "one.pem"
    before, end, _ = certifi.contents().partition(_END)
    path.write_text(before + end, "ascii", errors="replace")
    return str(path)
