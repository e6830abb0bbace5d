"""gunicorn's worker, whose threads take a request only when all of it is there, and wait for no reader.

One thread of each process waits for all visitors: for heads, for bodies, and for answers to be read. Whoever is too
slow is left, and where there are too many, whoever has been waiting longest. `docs/decisions/0017` says why.
"""

from __future__ import annotations

import errno
import os
import resource
import selectors
import socket
import time
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from mmap import mmap
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from gunicorn.errors import ConfigError
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, NoMoreData
from gunicorn.http.message import Request
from gunicorn.util import write_error
from gunicorn.workers.gthread import ThreadWorker

from scr_portal.outage import LEAST_ROOM, free_bytes
from scr_portal.visitors import (
    BODY_IN_MEMORY,
    BREAK_SECONDS,
    HEAD_SECONDS,
    LEAVING_SECONDS,
    Phase,
    RefusedRequest,
    Visitor,
)

MOST_HEAD = 32_000  # bytes
MOST_BODY = 256_000_000  # as much as the proxy lets through: somewhat more than the largest PDF
IN_MEMORY = 100_000_000  # bytes of a process that may wait to be sent or to be complete
ON_DISK = 2_000_000_000  # of which some bodies that are to come take twice their length
MOST_PROCESSES = 256
TURN_SECONDS = 0.003  # in which a process with fewer visitors can take a new one
LOOK_EVERY = 0.5  # seconds: who is late
NEWCOMER_SECONDS = 1  # who has just come goes only where nobody waits longer
FILES_FOR_OTHERS = 200  # beside those of visitors
WAIT_FOR_BODY = object()

REFUSED = """\
HTTP/1.1 {status} {phrase}
Connection: close
Content-Type: text/html; charset=utf-8
Content-Length: {length}
Cache-Control: no-store
Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'

"""


class SharedCounts:
    """How many visitors each process has, in memory that the processes share which were forked from this one."""

    def __init__(self) -> None:
        self._counts = memoryview(mmap(-1, 2 * MOST_PROCESSES)).cast(
            "H"
        )  # 0: no process; else one more than its visitors

    def note(self, process: int, visitors: int) -> None:
        self._counts[process % MOST_PROCESSES] = min(visitors, 65_000) + 1

    def forget(self, process: int) -> None:
        self._counts[process % MOST_PROCESSES] = 0

    def count_all(self) -> int:
        return sum(count - 1 for count in self._counts if count)

    def has_any_fewer(self, process: int, visitors: int) -> bool:
        """Whether another process has fewer visitors than this one, which has so many."""
        own = process % MOST_PROCESSES
        return any(0 < count <= visitors for number, count in enumerate(self._counts) if number != own)


visitor_counts = SharedCounts()


class ReceivingWorker(ThreadWorker):
    worker_connections: int

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visitors: set[Visitor] = set()
        # Those who are waited for, by phase, in the order of their coming. The others are with a thread.
        self.waiting: dict[Phase, dict[Visitor, None]] = {phase: {} for phase in Phase}
        self.next_look = 0.0
        self.looked = 0.0  # when it was last asked who has sent or read something

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        if cfg.is_ssl:
            raise ConfigError("This worker speaks no TLS: leave that to a proxy.")

    def init_process(self) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 2 * self.worker_connections + FILES_FOR_OTHERS
        if soft < wanted:
            soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        # One more for a body that comes, or then for what is sent; threads hold both, of the 200.
        self.worker_connections = max(min(self.worker_connections, (soft - FILES_FOR_OTHERS) // 2), 8)
        visitor_counts.note(self.age, 0)
        super().init_process()

    # In the receiving thread.

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        self.looked = time.monotonic()
        super().wait_for_and_dispatch_events(timeout)

    def accept(self, listener: Any) -> None:
        if visitor_counts.has_any_fewer(self.age, self.nr_conns):
            time.sleep(TURN_SECONDS)  # for connections that stay: otherwise one process may get them all
        try:
            connected, client = listener.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
                self.make_room()
            return  # otherwise another process has it, or it has gone
        visitor = Visitor(connected, client, listener.getsockname(), choose_folder())
        self.visitors.add(visitor)
        self.nr_conns += 1
        visitor_counts.note(self.age, self.nr_conns)
        visitor.give(HEAD_SECONDS)
        self.wait_for(visitor, Phase.IDLE)
        self.go_on(visitor, connected)  # often all of it is there already
        if self.nr_conns >= self.worker_connections:
            self.make_room()  # where it cannot, gunicorn accepts nobody until it can

    def wait_for(self, visitor: Visitor, phase: Phase) -> None:
        events = selectors.EVENT_WRITE if phase is Phase.ANSWER else selectors.EVENT_READ
        self.stop_waiting(visitor)
        visitor.phase, visitor.since = phase, time.monotonic()
        self.waiting[phase][visitor] = None
        self.poller.register(visitor.socket, events, partial(self.go_on, visitor))

    def stop_waiting(self, visitor: Visitor) -> None:
        if visitor.phase:
            del self.waiting[visitor.phase][visitor]
            visitor.phase = None
            with suppress(KeyError, ValueError):
                self.poller.unregister(visitor.socket)

    def go_on(self, visitor: Visitor, _socket: object = None) -> None:
        """Something can be received or sent. Whatever happens, the other visitors are not concerned."""
        try:
            if visitor.phase is Phase.ANSWER:
                self.send(visitor)
            elif visitor.phase:
                self.receive(visitor)
        except RefusedRequest as error:
            self.stop_waiting(visitor)
            self.refuse(visitor, error)
        except OSError:  # it has gone
            self.leave(visitor)
        except Exception:
            self.log.exception("Error while receiving a request.")
            self.leave(visitor)

    def receive(self, visitor: Visitor) -> None:
        try:
            data = visitor.socket.recv(65_536)
        except BlockingIOError:
            return
        if not data:
            self.leave(visitor)
        elif visitor.phase is not Phase.LEAVING:
            visitor.received += data
            visitor.prolong(len(data) if visitor.phase is Phase.BODY else 0)
            self.look_at_received(visitor)

    def look_at_received(self, visitor: Visitor) -> None:
        if visitor.body:
            if visitor.take_body():
                self.hand_to_thread(visitor)
        elif visitor.take_head(MOST_HEAD):
            self.hand_to_thread(visitor)
        elif visitor.phase is not Phase.HEAD:
            visitor.give(HEAD_SECONDS)
            self.wait_for(visitor, Phase.HEAD)

    def hand_to_thread(self, visitor: Visitor) -> None:
        self.stop_waiting(visitor)
        self.enqueue_req(visitor)

    def finish_request(self, visitor: Visitor, done: Any) -> None:
        """gunicorn calls it when `handle` has ended."""
        try:
            # Whatever was raised in the thread, it ends nothing here.
            result = False if done.cancelled() or done.exception() else done.result()
            if result is WAIT_FOR_BODY:
                visitor.give(BREAK_SECONDS)
                self.wait_for(visitor, Phase.BODY)
                self.look_at_received(visitor)
            else:
                visitor.forget_body()
                visitor.is_kept_alive = bool(result)
                visitor.give(BREAK_SECONDS)
                self.send(visitor)
        except RefusedRequest as error:
            self.stop_waiting(visitor)
            self.refuse(visitor, error)
        except OSError:
            self.leave(visitor)
        except Exception:
            self.log.exception("Error after a request.")
            self.leave(visitor)

    def send(self, visitor: Visitor) -> None:
        visitor.prolong(visitor.sock.push())
        if not visitor.sock.is_empty:
            if visitor.phase is not Phase.ANSWER:
                self.wait_for(visitor, Phase.ANSWER)
        elif visitor.is_kept_alive:
            visitor.forget_request()
            visitor.give(self.cfg.keepalive)
            self.wait_for(visitor, Phase.IDLE)
            if visitor.received:  # the next request came together with this one
                self.look_at_received(visitor)
        else:
            with suppress(OSError):
                visitor.socket.shutdown(socket.SHUT_WR)
            visitor.give(LEAVING_SECONDS)
            self.wait_for(visitor, Phase.LEAVING)
            self.go_on(visitor)

    def refuse(self, visitor: Visitor, error: RefusedRequest) -> None:
        visitor.forget_body()
        try:
            self.handle_error(visitor.request, visitor.sock, visitor.client, error)
            visitor.give(BREAK_SECONDS)
            self.send(visitor)
        except OSError:
            self.leave(visitor)

    def leave(self, visitor: Visitor) -> None:
        self.stop_waiting(visitor)
        self.visitors.remove(visitor)
        self.nr_conns -= 1
        visitor_counts.note(self.age, self.nr_conns)
        visitor.close()

    def make_room(self) -> None:
        """Whoever waits longest goes, first of those for whom least is lost."""
        oldest = [next(iter(visitors)) for visitors in self.waiting.values() if visitors]
        long_ago = time.monotonic() - NEWCOMER_SECONDS
        if oldest:
            self.leave(
                next((one for one in oldest if one.since < long_ago), min(oldest, key=lambda one: one.since))
            )

    def murder_keepalived(self, force: bool = False) -> None:
        """gunicorn calls it between events."""
        now = time.monotonic()
        if now < self.next_look and not force:
            return
        self.next_look = now + LOOK_EVERY
        everybody = [visitor for phase in Phase for visitor in self.waiting[phase]]
        for visitor in everybody:
            # On a machine that stood still for seconds, what came meanwhile is looked at first.
            if force or visitor.deadline < self.looked:
                self.leave(visitor)
        self.free_memory_and_disk()

    def free_memory_and_disk(self) -> None:
        """Leave those who have been waiting longest with more than nothing, until the rest has room."""
        in_memory = sum(visitor.in_memory for visitor in self.visitors)
        on_disk = sum(visitor.on_disk for visitor in self.visitors)
        for phase in (Phase.HEAD, Phase.BODY, Phase.ANSWER):
            for visitor in list(self.waiting[phase]):
                if in_memory <= IN_MEMORY and on_disk <= ON_DISK:
                    return
                if (in_memory > IN_MEMORY and visitor.in_memory) or (on_disk > ON_DISK and visitor.on_disk):
                    in_memory -= visitor.in_memory
                    on_disk -= visitor.on_disk
                    self.leave(visitor)

    def _cap_keepalive(self, deadline: float) -> None:
        """gunicorn calls it when it is asked to stop: nobody may begin something after that."""
        for phase in (Phase.IDLE, Phase.HEAD):
            for visitor in self.waiting[phase]:
                visitor.deadline = min(visitor.deadline, deadline)

    # In one of the other threads.

    def handle(self, visitor: Visitor) -> object:
        """Whether the connection is kept, or `WAIT_FOR_BODY`."""
        try:
            if visitor.request is None:
                visitor.request = self.read_head(visitor)
                if not visitor.take_body():
                    return WAIT_FOR_BODY
            return self.handle_request(visitor.request, visitor)
        except (ConnectionError, StopIteration):  # it has gone, or the answer broke off
            return False
        except Exception as error:
            with suppress(OSError):
                self.handle_error(visitor.request, visitor.sock, visitor.client, error)
            return False

    def read_head(self, visitor: Visitor) -> Any:
        try:
            request = Request(self.cfg, visitor.source, visitor.client)
        except NoMoreData:
            raise LimitRequestHeaders("limit request headers size") from None
        length = getattr(request.body.reader, "length", None)
        if length is None:  # in chunks, which Django does not read either
            raise RefusedRequest(HTTPStatus.LENGTH_REQUIRED)
        if length > MOST_BODY:
            raise RefusedRequest(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if length:
            folder = choose_folder()
            visitor.begin_body(
                length, folder
            )  # and its room is taken: of two at once, one may find too little left
            if length > BODY_IN_MEMORY and free_bytes(Path(folder or gettempdir())) < LEAST_ROOM:
                visitor.forget_body()
                raise RefusedRequest(HTTPStatus.INSUFFICIENT_STORAGE)
            if request._expected_100_continue:
                visitor.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                request._expected_100_continue = False
        return request

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        if isinstance(exc, LimitRequestLine):
            send_refusal(client, HTTPStatus.REQUEST_URI_TOO_LONG)
        elif isinstance(exc, RefusedRequest) and exc.status != HTTPStatus.LENGTH_REQUIRED:
            send_refusal(client, exc.status)
        elif isinstance(exc, RefusedRequest):  # by a program: browsers say how long a form is
            write_error(client, exc.status.value, exc.status.phrase, "Say how long it is: Content-Length")
        else:
            super().handle_error(req, client, addr, exc)


def choose_folder() -> str | None:
    """Where what is received and sent waits: beside the documents there is room. None: that cannot be written to."""
    folder = settings.FILE_UPLOAD_TEMP_DIR
    try:
        folder.mkdir(parents=True, exist_ok=True)  # the first file may still have to come
    except OSError:
        return None
    return str(folder) if os.access(folder, os.W_OK | os.X_OK) else None


def send_refusal(visitor: Any, status: HTTPStatus) -> None:
    """Such a request reaches no view, and gunicorn's own words for it are for programmers."""
    body = get_template(f"{status.value}.html").render({"is_sent": True}).encode()
    head = REFUSED.format(status=status.value, phrase=status.phrase, length=len(body)).replace("\n", "\r\n")
    visitor.sendall(head.encode() + body)
