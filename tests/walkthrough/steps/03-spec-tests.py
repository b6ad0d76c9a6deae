# tests/spec/test_v1.py, after: webhooks.portal_sessions.create     POST    /v1/webhooks/portal-sessions                            webhooks:write
plans.list                          GET     /v1/plans                                               plans:read
plans.create                        POST    /v1/plans                                               plans:write

# tests/spec/test_v1.py, after: IDEMPOTENT = {
    "plans.create",

# tests/spec/test_v1.py, instead of: assert prefixes == {"org_", "key_", "mtr_", "whe_", "evt_", "dlv_", "aud_", "req_"}
    assert prefixes == {"org_", "key_", "mtr_", "whe_", "evt_", "dlv_", "aud_", "req_", "pln_"}
