"""files: bytes, with a name that has to be quoted."""

import sys

from acme import Client
from acme.api.default import download

file = download.sync("a b", client=Client(base_url=sys.argv[1]))
assert file is not None
assert file.payload.read() == b"\x00\x01"
