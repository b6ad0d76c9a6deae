"""The only module that imports the HTTP library: carries requests, and brings answers back.

A client that the caller passed is used as it is, headers, cookies and all; it may be of another library with the same
interface (``httpx2``). Connections are opened on first use, and again after a fork; the asynchronous pool
has one set of them for each event loop it is used in.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
import warnings
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast
from weakref import WeakKeyDictionary

import httpx

from .drive import Deadline
from .errors import APIConnectionError, APIError, APITimeoutError, InvalidRequestError, StreamError
from .messages import Answer, Payload, Request
from .settings import Timeouts
from .unset import UNSET

if TYPE_CHECKING:
    from http.cookiejar import CookieJar

    from .inflate import Inflater

#: The library, for modules that make its types.
library = httpx
C = TypeVar("C", httpx.Client, httpx.AsyncClient)
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_MOST_BUFFERED = 10_000
#: What is kept of a compressed body in memory: beyond the first, so many times what came; never more than the last.
_MOST_KEPT, _MOST_GROWN, _MOST_INFLATED = 64 << 20, 200, 1 << 30
_LIMITS = httpx.Limits(max_connections=1000, max_keepalive_connections=100)
_Release = Callable[[], object]


class _Pool(Generic[C]):
    """What both pools share. ``name`` is how the client that owns it is shown."""

    #: What closes a client of this kind.
    closes: str
    _closed = True

    def __init__(self, http_client: C | None, name: str) -> None:
        if http_client is not None and not hasattr(http_client, self.closes):
            kind = type(http_client).__name__
            raise InvalidRequestError(f"http_client: {name} needs a client with {self.closes}(), and {kind} has none")
        self.http_client: C | None = http_client
        self._name = name
        self._closed = False
        self._library: Any = httpx if http_client is None else _library_of(http_client)
        # Parsing a URL is a tenth of a call's time, and most calls go where others went before.
        self._url: Callable[[str], Any] = lru_cache(maxsize=256)(self._library.URL)
        #: The headers of the client, and the same by name.
        self._added: tuple[list[tuple[bytes, bytes]], list[tuple[str, tuple[bytes, bytes]]]] = ([], [])

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError("this client has been closed")

    def _request(self, client: C, request: Request, timeouts: Timeouts, content: Any) -> httpx.Request:
        """The request as the library has it, with what the client was set up to add."""
        headers = [(name.encode("ascii"), value.encode()) for name, value in request.headers.items()]
        if request.payload is not None and request.payload.length is not None:
            headers.append((b"content-length", b"%d" % request.payload.length))
        limits = {"connect": timeouts.connect, "read": timeouts.read, "write": timeouts.write, "pool": timeouts.pool}
        extensions = {"timeout": limits}
        url = self._url(request.url)
        if request.foreign:
            # Only what the request says: the client's own headers and parameters may hold credentials.
            return cast(
                "httpx.Request",
                self._library.Request(request.method, url, headers=headers, content=content, extensions=extensions),
            )
        if client.cookies or client.params or not isinstance(content, bytes):
            built = client.build_request(request.method, url, headers=headers, content=content, extensions=extensions)
            for name in request.without & set(built.headers):
                del built.headers[name]
            return built
        # The same, without merging what need not be merged.
        named = request.headers.keys() | request.without
        headers += [pair for name, pair in self._defaults(client) if name not in named]
        if "host" not in named:
            headers.insert(0, (b"host", url.netloc))
        if request.payload is not None or request.method in _WITH_BODY:
            headers.append((b"content-length", b"%d" % len(content)))
        stream = self._library.ByteStream(content)
        return cast(
            "httpx.Request",
            self._library.Request(request.method, url, headers=headers, stream=stream, extensions=extensions),
        )

    def _auth(self, client: C, request: Request, message: httpx.Request) -> dict[str, Any]:
        """What keeps the library from an ``Authorization`` of its own making in place of the request's.

        It makes one of a user in the URL, and the client that was passed may have one.
        """
        if request.foreign:
            return {"auth": None}
        named = "authorization" in request.headers and client.auth is None and message.url.userinfo
        return {"auth": self._library.Auth()} if named else {}

    def _defaults(self, client: C) -> list[tuple[str, tuple[bytes, bytes]]]:
        """The headers that a client adds, by their names in lower case. Those of one that was passed may change."""
        known, added = self._added
        raw = known if self.http_client is None and known else client.headers.raw
        if raw != known:
            added = [(name.decode("latin-1").lower(), (name, value)) for name, value in raw]
            self._added = raw, added
        return added

    def _late(self, answer: Answer, error: Exception) -> Exception:
        """An error while a body is read as one of the SDK's, which says what was asked."""
        failure = error if isinstance(error, APIError) else self._failure(error)
        if answer.name is not None and isinstance(failure, APIConnectionError):
            answer.name(failure)
        return failure

    def _given_up(
        self, answer: Answer, kept: int, deadline: float | None, clock: Callable[[], float]
    ) -> Exception | None:
        """Why a body of which so much is there is not read on; ``None`` where it is."""
        if deadline is not None and clock() > deadline:
            return self._late(answer, APITimeoutError("the answer took too long"))
        try:
            answer.watch.check(kept)
        except APIConnectionError as error:
            return self._late(answer, error)
        return None

    def _failure(self, error: Exception) -> Exception:
        """An error of the library as one of the SDK's; other errors stay what they are."""
        library = self._library
        text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        if isinstance(error, library.TimeoutException):
            late = isinstance(error, library.ReadTimeout)
            return APITimeoutError(f"the answer took too long ({text})" if late else text)
        if isinstance(error, (library.LocalProtocolError, library.UnsupportedProtocol)):
            return InvalidRequestError(f"this can't be sent: {text}")
        if isinstance(error, library.RequestError):
            from .reasons import in_words

            sent = getattr(error, "_request", None)
            words, may_pass = in_words(error, "" if sent is None else str(sent.url), proxied=self.http_client is None)
            failure = APIConnectionError(f"{words} ({text})" if words else text)
            failure.may_pass = may_pass
            return failure
        if isinstance(error, library.InvalidURL):
            return InvalidRequestError(f"not a URL: {error}")
        if isinstance(error, UnicodeError) and "idna" in f"{type(error).__module__} {error}":
            return InvalidRequestError(f"not the name of a host: {error}")
        if isinstance(error, UnicodeEncodeError) or type(error).__module__.partition(".")[0] == "h11":
            return InvalidRequestError(f"this can't be sent: {text}")
        return error

    def _warn(self) -> None:
        warnings.warn(
            f"{self._name} was not closed: use it in a with statement, or call close()", ResourceWarning, stacklevel=3
        )


class _Watch:
    """Sees the bytes of a body pass: as they are without their encoding, and whether all that was announced came."""

    __slots__ = ("_announced", "_came", "_inflater", "_pieces")

    def __init__(self, response: httpx.Response, *, read: bool = False) -> None:
        headers = dict[bytes, bytes]()
        for name, value in response.headers.raw:  # what comes twice is one list (RFC 9110 section 5.3)
            key = name.lower()
            twice = key == b"content-encoding" and key in headers
            headers[key] = b"%b, %b" % (headers[key], value) if twice else value
        length, bare = headers.get(b"content-length", b""), response.request.method == "HEAD"
        bare = bare or response.status_code in {204, 304}
        known = length.isdigit() and not bare and b"transfer-encoding" not in headers
        self._announced = int(length) if known else None
        #: Where the body was read before, by a hook of the caller's client, it is decoded, and counted already.
        self._came = response.num_bytes_downloaded if read else 0
        encodings = b"" if read or bare or self._announced == 0 else headers.get(b"content-encoding", b"")
        self._inflater: Inflater | None = None
        self._pieces: Iterator[bytes] = iter(())
        if encodings:
            from .inflate import Inflater

            self._inflater = Inflater(encodings.decode("latin-1"))
        if read:
            self.end()

    def take(self, part: bytes) -> bytes:
        """What comes of the next bytes."""
        self._came += len(part)
        if self._inflater is None:
            return part
        self._pieces = self._inflater.feed(part)
        return self.more()

    def more(self) -> bytes:
        """The next piece of what comes of the bytes that were taken; ``b""`` when they are used up."""
        return next(filter(None, self._pieces), b"")

    def check(self, kept: int) -> None:
        """So many bytes of the body are kept. Raises ``APIConnectionError`` where that is out of all proportion."""
        if self._inflater is None or kept <= max(_MOST_KEPT, min(_MOST_GROWN * self._came, _MOST_INFLATED)):
            return
        error = APIConnectionError(f"the answer was given up: its {self._came} bytes are {kept} without their encoding")
        error.may_pass = False
        raise error

    def end(self) -> None:
        """The body has ended. Raises ``APIConnectionError`` where that was too early."""
        if self._announced is not None and self._came < self._announced:
            raise APIConnectionError(f"the answer ended early: {self._came} of {self._announced} bytes came")
        if self._inflater is not None:
            self._inflater.end()


def _is_kept(response: httpx.Response, library: Any) -> bool:
    """Whether a response was made whole, as mocks make them: the library has read it, and its bytes are still there."""
    return isinstance(getattr(response.stream, "_stream", None), library.ByteStream)


def _wake(response: httpx.Response) -> None:
    """End the connection of a body that is given up: closing it would leave another thread that reads it waiting."""
    stream = response.extensions.get("network_stream")
    line = stream.get_extra_info("socket") if stream is not None and response.http_version != "HTTP/2" else None
    if line is not None:
        with suppress(OSError):
            socket.socket.shutdown(line, socket.SHUT_RDWR)


def _without_body(answer: Answer, error: APIConnectionError) -> None:
    """Take an error for what its status says where its body breaks off; of a success the body is what was wanted."""
    if answer.status < 400:
        raise error
    answer.content = b""


def _nothing_more(answer: Answer) -> bytes:
    """The end of a body, unless it was given up before."""
    if not answer.ended:
        raise StreamError("the body was given up before its end: the response was closed")
    return b""


class _NoCookies(httpx.Cookies):
    """An API is spoken to by credentials: what its servers set is neither kept nor sent to the next caller."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Keep nothing; the jar of the standard library would build a request of its own to find that out."""

    def __bool__(self) -> bool:
        return False


class _Bare:
    """What makes a client of the library one that keeps no cookies, and looks at no redirect.

    Those are followed elsewhere: one that leads nowhere must not stand in the place of the answer.
    """

    @property
    def cookies(self) -> httpx.Cookies:
        return _NO_COOKIES

    @cookies.setter
    def cookies(self, cookies: httpx.Cookies | CookieJar | dict[str, str] | list[tuple[str, str]]) -> None:
        """None are kept."""

    def _build_redirect_request(self, request: httpx.Request, response: httpx.Response) -> httpx.Request:
        del response
        return request


class _Client(_Bare, httpx.Client):
    """The client where none is passed."""


class _AsyncClient(_Bare, httpx.AsyncClient):
    """The asynchronous one."""


_NO_COOKIES = _NoCookies()


def _new_client(kind: Callable[..., C]) -> C:
    """A client of the library, which looks into the environment for proxies and certificates."""
    try:
        return kind(limits=_LIMITS)
    except (ImportError, OSError, ValueError, httpx.InvalidURL) as error:
        from .reasons import unmade

        raise InvalidRequestError(unmade(error)) from error


def timeout_of(client: Any) -> Any:
    """The timeout of a client that the caller passed; ``UNSET`` where it is the library's own default."""
    given = getattr(client, "timeout", None)
    return UNSET if given is None or given == _library_of(client).Timeout(5.0) else given


def _library_of(client: object) -> Any:
    """The library whose client this is: the one that has the errors it raises."""
    for cls in type(client).__mro__:
        module = sys.modules.get(cls.__module__.partition(".")[0])
        if hasattr(module, "RequestError") and hasattr(module, "InvalidURL"):
            return module
    return httpx


class SyncPool(_Pool[httpx.Client]):
    """Connections of a synchronous client and its copies."""

    closes = "close"

    def __init__(self, http_client: httpx.Client | None, name: str) -> None:
        super().__init__(http_client, name)
        # By process: after a fork, the parent's connections are kept but not used, so that nothing is sent on them.
        self._clients: dict[int, httpx.Client] = {}
        self._locks: dict[int, threading.Lock] = {}
        self._deadline = Deadline()

    def _client(self) -> httpx.Client:
        self._check_open()
        if self.http_client is not None:
            return self.http_client
        pid = os.getpid()
        client = self._clients.get(pid)
        if client is None:
            client = _new_client(_Client)
            self._deadline.guard(client)
            client = self._clients.setdefault(pid, client)
        return client

    def send(self, request: Request, timeouts: Timeouts, *, stream: bool, clock: Callable[[], float]) -> Answer:
        """The answer to a request, its body read unless ``stream``. Raises ``APITimeoutError`` after the deadline."""
        deadline, outer = None if timeouts.total is None else clock() + timeouts.total, self._deadline.at
        try:
            self._deadline.at, self._deadline.clock = deadline, clock
            client = self._client()
            message = self._request(client, request, timeouts, _content(request.payload))
            own = self._auth(client, request, message)
            response = client.send(message, stream=True, follow_redirects=False, **own)
        except APIError:
            raise
        except Exception as error:
            raise self._failure(error) from error
        finally:
            self._deadline.at = outer
        answer = Answer(
            response.status_code, response.headers.raw, open=response, response=response, drop=response.close
        )
        if deadline is not None and clock() > deadline:
            self.close(answer)
            raise APITimeoutError("the answer took too long")
        if not stream:
            try:
                self.read(answer, deadline, clock)
            except APIConnectionError as error:
                _without_body(answer, error)
        return answer

    def read(self, answer: Answer, deadline: float | None, clock: Callable[[], float]) -> None:
        """Read what is left of a body."""
        parts, kept = list[bytes](), 0
        outer = self._deadline.at
        try:
            self._deadline.at, self._deadline.clock = deadline, clock
            while part := self.chunk(answer):
                parts.append(part)
                kept += len(part)
                failure = self._given_up(answer, kept, deadline, clock)
                if failure is not None:
                    self.close(answer)
                    raise failure
        finally:
            self._deadline.at = outer
        answer.content = parts[0] if len(parts) == 1 else b"".join(parts)

    def chunk(self, answer: Answer) -> bytes:
        """The next part of a body; ``b""`` when there is no more."""
        response: httpx.Response | None = answer.open
        if response is None:
            return _nothing_more(answer)
        try:
            if answer.rest is None:
                answer.watch, answer.rest = self._opened(response)
            elif plain := answer.watch.more():
                return cast("bytes", plain)
            for part in cast("Iterator[bytes]", answer.rest):
                plain = answer.watch.take(part)
                if plain:
                    return cast("bytes", plain)
            answer.watch.end()
        except Exception as error:
            if answer.open is None:
                return _nothing_more(answer)
            self.close(answer)
            failure = self._late(answer, error)
            if failure is error:
                raise
            raise failure from error
        except BaseException:
            self.close(answer)
            raise
        if answer.open is None:
            return _nothing_more(answer)
        answer.ended = True
        self.close(answer)
        return b""

    def _opened(self, response: httpx.Response) -> tuple[_Watch, Iterator[bytes]]:
        if not response.is_stream_consumed:
            return _Watch(response), response.iter_raw()
        if _is_kept(response, self._library):
            return _Watch(response), iter(cast("Iterable[bytes]", response.stream))
        return _Watch(response, read=True), response.iter_bytes()

    def close(self, answer: Answer) -> None:
        """Give an answer up: its connection is reused when the body was read, else closed."""
        response, answer.open = answer.open, None
        if response is not None:
            if not answer.ended:
                _wake(response)
            response.close()

    def lock(self) -> _Release:
        """Take the lock."""
        lock = self._locks.setdefault(os.getpid(), threading.Lock())
        lock.acquire()
        return lock.release

    def shut(self) -> None:
        """Close the connections. A client that the caller passed is his to close."""
        self._closed = True
        client = self._clients.pop(os.getpid(), None)
        if client is not None:
            client.close()

    def __del__(self) -> None:
        if not self._closed and os.getpid() in self._clients:
            try:
                self._warn()
            finally:
                self.shut()


class AsyncPool(_Pool[httpx.AsyncClient]):
    """Connections of an asynchronous client and its copies."""

    closes = "aclose"

    def __init__(self, http_client: httpx.AsyncClient | None, name: str) -> None:
        super().__init__(http_client, name)
        self._loops: dict[int, WeakKeyDictionary[Any, tuple[httpx.AsyncClient, Any]]] = {}
        #: What closes the connections of an event loop at its end, kept as long as they are.
        self._guards: dict[int, AsyncGenerator[None]] = {}
        self._used = False

    async def _here(self) -> tuple[httpx.AsyncClient, Any]:
        """The connections and the lock of this process and event loop."""
        self._check_open()
        loops = self._loops.setdefault(os.getpid(), WeakKeyDictionary())
        loop = _running_loop()
        found = loops.get(loop)
        if found is not None:
            return found
        client = self.http_client
        if client is None:
            self._used = True
            client = _new_client(_AsyncClient)
            _guard(client)
        found = loops[loop] = (client, import_module("anyio").Lock())
        guard = self._guards[id(loop)] = _until_the_end(loops, self._guards, id(loop), owned=self.http_client is None)
        await anext(guard)
        return found

    async def send(self, request: Request, timeouts: Timeouts, *, stream: bool, clock: Callable[[], float]) -> Answer:
        """The answer to a request, its body read unless ``stream``. Raises ``APITimeoutError`` after the deadline."""
        start = clock()
        try:
            client, _ = await self._here()
            payload = request.payload
            content: Any = payload.content if payload is not None else b""
            if payload is not None and payload.chunks is not None:
                content = _async_content(payload, payload.chunks())
            message = self._request(client, request, timeouts, content)
            own = self._auth(client, request, message)
            with import_module("anyio").move_on_after(timeouts.total) as scope:
                response = await client.send(message, stream=True, follow_redirects=False, **own)
        except APIError:
            raise
        except Exception as error:
            raise self._failure(error) from error
        if scope.cancelled_caught:
            raise APITimeoutError("the answer took too long")
        answer = Answer(response.status_code, response.headers.raw, open=response, response=response)
        if not stream:
            try:
                await self.read(answer, None if timeouts.total is None else start + timeouts.total, clock)
            except APIConnectionError as error:
                _without_body(answer, error)
        return answer

    async def read(self, answer: Answer, deadline: float | None, clock: Callable[[], float]) -> None:
        """Read what is left of a body."""
        parts, kept = list[bytes](), 0
        with import_module("anyio").move_on_after(None if deadline is None else deadline - clock()) as scope:
            while part := await self.chunk(answer):
                parts.append(part)
                kept += len(part)
                failure = self._given_up(answer, kept, deadline, clock)
                if failure is not None:
                    await self.close(answer)
                    raise failure
        if scope.cancelled_caught:
            raise self._late(answer, APITimeoutError("the answer took too long"))
        answer.content = parts[0] if len(parts) == 1 else b"".join(parts)

    async def chunk(self, answer: Answer) -> bytes:
        """The next part of a body; ``b""`` when there is no more."""
        response: httpx.Response | None = answer.open
        if response is None:
            return _nothing_more(answer)
        try:
            if answer.rest is None:
                answer.watch, answer.rest = self._opened(response)
            elif plain := answer.watch.more():
                return cast("bytes", plain)
            async for part in cast("AsyncIterator[bytes]", answer.rest):
                plain = answer.watch.take(part)
                if plain:
                    return cast("bytes", plain)
            answer.watch.end()
        except Exception as error:
            if answer.open is None:
                await _exhaust(answer.rest)
                return _nothing_more(answer)
            await self.close(answer)
            failure = self._late(answer, error)
            if failure is error:
                raise
            raise failure from error
        except BaseException:  # cancelled
            await self.close(answer)
            raise
        if answer.open is None:
            return _nothing_more(answer)
        answer.ended = True
        await self.close(answer)
        return b""

    def _opened(self, response: httpx.Response) -> tuple[_Watch, AsyncIterator[bytes]]:
        if not response.is_stream_consumed:
            return _Watch(response), response.aiter_raw()
        if _is_kept(response, self._library):
            return _Watch(response), aiter(cast("AsyncIterable[bytes]", response.stream))
        return _Watch(response, read=True), response.aiter_bytes()

    async def close(self, answer: Answer) -> None:
        """Give an answer up: its connection is reused when the body was read, else closed."""
        response, answer.open = answer.open, None
        if response is None:
            return
        try:
            await response.aclose()
        finally:
            if answer.rest is not None:
                await _exhaust(answer.rest)

    async def lock(self) -> _Release:
        """Take the lock."""
        _, lock = await self._here()
        await lock.acquire()
        return cast("_Release", lock.release)

    async def shut(self) -> None:
        """Close the connections of this event loop; those of others have gone with it."""
        self._closed = True
        guard = self._guards.get(id(_running_loop()))
        if guard is not None:
            await guard.aclose()

    def __del__(self) -> None:
        if not self._closed and self._used and os.getpid() in self._loops:
            self._warn()


async def _until_the_end(
    loops: WeakKeyDictionary[Any, tuple[httpx.AsyncClient, Any]],
    guards: dict[int, AsyncGenerator[None]],
    key: int,
    *,
    owned: bool,
) -> AsyncGenerator[None]:
    """Ended by its event loop, as ``asyncio.run`` and trio do to generators that are left: no socket outlives it."""
    try:
        yield
    finally:
        guards.pop(key, None)
        found = loops.pop(_running_loop(), None)
        if found is not None and owned:
            await found[0].aclose()


def _running_loop() -> object:
    """What stands for the event loop that runs now: one object as long as it does."""
    asyncio = sys.modules.get("asyncio")
    if asyncio is not None:
        try:
            return cast("object", asyncio.get_running_loop())
        except RuntimeError:
            pass
    trio = sys.modules.get("trio")
    if trio is None:
        raise RuntimeError("no event loop is running: call this from a coroutine")
    return cast("object", trio.lowlevel.current_trio_token())


async def _exhaust(rest: Any) -> None:
    """End the iterators inside an iterator, which closing it would leave to the garbage collector (trio warns of that).

    The connection is closed: what is not yet taken from its buffer is the last they can give.
    """
    with suppress(Exception):
        for _ in range(_MOST_BUFFERED):
            await anext(rest)
    with suppress(RuntimeError):  # another task is reading, which comes to its end here
        await rest.aclose()


def _content(payload: Payload | None) -> bytes | Iterator[bytes]:
    if payload is None or payload.chunks is None:
        return b"" if payload is None else payload.content
    chunks = payload.chunks()
    if isinstance(chunks, AsyncIterator):
        raise InvalidRequestError("an asynchronous iterator needs the asynchronous client")
    return _noted(payload, chunks)


def _noted(payload: Payload, chunks: Iterator[bytes]) -> Iterator[bytes]:
    payload.started = True  # runs when the first chunk is asked for: until then nothing has left
    yield from chunks


async def _async_content(payload: Payload, chunks: Iterator[bytes] | AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    payload.started = True
    if isinstance(chunks, AsyncIterator):
        async for chunk in chunks:
            yield chunk
    else:
        for chunk in chunks:
            yield chunk


# --- a TLS handshake that is cancelled closes its connection, which the library leaves to the garbage collector ---


def _guard(client: Any) -> None:
    """Have the connections of an ``httpx.AsyncClient`` closed where their handshake does not come to its end."""
    for transport in (client._transport, *client._mounts.values()):
        pool: Any = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        if backend is not None:
            pool._network_backend = _Backend(backend)


class _Inner:
    """Something of the library, whose attributes are at hand but for those that are put over them."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        setattr(self, name, found)
        return found


class _Backend(_Inner):
    async def connect_tcp(self, *args: Any, **options: Any) -> _Connection:
        return _Connection(await self._inner.connect_tcp(*args, **options))


class _Connection(_Inner):
    async def start_tls(self, *args: Any, **options: Any) -> _Connection:
        try:
            return _Connection(await self._inner.start_tls(*args, **options))
        except BaseException:
            with import_module("anyio").CancelScope(shield=True):
                await self._inner.aclose()
            raise
