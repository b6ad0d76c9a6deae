"""Calls of real documents: arguments made from the schemas, the request held against the document, the answer back."""

from __future__ import annotations

from typing import Any

import pytest
import respx
from corpus_calls import Call, Caller, assert_answer, assert_on_the_wire, make_answer, make_call
from corpus_documents import FULL, Operation
from corpus_sdk import Sdk
from corpus_values import CannotMakeError

PER_KIND = 10**6 if FULL else 3


def test_every_operation_of_the_document_has_one_method(sdk: Sdk) -> None:
    with Caller(sdk.module, sdk.document) as caller:
        found = set(caller.methods)

    assert found == {(o.method, o.path) for o in sdk.document.operations()}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_calls_say_on_the_wire_what_the_document_says_and_answers_come_back_whole(
    sdk: Sdk, subtests: pytest.Subtests
) -> None:
    checked = 0
    beyond: list[str] = []
    with Caller(sdk.module, sdk.document) as caller:
        for operation in sdk.document.sample(PER_KIND):
            try:
                call, (answer, value) = make_call(sdk.document, operation), make_answer(sdk.document, operation)
            except CannotMakeError as error:
                beyond.append(str(error))  # beyond this test's means: how many may be is bounded below
                continue
            checked += 1
            with subtests.test(f"{operation.method} {operation.path}"):
                _check(sdk, caller, call, answer, value)

    assert checked >= 8
    assert len(beyond) <= 0.1 * (checked + len(beyond)), "\n".join(beyond)


def _check(sdk: Sdk, caller: Caller, call: Call, answer: Any, value: Any) -> None:
    with respx.mock(assert_all_called=False) as router:
        for url in sdk.document.token_urls:
            router.post(url).respond(json={"access_token": "sesame", "token_type": "Bearer", "expires_in": 3600})
        route = router.route().mock(return_value=answer)
        result = caller.call(call)
        assert_on_the_wire(sdk.document, call, route.calls.last.request)
        assert_answer(sdk.module, result, answer, value)


def test_the_sample_has_every_kind_of_operation(sdk: Sdk) -> None:
    operations: list[Operation] = list(sdk.document.operations())

    assert {o.kind for o in sdk.document.sample(PER_KIND)} == {o.kind for o in operations}
