"""files: plain text."""

import sys

from acme import Client
from acme.api.default import motd

text = motd.sync(client=Client(base_url=sys.argv[1]))
assert text == "good morning"
