"""The extensions that Trueline defines, each under the one name that code uses; docs/sdk.md says what they do."""

#: What a method, an argument, an attribute or a credential is called, and where a method stands among the others.
NAME = "x-sdk-name"
GROUP = "x-sdk-group"
METHOD = "x-sdk-method"
ORDER = "x-sdk-order"
TYPE_NAME = "x-sdk-type-name"
#: An operation that has no method.
IGNORE = "x-sdk-ignore"
#: What a names file says of the second and further methods of an operation: a list of objects with these keys.
ALSO = "x-sdk-also"
#: How an operation's body is given: ``flat``, its properties one by one wherever that is possible.
BODY = "x-sdk-body"
#: What the argument is called that takes an operation's body whole.
BODY_NAME = "x-sdk-body-name"
#: The arguments that may be given without their names.
POSITIONAL = "x-sdk-positional"
#: The property of an answer that a method returns alone.
UNWRAP = "x-sdk-unwrap"
#: The environment variable that a credential comes from.
ENV = "x-sdk-env"

PAGINATION = "x-pagination"
#: The header of a pagination where it may be any that servers use, as the runtime knows them.
ANNOUNCED = "*"
STREAMING = "x-streaming"
IDEMPOTENT = "x-idempotent"
RETRY = "x-retry"
REQUIRED_SCOPES = "x-required-scopes"
#: A value that never stands in a log or a ``repr``.
SENSITIVE = "x-sensitive"
STABILITY_LEVEL = "x-stability-level"
SUNSET = "x-sunset"
