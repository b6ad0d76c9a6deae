"""search: a form."""

import sys

from acme import Client
from acme.api.search_things import save_form
from acme.models import Saved

answer = save_form.sync_detailed(client=Client(base_url=sys.argv[1]), body=Saved(name="a b"))
assert answer.status_code == 204
assert answer.headers["x-saw"] == "name=a+b"
