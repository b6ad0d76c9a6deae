"""jobs: an answer without content, and one that is not documented."""

import sys

from acme import Client
from acme.api.jobs import delete_job
from acme.errors import UnexpectedStatus

client = Client(base_url=sys.argv[1], raise_on_unexpected_status=True)
assert delete_job.sync_detailed("1", client=client).status_code == 204
try:
    delete_job.sync_detailed("nowhere", client=client)
except UnexpectedStatus as error:
    assert error.status_code == 404
else:
    raise AssertionError("nothing was raised")
