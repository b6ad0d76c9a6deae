"""Write the OpenAPI document of an application: ``python app_document.py MODULE:APP FILE``.

Runs in the application's own environment, so it imports nothing but the standard library and what the application uses.
Whatever the application prints is its own affair: the document goes into the file, and a refusal, one line, into
standard error after a mark.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
from pathlib import Path
from typing import Any

MARK = "trueline: "
#: What the application of a framework without a document of its own is told.
FLASK = "Flask has no document of its own: describe the API with flask-smorest (Api(app)) or APIFlask"
DJANGO = "install drf-spectacular, and add it to INSTALLED_APPS and as DEFAULT_SCHEMA_CLASS"


class RefusalError(Exception):
    """What can't be exported, and what to do; one line."""


def load(name: str) -> Any:
    """The object at ``module:attribute``; a function is called, for it is the factory of the application.

    Raises ``RefusalError`` where the module has no such object.
    """
    module, _, path = name.partition(":")
    sys.path.insert(0, str(Path.cwd()))
    try:
        target: Any = importlib.import_module(module)
    except ModuleNotFoundError as error:
        where = "run this in the application's folder, and with its own Python (--python .venv/bin/python)"
        raise RefusalError(f"{error}: {where}") from None
    for part in path.removesuffix("()").split("."):
        if not hasattr(target, part):
            raise RefusalError(f"the module {module} has no {path}")
        target = getattr(target, part)
    return target() if inspect.isfunction(target) else target


def document(app: Any) -> str:
    """The document, as JSON text. Raises ``RefusalError`` where there is none."""
    kinds = {kind.__module__.partition(".")[0] for kind in type(app).__mro__}
    if "django" in kinds:
        return _django()
    if "litestar" in kinds:
        return json.dumps(app.openapi_schema.to_schema())
    if callable(getattr(app, "get_openapi_schema", None)):  # django-ninja
        return json.dumps(app.get_openapi_schema())
    if callable(getattr(app, "openapi", None)):  # FastAPI
        return json.dumps(app.openapi())
    if "flask" in kinds:
        return _flask(app)
    name = f"{type(app).__module__}.{type(app).__name__}"
    raise RefusalError(f"{name} is not an application of FastAPI, Django, Flask or Litestar")


def _flask(app: Any) -> str:
    with app.test_request_context():
        spec = getattr(app, "spec", None)  # APIFlask
        if isinstance(spec, dict):
            return json.dumps(spec)
        for api in app.extensions.get("flask-smorest", {}).get("apis", {}).values():
            return json.dumps(api["ext_obj"].spec.to_dict())
    raise RefusalError(FLASK)


def _django() -> str:
    try:
        generators: Any = importlib.import_module("drf_spectacular.generators")
        renderers: Any = importlib.import_module("drf_spectacular.renderers")
    except ImportError:
        raise RefusalError(DJANGO) from None
    schema = generators.SchemaGenerator().get_schema(request=None, public=True)
    return str(renderers.OpenApiJsonRenderer().render(schema), "utf-8")


def main(name: str, target: str) -> int:
    """Export; returns the exit code."""
    try:
        text = document(load(name))
    except RefusalError as refusal:
        sys.stderr.write(f"\n{MARK}{refusal}\n")
        return 3
    Path(target).write_text(text, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
