"""Shows a finished report at an address of this computer only."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sectorlens.errors import ConfigError, StoreError

ADDRESS = "127.0.0.1"


class _QuietHandler(SimpleHTTPRequestHandler):
    """Serves files of the report; says nothing per request and lists no folders."""

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal quiet."""

    def list_directory(self, path: object) -> None:
        """Answer 404 instead of a listing."""
        self.send_error(404)


def make_server(outputs: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of ``outputs`` bound to 127.0.0.1.

    Raises:
        ConfigError: there is no report at ``outputs``.
        StoreError: the port is taken.
    """
    if not (outputs / "index.html").exists():
        raise ConfigError(f"There is no report in '{outputs}'. Run sectorlens analyse first.")
    handler = partial(_QuietHandler, directory=str(outputs.resolve()))
    try:
        return ThreadingHTTPServer((ADDRESS, port), handler)
    except OSError as error:
        raise StoreError(f"Port {port} cannot be used ({error}). Name another: --port 0 takes a free one.") from error


def serve_site(outputs: Path, port: int, *, announce: Callable[[str], None]) -> None:
    """Serve ``outputs`` until interrupted; ``announce`` is told the address."""
    with make_server(outputs, port) as server:
        announce(f"http://{ADDRESS}:{server.server_address[1]}/  (stop with Ctrl-C)")
        server.serve_forever()
