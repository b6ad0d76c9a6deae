"""What FastAPI writes around a function's name: the route behind it, and ``Body_`` before that of a form."""

from __future__ import annotations

import re
from collections import Counter

from trueline.spec.document import Json

_BODY = "Body_"


def function_names(document: Json) -> dict[str, str]:
    """By operationId, the function that it was made from: ``list_books`` for ``list_books_books_get``.

    An id without a route behind it is not here, nor one of several that would come to the same name.
    """
    found = {
        text: name
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if (text := operation.get("operationId")) and (name := _without_route(text, path, method))
    }
    counts = Counter(name.lower() for name in found.values())
    return {text: name for text, name in found.items() if counts[name.lower()] == 1}


def body_name(component: str, functions: dict[str, str]) -> str:
    """``upload_cover_body`` for the component ``Body_upload_cover_books__book_id__cover_post``; others as they are."""
    function = functions.get(component.removeprefix(_BODY)) if component.startswith(_BODY) else None
    return f"{function}_body" if function else component


def _without_route(text: str, path: str, method: str) -> str:
    route = re.sub(r"\W", "_", path) + f"_{method}"
    return text.removesuffix(route).rstrip("_") if text.endswith(route) else ""
