"""What a user of openapi-generator's Python client does. URL and key in ``sys.argv``."""

import sys
from datetime import datetime, timezone

import acme
from acme.exceptions import ForbiddenException, NotFoundException, UnauthorizedException, UnprocessableEntityException


def main(url: str, secret: str) -> None:
    api = acme.ApiClient(acme.Configuration(host=url, access_token=secret))
    keys, usage, hooks = acme.KeysApi(api), acme.UsageApi(api), acme.WebhooksApi(api)

    made = [
        keys.keys_create(acme.KeyCreateParams(name=f"k{n}", scopes=[acme.Scope.USAGE_COLON_READ])) for n in range(3)
    ]
    assert made[0].secret.startswith("tk_live_")
    assert made[0].expires_at is None
    print("a key with a secret")

    names, cursor = [], None
    while True:
        page = keys.keys_list(limit=2, cursor=cursor)
        names += [key.name for key in page.data]
        cursor = page.next_cursor
        if not page.has_more:
            break
    assert names[:3] == ["k2", "k1", "k0"], names
    assert len(names) == 4
    print("a list of two pages")

    weak = acme.ApiClient(acme.Configuration(host=url, access_token=made[0].secret))
    try:
        acme.KeysApi(weak).keys_list()
    except ForbiddenException as error:
        problem = acme.Problem.from_json(error.body)
        assert (problem.status, problem.code) == (403, acme.ProblemCode.INSUFFICIENT_SCOPES)
        assert problem.missing_scopes == [acme.Scope.KEYS_COLON_READ]
        assert error.headers["content-type"] == "application/problem+json"
        print("403 with a problem that names the scope")
    nobody = acme.MeApi(acme.ApiClient(acme.Configuration(host=url)))
    for call, wrong in (
        (nobody.me, UnauthorizedException),
        (lambda: keys.keys_retrieve("key_missing"), NotFoundException),
        (lambda: hooks.webhooks_endpoints_create(acme.EndpointCreateParams(url="https://127.0.0.1/")),
         UnprocessableEntityException),
    ):  # fmt: skip
        try:
            call()
        except wrong as error:
            assert acme.Problem.from_json(error.body).request_id.startswith("req_")
        else:
            raise AssertionError(wrong)
    print("401, 404 and 422 are problems too")

    verdict = keys.keys_verify(acme.KeyVerifyParams(key=made[0].secret, required_scopes=[acme.Scope.USAGE_COLON_READ]))
    assert (verdict.valid, verdict.key_id) == (True, made[0].id)
    changed = keys.keys_update_with_http_info(made[1].id, acme.KeyUpdateParams(name="renamed", expires_at=None))
    assert changed.data.name == "renamed"
    assert {name.lower() for name in changed.headers} >= {"etag", "x-request-id", "ratelimit"}
    print("a key is verified, and another renamed")

    usage.usage_meters_create(
        acme.MeterCreateParams(key="tiles", name="Tiles", event_type="tile.served", aggregation="sum")
    )
    now = datetime.now(timezone.utc)
    one = acme.UsageEventParams(id="1", type="tile.served", subject="c1", value=2, time=now)
    assert usage.usage_events_record(one).status == "accepted"
    many = acme.UsageBatchParams(events=[one, acme.UsageEventParams(id="2", type="tile.served", subject="c2", value=3)])
    assert [result.status for result in usage.usage_events_record_batch(many).results] == ["duplicate", "accepted"]
    wish = {"meter": "tiles", "from": "2026-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z", "group_by": ["subject"]}
    answer = usage.usage_query(acme.UsageQueryParams.from_dict(wish))
    assert sorted(row.value for row in answer.rows) == [2, 3], answer
    print("usage is recorded and queried")

    endpoint = hooks.webhooks_endpoints_create(acme.EndpointCreateParams(url="https://hooks.acme.example/in"))
    assert endpoint.secret.startswith("whsec_")
    delivery = hooks.webhooks_endpoints_test(endpoint.id, endpoint_test_params=acme.EndpointTestParams(message="hello"))
    assert delivery.endpoint_id == endpoint.id
    events = hooks.webhooks_events_list(event_types=["webhook.test"]).data
    assert events[0].actual_instance.data.message == "hello"
    hooks.webhooks_endpoints_delete(endpoint.id)
    print("an endpoint, a test event of the right class, and the endpoint is gone")


main(*sys.argv[1:])
