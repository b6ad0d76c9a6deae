"""anvils: a token, a body, the detailed answer."""

import sys

from acme import AuthenticatedClient
from acme.api.anvils import create_anvil
from acme.models.anvil import Anvil
from acme.models.new_anvil import NewAnvil
from acme.models.size import Size

client = AuthenticatedClient(base_url=sys.argv[1], token="secret")
answer = create_anvil.sync_detailed(client=client, body=NewAnvil(size=Size.LARGE, note=None))
assert answer.status_code == 201
assert isinstance(answer.parsed, Anvil)
assert answer.headers["x-saw"] == 'Bearer secret {"size":"large","note":null}'
