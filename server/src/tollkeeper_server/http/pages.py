"""What is not in the document: the start page, health of the process, metrics."""

from __future__ import annotations

import anyio.to_thread
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from tollkeeper_server.auth import Admission
from tollkeeper_server.http.endpoint import origin_of, problem_response
from tollkeeper_server.observability.metrics import CONTENT_TYPE
from tollkeeper_server.problems import Problem
from tollkeeper_server.services import Services

_HOME = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tollkeeper</title>
<style>
body{{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:4rem auto;padding:0 1rem}}
code{{background:#eee;padding:0 .3em}}
</style>
<h1>Tollkeeper</h1>
<p>API keys, usage metering and webhooks. Version {version} of the API, {count} operations.</p>
<ul>
<li><a href="/openapi.yaml">The OpenAPI document</a>, which everything here derives from</li>
<li><a href="https://tollkeeper.dev/docs">Guides and the full reference</a></li>
<li><a href="/v1/health">/v1/health</a>, <a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a>,
<a href="/metrics">/metrics</a></li>
</ul>
<p>Try it: <code>curl -H "Authorization: Bearer $TOLLKEEPER_API_KEY" {base}v1/me</code></p>
</html>
"""


class Pages:
    """Handlers that share the services."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def home(self, request: Request) -> Response:
        """A page for whoever opens the address in a browser."""
        api = self._services.api
        html = _HOME.format(version=api.version, count=len(api.operations), base=_safe(str(request.base_url)))
        policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
        return HTMLResponse(html, headers={"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"})

    async def document(self, _request: Request) -> Response:
        """The document as it was read."""
        return Response(self._services.api.source, media_type="application/yaml")

    async def healthz(self, _request: Request) -> Response:
        """The process runs."""
        return JSONResponse({"status": "ok"})

    async def readyz(self, _request: Request) -> Response:
        """The database answers."""
        try:
            await anyio.to_thread.run_sync(self._services.database.ping)
        except SQLAlchemyError:
            return JSONResponse({"status": "unavailable"}, 503)
        return JSONResponse({"status": "ok"})

    async def metrics(self, _request: Request) -> Response:
        """For Prometheus."""
        return Response(self._services.metrics.render(), media_type=CONTENT_TYPE)

    async def missing(self, request: Request, _error: Exception) -> Response:
        """404 for paths that are not in the document."""
        return problem_response(
            Problem("not_found", "There is no such path."), Admission(origin_of(request, self._services))
        )


def _safe(text: str) -> str:
    """The Host header is whatever a client sends."""
    import html  # noqa: PLC0415 - only here

    return html.escape(text[:200])
