"""How gunicorn serves the portal; `manage.py up` adds the address, the command line may override the rest.

`WEB_WORKERS` processes with `WEB_THREADS` threads each; every process has a pool of as many connections.
"""

import gc
import os
from contextlib import suppress
from mmap import mmap
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from gunicorn.glogging import Logger
from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

from scr_portal.supervisor import end_with_supervisor
from scr_portal.time_limits import watchman

wsgi_app = "scr_portal.wsgi"
proc_name = "scr-portal"
worker_class = "scr_portal.gunicorn.BoundedWorker"
preload_app = True  # once, in the process that the others are forked from: they share what it loaded
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60  # seconds without a sign of life from a worker: longer than any statement may take
graceful_timeout = 10  # seconds to finish what was begun when asked to stop
keepalive = 5
limit_request_line = 8190  # bytes, the most it can: lists stand in addresses, with their title and notes
control_socket_disable = True
forwarded_allow_ips = "127.0.0.1,::1"  # whose X-Forwarded headers are believed
accesslog = None  # addresses hold what people type
loglevel = "warning"
# Workers sign a file each second; on a slow disk that can stall them.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else None  # noqa: S108

# Memory that all workers share, since each is forked from here: see listening.py.
sign_of_changes = mmap(-1, 8)

ARRIVAL_SECONDS = 15  # for the head of a request
ANSWER_SECONDS = 360  # for all the rest: also for a large PDF over a slow line

TOO_LONG = """\
HTTP/1.1 414 URI Too Long
Connection: close
Content-Type: text/html; charset=utf-8
Content-Length: {length}
Cache-Control: no-store
Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'

"""


class BoundedWorker(ThreadWorker):
    """gunicorn's worker with threads. Whoever sends no whole request, or does not read the answer, holds none of them
    for long.
    """

    def handle(self, conn: Any) -> Any:
        with watchman.bound(conn.sock, ARRIVAL_SECONDS):
            return super().handle(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        watchman.give(ANSWER_SECONDS, conn.sock)
        return super().handle_request(req, conn)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        # Such an address reaches no view, and gunicorn's own words for it are for programmers.
        body = get_template("414.html").render().encode()
        head = TOO_LONG.format(length=len(body)).replace("\n", "\r\n")
        with suppress(OSError):
            client.sendall(head.encode() + body)


class QuietLogger(Logger):
    """Leaves out what follows `?` in an address: what people type is never logged."""

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        shown = [arg.partition("?")[0] if isinstance(arg, str) else arg for arg in args]
        super().exception(msg, *shown, **kwargs)


logger_class = QuietLogger


def when_ready(server: Any) -> None:
    end_with_supervisor()
    gc.freeze()  # what lasts as long as the process is never looked through again


def post_worker_init(worker: Any) -> None:
    from scr_portal import listening  # not before Django is set up
    from themes.index import keeping

    if settings.LISTEN_FOR_CHANGES:
        listening.listener.start(sign_of_changes)
    keeping.keeper.is_on = settings.INDEX_IN_MEMORY
