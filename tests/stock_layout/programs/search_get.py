"""search: no operationId, lists, dates, headers, cookies."""

import datetime
import sys
from uuid import UUID

from acme import Client
from acme.api.search_things import get_search
from acme.models.result_page import ResultPage
from acme.models.result_page_hit import ResultPageHit

answer = get_search.sync_detailed(
    client=Client(base_url=sys.argv[1]),
    q="anvil",
    tag=["a", "b"],
    since=datetime.date(2026, 1, 2),
    x_request_id="r1",
    session="s1",
)
assert answer.headers["x-saw"] == "q=anvil&tag=a&tag=b&since=2026-01-02 r1 session=s1"
page = answer.parsed
assert isinstance(page, ResultPage)
hit: ResultPageHit = page.items[0]
assert hit.id == UUID(int=1)
assert page.next_ is None
