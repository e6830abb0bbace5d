"""One connection to the web server: what came over it so far, and what is still to be sent.

Nothing here waits for the other side. `docs/decisions/0017` says why.
"""

from __future__ import annotations

import errno
import os
import socket
import time
from collections import deque
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import IO, Any, BinaryIO

from gunicorn.http.unreader import Unreader

HEAD_SECONDS = 10  # from the first byte of a request to the end of its head
BREAK_SECONDS = 20  # in which bodies and answers may stand still; beyond, they have to move as fast as:
LEAST_SPEED = 2_000  # bytes a second, over all
LEAVING_SECONDS = 2  # for an answer to be read whose request was not

BODY_IN_MEMORY = 16_000  # bytes; the rest is kept on disk
ANSWER_IN_MEMORY = 512_000
MOST_AT_ONCE = 1_000_000  # bytes sent to one visitor before the others have their turn


class Phase(Enum):
    """What is waited for; those first for whom least is lost when there is no more room."""

    LEAVING = "for the other side to close"
    IDLE = "for a request"
    HEAD = "for the rest of its head"
    BODY = "for the rest of its body"
    ANSWER = "for the answer to be read"


class RefusedRequest(Exception):
    """A request that no view is asked about; the status says why."""

    def __init__(self, status: HTTPStatus) -> None:
        self.status = status


@dataclass
class FilePart:
    """Bytes of an open file, from `offset` on."""

    number: int
    offset: int
    count: int
    kept: int | None = None  # bytes of a file that was made for this answer, and goes with it


class Outgoing:
    """A socket as those who answer see it: it takes everything at once, and keeps what the visitor does not read yet.

    The page's thread writes, and the receiving thread goes on when that is done: never both.
    """

    def __init__(self, visitor: socket.socket, folder: str | None) -> None:
        self._socket = visitor
        self._folder = folder
        self._parts: deque[memoryview | FilePart] = deque()
        self.in_memory = 0
        self.on_disk = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)  # whatever else is done with a socket

    @property
    def is_empty(self) -> bool:
        return not self._parts

    def sendall(self, data: bytes) -> None:
        view = memoryview(data)
        self.push()
        if self.is_empty:
            view = view[self._send(view) :]
        if not view:
            return
        last = self._parts[-1] if self._parts else None
        if isinstance(last, FilePart) and last.kept is not None:
            self._write_to_disk(view, last)
        elif self.in_memory + len(view) <= ANSWER_IN_MEMORY:
            self._parts.append(view)
            self.in_memory += len(view)
        else:
            with TemporaryFile(dir=self._folder) as file:
                overflow = FilePart(os.dup(file.fileno()), 0, 0, kept=0)
            self._parts.append(overflow)
            self._write_to_disk(view, overflow)

    def send(self, data: bytes) -> int:
        self.sendall(data)
        return len(data)

    def sendfile(self, file: BinaryIO, offset: int = 0, count: int | None = None) -> int:
        count = os.fstat(file.fileno()).st_size - offset if count is None else count
        self._parts.append(FilePart(os.dup(file.fileno()), offset, count))
        self.push()
        return count

    def push(self) -> int:
        """Send what the visitor takes now; returns how many bytes those were."""
        sent = 0
        while self._parts and sent < MOST_AT_ONCE:
            part = self._parts[0]
            size = len(part) if isinstance(part, memoryview) else part.count
            moved = self._send(part) if isinstance(part, memoryview) else self._send_file(part)
            sent += moved
            if isinstance(part, memoryview):
                self.in_memory -= moved
                self._parts[0] = part[moved:]
            if moved < size:
                break
            self._forget(self._parts.popleft())
        return sent

    def close(self) -> None:
        while self._parts:
            self._forget(self._parts.popleft())
        self._socket.close()

    def _send(self, data: memoryview) -> int:
        try:
            return self._socket.send(data)
        except BlockingIOError:
            return 0

    def _send_file(self, part: FilePart) -> int:
        try:
            moved = os.sendfile(
                self._socket.fileno(), part.number, part.offset, min(part.count, MOST_AT_ONCE)
            )
        except BlockingIOError:
            return 0
        if not moved and part.count:
            raise ConnectionAbortedError("The file has become shorter")
        part.offset += moved
        part.count -= moved
        return moved

    def _write_to_disk(self, data: memoryview, overflow: FilePart) -> None:
        while data:
            written = os.write(overflow.number, data)
            overflow.count += written
            overflow.kept = (overflow.kept or 0) + written
            self.on_disk += written
            data = data[written:]

    def _forget(self, part: memoryview | FilePart) -> None:
        if isinstance(part, FilePart):
            os.close(part.number)
            self.on_disk -= part.kept or 0


class ReceivedBytes(Unreader):
    """What gunicorn reads a request from: bytes that are all there."""

    def __init__(self, head: bytes) -> None:
        super().__init__()
        self._head = head
        self.body: IO[bytes] | None = None

    def chunk(self, size_hint: int | None = None) -> bytes:
        if self._head:
            head, self._head = self._head, b""
            return head
        return self.body.read(max(size_hint or 0, 8_192)) if self.body else b""


class Visitor:
    """A connection, under the names that gunicorn's `handle_request` knows: `sock`, `client`, `server`."""

    def __init__(self, connected: socket.socket, client: Any, server: Any, folder: str | None) -> None:
        connected.setblocking(False)
        self.socket, self.client, self.server = connected, client, server
        self.sock = Outgoing(connected, folder)
        self.body: IO[bytes] | None = None
        self.received = bytearray()  # and not yet part of a request
        self.phase: Phase | None = None  # None: nothing is waited for, or all is over
        self.since = self.deadline = 0.0
        self.forget_request()

    def forget_request(self) -> None:
        self.source = ReceivedBytes(b"")
        self.request: Any = None  # gunicorn's
        self.is_kept_alive = False
        self.forget_body()

    def forget_body(self) -> None:
        if self.body:
            self.body.close()
        self.body = None
        self.taken = self.missing = self.reserved = 0  # bytes

    def take_head(self, most: int) -> bool:
        """Whether the head is there, or is longer than it may be: then `source` begins with it."""
        end = self.received.find(b"\r\n\r\n")
        length = end + 4 if end >= 0 else len(self.received)
        if end < 0 and length <= most:
            return False
        self.source = ReceivedBytes(bytes(self.received[:length]))
        del self.received[:length]
        return True

    def begin_body(self, length: int, folder: str | None) -> None:
        # Not before it is more than the memory holds: most bodies are a few words.
        self.body = SpooledTemporaryFile(max_size=BODY_IN_MEMORY, dir=folder)  # noqa: SIM115
        self.missing = length
        if length > BODY_IN_MEMORY:
            self.reserved = 2 * length  # Django writes whatever holds files once more
            _reserve(self.body.fileno(), self.reserved)

    def take_body(self) -> bool:
        """Whether all of it is there, if there is one: then the request can be read."""
        if self.body is None:
            return True
        part = self.received[: self.missing]
        del self.received[: len(part)]
        try:
            self.body.write(part)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise RefusedRequest(HTTPStatus.INSUFFICIENT_STORAGE) from error
            raise
        self.taken += len(part)
        self.missing -= len(part)
        if self.missing:
            return False
        if self.taken > BODY_IN_MEMORY:
            self.body.truncate(self.taken)
            self.reserved = 0
        self.body.seek(0)
        self.source.body = self.body
        return True

    def give(self, seconds: float) -> None:
        self.deadline = time.monotonic() + seconds

    def prolong(self, moved: int) -> None:
        """Something moved. Nobody is further ahead than with the time to stand still."""
        most = time.monotonic() + BREAK_SECONDS
        self.deadline = min(self.deadline + moved / LEAST_SPEED, most)

    @property
    def in_memory(self) -> int:
        return len(self.received) + min(self.taken, BODY_IN_MEMORY) + self.sock.in_memory

    @property
    def on_disk(self) -> int:
        return self.sock.on_disk + (self.reserved or (self.taken if self.taken > BODY_IN_MEMORY else 0))

    def close(self) -> None:
        self.phase = None
        self.forget_body()
        self.sock.close()


def _reserve(number: int, size: int) -> None:
    """Take room on disk before it is needed, so that other processes see that it is taken."""
    if not hasattr(os, "posix_fallocate"):  # macOS
        return
    try:
        os.posix_fallocate(number, 0, size)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise RefusedRequest(
                HTTPStatus.INSUFFICIENT_STORAGE
            ) from error  # where it cannot, nobody knows before
