"""The portal over HTTP.

The link's token becomes a cookie and leaves the address bar. The cookie is out of reach for scripts and is not sent
with other sites' posts (``SameSite=Lax``); a form must carry the session's own token beside it. The page loads
nothing and runs nothing: its policy allows one style sheet, by hash.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from urllib.parse import urlsplit

import anyio.to_thread
import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tollkeeper_server import times
from tollkeeper_server.db.engine import EVERY_ORGANIZATION
from tollkeeper_server.http.incoming import read_body
from tollkeeper_server.portal.content import ACTIONS, Overview, act, overview
from tollkeeper_server.portal.sessions import COOKIE, Visitor, carries, end_session, find_visitor
from tollkeeper_server.portal.wording import readable, relative
from tollkeeper_server.problems import Problem
from tollkeeper_server.services import Services
from tollkeeper_server.times import SECOND

_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.PackageLoader("tollkeeper_server.portal"), autoescape=True, undefined=jinja2.StrictUndefined
)
_FILTERS: dict[str, Callable[..., str]] = {"relative": relative, "readable": readable}
_ENVIRONMENT.filters.update(_FILTERS)
_STYLE = _ENVIRONMENT.get_template("portal.css").render()
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_REFUSED = "This link is over. Ask for a new one where you got it."


class Portal:
    """Routes that share the services."""

    def __init__(self, services: Services) -> None:
        self._services = services
        parts = urlsplit(services.options.public_url)
        self._path = f"{parts.path}/portal"
        self._secure = parts.scheme == "https"

    def routes(self) -> list[Route]:
        """What a browser reaches."""
        return [
            Route("/portal/s/{token}", self.enter),
            Route("/portal", self.home),
            Route("/portal/leave", self.leave, methods=["POST"]),
            Route("/portal/endpoints/{endpoint_id}/{action}", self.change, methods=["POST"]),
        ]

    async def enter(self, request: Request) -> Response:
        """From the link to the page."""
        token: str = request.path_params["token"]
        visitor = await anyio.to_thread.run_sync(self._visitor, token)
        if visitor is None:
            return _page("refused.html", 404, text=_REFUSED)
        response = RedirectResponse(self._path, 303, _HEADERS)
        left = max(1, (visitor.expires_at - self._services.clock()) // SECOND)
        response.set_cookie(
            COOKIE, token, max_age=left, path=self._path, httponly=True, samesite="lax", secure=self._secure
        )
        return response

    async def home(self, request: Request) -> Response:
        """Endpoints and deliveries."""
        visitor = await self._visitor_of(request)
        if visitor is None:
            return _page("refused.html", 401, text=_REFUSED)
        found = await anyio.to_thread.run_sync(self._overview, visitor)
        times_of = {"until": times.show(visitor.expires_at), "now": self._services.clock()}
        return _page("portal.html", 200, visitor=visitor, found=found, path=self._path, **times_of)

    async def change(self, request: Request) -> Response:
        """A button."""
        visitor = await self._visitor_of(request)
        if visitor is None:
            return _page("refused.html", 401, text=_REFUSED)
        if not await _is_own_form(request, visitor):
            return _page("refused.html", 403, text="This form is not one of this page.")
        endpoint_id, action = request.path_params["endpoint_id"], request.path_params["action"]
        if action not in ACTIONS:
            return _page("refused.html", 404, text="There is no such thing to do.")
        try:
            await anyio.to_thread.run_sync(self._act, visitor, endpoint_id, action)
        except Problem as problem:
            return _page("refused.html", problem.status, text=problem.detail)
        return RedirectResponse(self._path, 303, _HEADERS)

    async def leave(self, request: Request) -> Response:
        """The session is over, in every browser that had its link."""
        visitor = await self._visitor_of(request)
        if visitor is None or not await _is_own_form(request, visitor):
            return _page("refused.html", 403, text="This form is not one of this page.")
        await anyio.to_thread.run_sync(self._end, visitor)
        response = RedirectResponse(visitor.return_url or self._path, 303, _HEADERS)
        response.delete_cookie(COOKIE, path=self._path, httponly=True, samesite="lax", secure=self._secure)
        return response

    async def _visitor_of(self, request: Request) -> Visitor | None:
        return await anyio.to_thread.run_sync(self._visitor, request.cookies.get(COOKIE, ""))

    def _visitor(self, token: str) -> Visitor | None:
        services = self._services
        with services.database.reading(EVERY_ORGANIZATION) as session:
            return find_visitor(session, services.vault, token, services.clock())

    def _end(self, visitor: Visitor) -> None:
        with self._services.database.writing(visitor.organization_id) as session:
            end_session(session, visitor)

    def _overview(self, visitor: Visitor) -> Overview:
        with self._services.database.reading(visitor.organization_id) as session:
            return overview(session, visitor)

    def _act(self, visitor: Visitor, endpoint_id: str, action: str) -> None:
        with self._services.database.writing(visitor.organization_id) as session:
            act(session, visitor, endpoint_id, action, self._services.clock())


async def _is_own_form(request: Request, visitor: Visitor) -> bool:
    """Whether a post comes from the page itself."""
    body = await read_body(request)
    name, _, value = body.partition(b"=")
    return name == b"csrf" and carries(visitor, value.decode("latin-1"))


def _page(template: str, status: int, **values: object) -> Response:
    html = _ENVIRONMENT.get_template(template).render(style=_STYLE, **values)
    return HTMLResponse(html, status, _HEADERS)
