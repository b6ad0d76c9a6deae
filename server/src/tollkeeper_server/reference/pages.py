"""The routes of the reference page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tollkeeper_server.reference.files import Asset, assets

Handler = Callable[[Request], Awaitable[Response]]

#: Everything is the server's own; a picture may stand in the style itself. Nothing is framed, nothing is submitted.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


def routes(plain_home: Handler) -> list[Route]:
    """``/`` and the files that it loads; where those are not there, ``/`` is the plain page."""
    found = assets()
    if not found:
        return [Route("/", plain_home)]
    page = found.pop("page.html")
    return [
        Route("/", _serving(page)),
        *(Route(f"/reference/{name}", _serving(asset)) for name, asset in found.items()),
    ]


def _serving(asset: Asset) -> Handler:
    headers = {**_HEADERS, "ETag": asset.tag, "Cache-Control": "no-cache"}

    async def serve(request: Request) -> Response:
        if request.headers.get("if-none-match") == asset.tag:
            return Response(status_code=304, headers=headers)
        return Response(asset.content, media_type=asset.media_type, headers=headers)

    return serve
