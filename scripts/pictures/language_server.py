"""What an editor shows while somebody types: asked of pyright's language server (LSP 3.17), as VS Code asks it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class LanguageServer:
    """One conversation. It tells the server of no abilities, so that the server asks for nothing back."""

    def __init__(self, process: subprocess.Popen[bytes], root: Path) -> None:
        self._process = process
        self._root = root.resolve()
        self._count = 0
        self._ask("initialize", {"processId": None, "rootUri": self._root.as_uri(), "capabilities": {}})
        self._tell("initialized", {})

    def opened(self, text: str) -> str:
        """Open a file that is nowhere but in the editor; answers its address."""
        uri = (self._root / f"unsaved_{self._count}.py").as_uri()
        document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def completions(self, text: str) -> list[str]:
        """The public names that are offered at the end of ``text``, in the order in which an editor lists them."""
        answer = self._at_the_end("textDocument/completion", text)
        items = sorted(answer["items"], key=lambda item: item.get("sortText", item["label"]))
        return [item["label"] for item in items if not item["label"].startswith("_")]

    def hover(self, text: str) -> str:
        """What is shown of the name that ends ``text``, as Markdown."""
        contents: str = self._at_the_end("textDocument/hover", text)["contents"]["value"]
        return contents

    def _at_the_end(self, method: str, text: str) -> Any:
        lines = text.split("\n")
        place = {"line": len(lines) - 1, "character": len(lines[-1])}
        return self._ask(method, {"textDocument": {"uri": self.opened(text)}, "position": place})

    def _ask(self, method: str, params: Any) -> Any:
        self._count += 1
        self._send({"id": self._count, "method": method, "params": params})
        while (message := self._receive()).get("id") != self._count or "method" in message:
            pass  # what the server says by itself: progress, diagnostics
        if "error" in message:
            raise RuntimeError(f"{method}: {message['error']['message']}")
        return message["result"]

    def _tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: Any) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> Any:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        if not length:
            raise RuntimeError("pyright's language server ended")
        return json.loads(self._process.stdout.read(length))


@contextmanager
def language_server(command: Sequence[str], root: Path) -> Generator[LanguageServer]:
    """A server that sees the packages below ``root``, for the block's time."""
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    arguments = [*command, "--stdio"]
    with subprocess.Popen(arguments, stdin=pipe, stdout=pipe, stderr=nothing) as process:  # noqa: S603 - no shell
        try:
            yield LanguageServer(process, root)
        finally:
            process.kill()
