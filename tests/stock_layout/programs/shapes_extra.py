"""shapes: properties that nobody declared."""

import sys

from acme import Client
from acme.api.labels import labels
from acme.models import Labels

found = labels.sync(client=Client(base_url=sys.argv[1]))
assert isinstance(found, Labels)
assert found.from_ == "x"
assert found["color"] == "red"
assert found.additional_keys == ["color"]
