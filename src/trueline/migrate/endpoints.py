"""The endpoints of a document and of its names file: why a method of the older SDK is not in the new one."""

from __future__ import annotations

from difflib import get_close_matches

from trueline.migrate.shape import Call, plain_path
from trueline.spec.document import Document
from trueline.spec.naming import Names
from trueline.spec.naming.edits import Edits


class Endpoints:
    """What a document and a names file say of each endpoint."""

    def __init__(self, document: Document, names: Names) -> None:
        self._file = names.file.name.replace("\\", "/").rsplit("/", 1)[-1]
        routes = [(method, path) for path, method, _ in Edits(document.value).routes()]
        self._routes = {f"{method} {plain_path(path)}": f"{method} {path}" for method, path in routes}
        self._methods: dict[str, str] = {}
        self._left_out = {f"{verb} {plain_path(path)}" for verb, path, _ in names.left_out}
        for method in names.methods:
            plain = f"{method.verb} {plain_path(method.path)}"
            if method.left_out:
                self._left_out.add(plain)
            else:
                self._methods.setdefault(plain, ".".join((*method.resource, method.name)))

    def why(self, call: Call) -> tuple[str, str]:
        """The reason why there is no such method, and the cure."""
        resource, _, name = call.name.rpartition(".")
        below = f"resources.{'.subresources.'.join(resource.split('.')) or '$client'}.methods"
        if not call.endpoint:
            reason = f"it has no endpoint of its own ({call.place}): somebody wrote it by hand"
            return reason, "Keep it as a function or a subclass in a module of yours: files beside generated ones stay."
        if call.endpoint not in self._routes:
            close = get_close_matches(call.endpoint, self._routes, 1)
            near = f"; the nearest is {self._routes[close[0]]}" if close else ""
            cure = f"Add the operation to the document, or with an overlay, and `{name}` to {below}."
            return f"the document has no {call.endpoint}{near}", cure
        endpoint = self._routes[call.endpoint]
        if call.endpoint in self._methods:
            other = self._methods[call.endpoint]
            cure = f"Write below {below}: `{name}: {{type: alias, to: {other}}}`"
            return f"{self._file} calls {endpoint} {other}: it is client.{other}() here", cure
        if call.endpoint in self._left_out:
            return (
                f"{self._file} leaves {endpoint} out",
                f"Take it out of there, and write below {below}: `{name}: {endpoint}`",
            )
        return f"{self._file} gives {endpoint} no method", f"Write below {below}: `{name}: {endpoint}`"
