"""A second Python process that computes for this one, and is ended whenever that is wanted.

Both sides talk in pickles over the child's standard input and output: they are one program, and
nobody else can reach the pipes.  A child ends when its input does, so it never outlives its parent.
It is not started by `multiprocessing`, which would import the caller's ``__main__`` again.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

from peerpair.engines.memory import peak_memory

_HEAD = struct.Struct("<Q")

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from importlib import import_module; import_module(sys.argv[2]).serve()"
)


class Child:
    """The parent's end: a child that runs ``serve()`` of a module.

    Parameters
    ----------
    module : str
        Such as ``"peerpair.engines.highs_child"``.

    Attributes
    ----------
    inbox : queue
        What the child has sent; None once it has ended.
    pid : int
        Its number.
    peak : int
        Its peak resident memory in bytes, known from its end on; 0 where the system does not tell.

    Raises
    ------
    OSError
        If no process can be started here.
    """

    def __init__(self, module: str) -> None:
        path = [os.path.abspath(entry) for entry in sys.path]
        # -P: nothing in the working directory passes for a module.
        command = [_interpreter(), "-P", "-c", _START, json.dumps(path), module]
        options: dict[str, Any] = {"start_new_session": True}  # the terminal's Ctrl-C is not for it
        if sys.platform == "win32":
            flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
            options = {"creationflags": flags}
        one = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **one},
            **options,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._pipes = (self._process.stdin, self._process.stdout)
        self.pid, self.peak = self._process.pid, 0
        self.inbox: SimpleQueue[Any] = SimpleQueue()
        self._outbox: SimpleQueue[bytes | None] = SimpleQueue()
        # Threads, because a pipe may block and Windows cannot wait for one with a time limit.
        self._threads = [
            threading.Thread(target=work, name=f"peerpair-{name}-child", daemon=True)
            for name, work in (("from", self._read), ("to", self._write))
        ]
        try:
            for thread in self._threads:
                thread.start()
        except RuntimeError as error:  # no more threads to be had
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            self.end()
            raise OSError(str(error)) from error

    def send(self, message: object) -> None:
        """Send a message; returns at once."""
        self._outbox.put(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))

    def end(self) -> int:
        """End the child whatever it does, and return its exit code (negative: a signal)."""
        if self._process.poll() is None:
            self.peak = max(self.peak, peak_memory(self.pid) or 0)
            self._process.kill()
        code = self._process.wait()
        self._outbox.put(None)
        for thread in self._threads:
            thread.join()
        for pipe in self._pipes:
            with contextlib.suppress(OSError):
                pipe.close()
        return code

    def _read(self) -> None:
        with contextlib.suppress(Exception):  # its end, or half a message of one that died
            while True:
                peak, message = _receive(self._pipes[1])
                self.peak = max(self.peak, peak)
                self.inbox.put(message)
        self.inbox.put(None)

    def _write(self) -> None:
        while (frame := self._outbox.get()) is not None:
            try:
                _put(self._pipes[0], frame)
            except OSError:  # it has ended; the reader sees that as well
                return


class Parent:
    """The child's end; made first thing in ``serve()``.

    Standard input and output are taken over for messages: what a solver prints goes nowhere.  The
    end of the input ends the process, even in the middle of a solver's call.
    """

    def __init__(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._in = os.fdopen(os.dup(0), "rb")
        self._out = os.fdopen(os.dup(1), "wb")
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1):
            os.dup2(nowhere, descriptor)
        os.close(nowhere)
        self.inbox: SimpleQueue[Any] = SimpleQueue()
        threading.Thread(target=self._read, name="peerpair-from-parent", daemon=True).start()

    def send(self, message: object) -> None:
        """Send a message, with this process's peak memory."""
        frame = pickle.dumps((peak_memory() or 0, message), pickle.HIGHEST_PROTOCOL)
        with contextlib.suppress(OSError):  # the parent has gone; the reader ends this process
            _put(self._out, frame)

    def _read(self) -> None:
        try:
            while True:
                self.inbox.put(_receive(self._in))
        finally:
            os._exit(0)


def _interpreter() -> str:
    """Return the Python that runs this; a program that only contains Python must not be started."""
    name = Path(sys.executable or "").name.lower()
    if getattr(sys, "frozen", False) or not name.startswith(("python", "pypy")):
        raise OSError("there is no Python interpreter to start a process with")
    return sys.executable


def _put(pipe: IO[bytes], frame: bytes) -> None:
    pipe.write(_HEAD.pack(len(frame)))
    pipe.write(frame)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise EOFError
    (size,) = _HEAD.unpack(head)
    frame = pipe.read(size)
    if len(frame) < size:
        raise EOFError
    return pickle.loads(frame)  # noqa: S301 - from our own process, over a pipe of its own
