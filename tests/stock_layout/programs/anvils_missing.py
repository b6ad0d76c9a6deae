"""anvils: a documented error is an answer."""

import asyncio
import sys

from acme import Client
from acme.api.anvils import get_anvil
from acme.models import AnvilMaker, Problem


async def main() -> None:
    async with Client(base_url=sys.argv[1]) as client:
        found = await get_anvil.asyncio(8, client=client)
    assert isinstance(found, Problem)
    assert found.title == "none"


asyncio.run(main())
assert AnvilMaker.from_dict({"name": "Acme"}).to_dict() == {"name": "Acme"}
