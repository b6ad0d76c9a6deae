"""One command run: from what was typed to a call of the SDK's method, and its answer; or why it failed, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import click

from .. import errors
from ..encoding import encode
from ..unset import is_array, is_object
from . import API, AUTH, NETWORK, USAGE, CliError, of_status
from .options import ask, key
from .output import Output
from .profiles import connect
from .table import Api, Command, Option
from .values import convert, hint, source, structured

if TYPE_CHECKING:
    from ..paging import Page


#: The SDK's own name for the option that asks for the answer itself (``client.VIEW``).
VIEW = "_view"


class Arguments(NamedTuple):
    """The arguments of a call: those of the method, and the options that every method takes."""

    args: dict[str, Any]
    options: dict[str, Any]


def invoke(api: Api, attrs: tuple[str, ...], command: Command, typed: Mapping[str, Any]) -> None:
    """Call the operation and show what it answers."""
    given = given_arguments(command, typed)
    if typed["dry_run"]:
        from .curl import dry_run

        click.echo(dry_run(api, attrs, command, given, typed))
        return
    if command.deprecated:
        click.echo(f"Note: deprecated. {command.deprecated}", err=True)
    output = Output(command, typed)
    ask(command, typed)
    with connect(api, typed) as client:
        _answer(method_of(client, attrs, command.method, command.body_arg), command, given, typed, output)


def method_of(client: Any, attrs: tuple[str, ...], name: str, body_arg: str = "") -> Any:
    """The SDK's method. One that calls its whole body ``body_arg`` takes it as ``body``."""
    for attr in attrs:
        client = getattr(client, attr)
    method = getattr(client, name)
    if not body_arg:
        return method

    def called(**arguments: Any) -> Any:
        return method(**{body_arg if arg == "body" else arg: value for arg, value in arguments.items()})

    return called


def given_arguments(command: Command, typed: Mapping[str, Any]) -> Arguments:
    """What was typed, as arguments. Raises ``click.UsageError`` for what is wrong or missing."""
    args: dict[str, Any] = {}
    whole: dict[str, Any] = {}
    for number, option in enumerate(command.options):
        value = typed.get(key(number))
        if value is not None and value != ():
            place, name = (args, option.arg) if option.arg else (whole, option.wire)
            place[name] = convert(option, value)
    options: dict[str, Any] = {}
    if whole:
        args["body"] = whole
    if typed.get("body") is not None:
        extra = _add_body(command, typed["body"], str(args.get("content_type", "")), args)
        if extra:
            options["extra_body"] = extra
    _require(command, args, typed)
    _size_of_page(command, args, typed)
    return Arguments(args, options | _method_options(typed))


def _add_body(command: Command, typed: str, content_type: str, args: dict[str, Any]) -> dict[str, Any]:
    """Arguments of the call with the body among them; the answer is what the document does not describe of it.

    A property that an option gives as well is the option's. Raises ``click.BadParameter``.
    """
    try:
        value = _read(_kind_of(command, content_type), typed)
    except (ValueError, OSError) as error:
        raise click.BadParameter(str(error), param_hint="'--body'") from None
    fields = {option.wire: option for option in command.options if option.wire and option.arg}
    if not fields and "body" not in args:
        args["body"] = value
        return {}
    if not is_object(value):
        raise click.BadParameter("a JSON object is needed.", param_hint="'--body'")
    if not fields:
        args["body"] = {**value, **args["body"]}
        return {}
    return _spread(value, fields, args)


def _spread(value: dict[str, Any], fields: dict[str, Option], args: dict[str, Any]) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    for name, item in value.items():
        if name in fields:
            args.setdefault(fields[name].arg, item)
        else:
            extra[name] = item
    return extra


def _kind_of(command: Command, content_type: str) -> str:
    """How a body of this media type is written; the default's where nothing was chosen."""
    kinds = dict(command.body)
    return kinds.get(content_type, command.body[0][1])


def _read(kind: str, typed: str) -> Any:
    given = typed == "-" or typed.startswith("@")
    if kind == "bytes":
        return source(typed) if given else typed.encode()
    if kind == "text":
        return source(typed).decode() if given else typed
    return structured(typed)


def _require(command: Command, args: Mapping[str, Any], typed: Mapping[str, Any]) -> None:
    if command.body_required and "body" not in args:
        raise click.UsageError("missing '--body'.")
    missing = [option for option in command.options if option.required and option.arg not in args]
    if missing:
        names = ", ".join(map(hint, missing))
        also = " (or --body)" if any(map(_in_body, missing)) and typed.get("body") is None else ""
        raise click.UsageError(f"missing {names}{also}.")


def _in_body(option: Option) -> bool:
    return bool(option.wire)


def _size_of_page(command: Command, args: dict[str, Any], typed: Mapping[str, Any]) -> None:
    """Ask for no more than is wanted, where the document says how large a page is."""
    limit = typed.get("limit")
    if limit and command.page_size and command.page_size not in args and limit < command.page_default:
        args[command.page_size] = limit


def _method_options(typed: Mapping[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if typed.get("idempotency_key") is not None:
        options["idempotency_key"] = typed["idempotency_key"]
    headers = dict(map(_header, typed["header"]))
    return options | ({"extra_headers": headers} if headers else {})


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise click.BadParameter("a name, a colon and a value are needed.", param_hint="'--header'")
    return name.strip(), value.strip()


def _answer(method: Any, command: Command, arguments: Arguments, typed: Mapping[str, Any], output: Output) -> None:
    if command.kind in {"call", "page"} and not (typed.get("all_pages") or typed.get("limit")):
        response = method(**arguments.args, **arguments.options, **{VIEW: "raw"})
        output.response(response.content, response.content_type)
        return
    if command.kind == "binary":
        with method(**arguments.args, **arguments.options, **{VIEW: "streamed"}) as response:
            output.streamed(response)
        return
    _any(method(**arguments.args, **arguments.options), typed, output)


def _any(answer: Any, typed: Mapping[str, Any], output: Output) -> None:
    """An answer as the SDK gives it: a page, a stream, bytes or a value."""
    if hasattr(answer, "iter_pages"):
        if typed.get("all_pages") or typed.get("limit"):
            output.items(_items(cast("Page[Any]", answer), typed.get("limit")))
        else:
            output.value(encode(answer.body))
    elif hasattr(answer, "last_event"):
        with answer as events:
            output.events(events)
    elif hasattr(answer, "iter_bytes"):
        with answer:
            output.streamed(answer)
    elif answer is not None:
        output.value(encode(answer))


def _items(page: Page[Any], limit: int | None) -> Iterator[Any]:
    for number, item in enumerate(page, 1):
        yield encode(item)
        if number == limit:
            return


_MOST_FAULTS = 20
#: What to say of an error about which the server says nothing.
_KINDS: dict[type[errors.APIError], str] = {
    errors.UnexpectedStatusError: "the document has no such status for this operation",
    errors.AuthenticationError: "the credential is missing, wrong or expired",
    errors.PermissionDeniedError: "the credential is not enough",
    errors.NotFoundError: "there is nothing of that name",
    errors.RateLimitError: "too many requests",
    errors.InternalServerError: "the server failed",
}


def explain(error: Exception) -> tuple[str, int] | None:
    """What to say of an error and how to exit; ``None`` for one that nobody expected."""
    if isinstance(error, CliError):
        return str(error), error.code
    if isinstance(error, errors.APIStatusError):
        return "\n".join(_status(error)), of_status(error.status_code)
    if isinstance(error, errors.APIResponseError):
        return "\n".join([error.message, *_ids(error)]), API
    if isinstance(error, errors.APIConnectionError):
        return f"no answer: {error.message}", NETWORK
    if not isinstance(error, errors.APIError):
        return None
    if isinstance(error, errors.MissingCredentialsError):
        return error.message, AUTH
    return error.message, USAGE if isinstance(error, errors.InvalidRequestError) else API


def _status(error: errors.APIStatusError) -> Iterator[str]:
    body = _plain(error.body)
    said = error.detail or error.title or _message(body) or _KINDS.get(type(error), type(error).__name__)
    yield f"{error.status_code}{f' {error.code}' if error.code else ''}: {said}"
    if isinstance(error, errors.PermissionDeniedError):
        if error.missing_scopes:
            yield f"  missing scopes: {', '.join(error.missing_scopes)}"
        elif error.required_scopes:
            yield f"  required scopes: {', '.join(error.required_scopes)}"
    yield from _faults(body)
    if error.retry_after is not None:
        yield f"  try again in {error.retry_after:g} seconds"
    yield from _ids(error)


def _ids(error: errors.APIResponseError) -> Iterator[str]:
    if error.request_id:
        yield f"  request id: {error.request_id}"


def _plain(body: object) -> Any:
    try:
        return encode(body)
    except (TypeError, ValueError):
        return None


def _message(body: object) -> str:
    found = (body.get("message") or body.get("error")) if is_object(body) else body
    return found if isinstance(found, str) else ""


def _faults(body: object) -> Iterator[str]:
    """The ``errors`` of a problem: each with a pointer or a name, and what is wrong there."""
    faults = body.get("errors") if is_object(body) else None
    for fault in faults[:_MOST_FAULTS] if is_array(faults) else []:
        if not is_object(fault):
            yield f"  {fault}"
            continue
        where = next((fault[name] for name in ("pointer", "field", "path", "parameter") if fault.get(name)), "")
        what = next((fault[name] for name in ("detail", "message", "title", "code") if fault.get(name)), "")
        yield f"  {where}: {what}" if where else f"  {what}"
