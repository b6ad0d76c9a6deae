"""From a path of the document to what serves it: by its segments, instead of one expression after another."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send


class Paths:
    """An ASGI middleware: a path of the document goes to its endpoint, any other to the application behind.

    Of several templates the one with the fewest parameters counts. A parameter is one segment that is not empty.
    """

    def __init__(self, app: ASGIApp, endpoints: Mapping[str, ASGIApp]) -> None:
        self._app = app
        self._exact = {path: endpoint for path, endpoint in endpoints.items() if "{" not in path}
        self._templates: dict[int, list[_Template]] = {}
        for path in sorted(endpoints.keys() - self._exact.keys(), key=lambda path: path.count("{")):
            template = _Template(path, endpoints[path])
            self._templates.setdefault(template.length, []).append(template)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] == "http":
            path: str = scope["path"].removeprefix(scope.get("root_path", ""))
            app = self._exact.get(path) or self._by_template(path, scope) or app
        await app(scope, receive, send)

    def _by_template(self, path: str, scope: Scope) -> ASGIApp | None:
        segments = path.split("/")
        for template in self._templates.get(len(segments), ()):
            found = template.match(segments)
            if found is not None:
                scope["path_params"] = found
                return template.endpoint
        return None


class _Template:
    def __init__(self, path: str, endpoint: ASGIApp) -> None:
        self.endpoint = endpoint
        parts = list(enumerate(path.split("/")))
        self.length = len(parts)
        self._fixed = [(place, part) for place, part in parts if not part.startswith("{")]
        self._names = [(place, part[1:-1]) for place, part in parts if part.startswith("{")]

    def match(self, segments: list[str]) -> dict[str, str] | None:
        if any(segments[place] != part for place, part in self._fixed):
            return None
        found = {name: segments[place] for place, name in self._names}
        return found if all(found.values()) else None
