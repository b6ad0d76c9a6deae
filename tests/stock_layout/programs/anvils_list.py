"""anvils: a list, filtered by an enum."""

import sys

from acme import Client
from acme.api.anvils import list_anvils
from acme.models import Anvil, Size

with Client(base_url=sys.argv[1]) as client:
    anvils = list_anvils.sync(client=client, size=Size.SMALL)
assert anvils is not None
first: Anvil = anvils[0]
assert first.id == 7
assert first.size is Size.SMALL
assert first.made_at.year == 2026
