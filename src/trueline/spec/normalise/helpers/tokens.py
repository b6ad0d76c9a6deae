"""What HTTP calls a token: the names of methods and headers."""

from __future__ import annotations

import re

#: RFC 9110, section 5.6.2.
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
