"""A real calendar server (Radicale) on the loopback address, in a folder of its own."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["serve"]

PATIENCE = 60
"""Seconds until a server that does not answer is a fault."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Start a server, yield its address, and end it."""
    log = folder / "log.txt"
    for _ in range(5):  # somebody else may take the port before the server does
        port = _free_port()
        with log.open("wb") as out:
            server = subprocess.Popen(_command(folder, port), stdout=out, stderr=out, env=_env())
        try:
            if _answers(server, port):
                yield f"http://127.0.0.1:{port}/"
                return
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    raise AssertionError(f"the server did not start:\n{log.read_text(errors='replace')}")


def _command(folder: Path, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "radicale", "--config", ""),
        *("--server-hosts", f"127.0.0.1:{port}", "--auth-type", "none"),
        *(
            "--storage-filesystem-folder",
            str(folder / "collections"),
            "--rights-type",
            "owner_only",
        ),
        *("--web-type", "none", "--logging-level", "warning"),
    ]


def _env() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if "proxy" not in name.lower()}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(server: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the server answers; False if it ends before."""
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("OPTIONS", "/")
            return connection.getresponse().status < 500
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    return False
