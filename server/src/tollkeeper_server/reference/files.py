"""Where the page's script and style are: in the wheel, else in the checkout's ``node_modules``."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
#: Files of the Node package ``swagger-ui-dist``, which ``package-lock.json`` pins by hash.
BUILT = ("swagger-ui-bundle.js", "swagger-ui.css")
OWN = ("page.html", "page.js", "page.css")

_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served."""

    media_type: str
    content: bytes

    @property
    def tag(self) -> str:
        """Its entity tag."""
        return f'"{sha256(self.content).hexdigest()[:32]}"'


def assets() -> dict[str, Asset]:
    """Every file of the page by name; empty where the built ones are not there, as in a checkout without Node."""
    places = {name: HERE / name for name in OWN} | {name: _built(name) for name in BUILT}
    if not all(path.is_file() for path in places.values()):
        return {}
    return {name: Asset(_TYPES[path.suffix], path.read_bytes()) for name, path in places.items()}


def _built(name: str) -> Path:
    packed = HERE / "built" / name
    return packed if packed.is_file() else _checkout() / "node_modules/swagger-ui-dist" / name


def _checkout() -> Path:
    return HERE.parents[3]
