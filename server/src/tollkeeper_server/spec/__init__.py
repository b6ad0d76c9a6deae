"""The OpenAPI document as frozen facts, and what decodes and validates requests by it."""

from tollkeeper_server.spec.answers import AnswerCheck, AnswerMismatchError
from tollkeeper_server.spec.document import Api, load_api
from tollkeeper_server.spec.operation import Operation

__all__ = ["AnswerCheck", "AnswerMismatchError", "Api", "Operation", "load_api"]
