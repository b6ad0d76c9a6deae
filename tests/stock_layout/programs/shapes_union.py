"""shapes: one of several models, merged from parts."""

import sys

from acme import Client
from acme.api.shapes import add_shape
from acme.models import Circle, Square

shape = add_shape.sync(client=Client(base_url=sys.argv[1]), body=Circle(id="c", radius=1.5))
assert isinstance(shape, Square)
assert (shape.id, shape.side, shape.corner) == ("s", 2.0, None)
