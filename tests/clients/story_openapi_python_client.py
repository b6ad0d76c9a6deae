"""What a user of a client made by openapi-python-client, as it comes, does. URL and key in ``sys.argv``."""

import sys
from datetime import datetime, timezone
from http import HTTPStatus

from acme import AuthenticatedClient
from acme import models as m
from acme.api.keys import keys_create, keys_list, keys_retrieve, keys_verify
from acme.api.usage import usage_events_record_batch, usage_meters_create, usage_query
from acme.api.webhooks import (
    webhooks_endpoints_create,
    webhooks_endpoints_delete,
    webhooks_endpoints_test,
    webhooks_events_list,
)


def main(url: str, secret: str) -> None:
    client = AuthenticatedClient(base_url=url, token=secret)
    made = [
        keys_create.sync(client=client, body=m.KeyCreateParams(name=f"k{n}", scopes=[m.Scope.USAGEREAD]))
        for n in range(3)
    ]
    assert made[0].secret.startswith("tk_live_")
    assert made[0].expires_at is None
    print("a key with a secret")

    first = keys_list.sync(client=client, limit=2)
    second = keys_list.sync(client=client, limit=2, cursor=first.next_cursor)
    assert [key.name for key in first.data + second.data][:3] == ["k2", "k1", "k0"]
    assert (len(second.data), second.has_more, second.next_cursor) == (2, False, None)
    print("a list of two pages")

    weak = AuthenticatedClient(base_url=url, token=made[0].secret)
    refused = keys_list.sync_detailed(client=weak)
    assert (refused.status_code, refused.parsed.code) == (HTTPStatus.FORBIDDEN, m.ProblemCode.INSUFFICIENT_SCOPES)
    assert refused.parsed.missing_scopes == [m.Scope.KEYSREAD]
    assert refused.headers["content-type"] == "application/problem+json"
    print("403 with a problem that names the scope")
    nobody = AuthenticatedClient(base_url=url, token="none")
    local = m.EndpointCreateParams(url="https://127.0.0.1/")
    for answer, status in (
        (keys_list.sync_detailed(client=nobody), 401),
        (keys_retrieve.sync_detailed("key_missing", client=client), 404),
        (webhooks_endpoints_create.sync_detailed(client=client, body=local), 422),
    ):
        assert answer.status_code == answer.parsed.status == status
        assert answer.parsed.request_id.startswith("req_")
    print("401, 404 and 422 are problems too")

    verdict = keys_verify.sync(client=client, body=m.KeyVerifyParams(key=made[0].secret))
    assert (verdict.valid, verdict.key_id) == (True, made[0].id)
    print("a key is verified")

    meter = m.MeterCreateParams(key="cubes", name="Cubes", event_type="cube.made", aggregation=m.Aggregation.SUM)
    usage_meters_create.sync(client=client, body=meter)
    now = datetime.now(timezone.utc)
    events = [m.UsageEventParams(id=n, type_="cube.made", subject="c" + n, value=int(n), time=now) for n in "232"]
    results = usage_events_record_batch.sync(client=client, body=m.UsageBatchParams(events=events)).results
    assert [result.status for result in results] == ["accepted", "accepted", "duplicate"]
    year = datetime(2026, 1, 1, tzinfo=timezone.utc), datetime(2100, 1, 1, tzinfo=timezone.utc)
    query = m.UsageQueryParams(meter="cubes", from_=year[0], to=year[1], group_by=["subject"])
    assert sorted(row.value for row in usage_query.sync(client=client, body=query).rows) == [2, 3]
    print("usage is recorded and queried")

    endpoint = webhooks_endpoints_create.sync(
        client=client, body=m.EndpointCreateParams(url="https://hooks.acme.example/in")
    )
    assert endpoint.secret.startswith("whsec_")
    webhooks_endpoints_test.sync(endpoint.id, client=client, body=m.EndpointTestParams(message="hello"))
    page = webhooks_events_list.sync(client=client, event_types=[m.EventType.WEBHOOK_TEST])
    assert isinstance(page.data[0], m.WebhookTestEvent), page.data[0]
    assert page.data[0].data.message == "hello"
    assert webhooks_endpoints_delete.sync_detailed(endpoint.id, client=client).status_code == HTTPStatus.NO_CONTENT
    print("an endpoint, a test event of the right class, and the endpoint is gone")


main(*sys.argv[1:])
