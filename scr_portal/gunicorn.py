"""How gunicorn serves the portal; `manage.py up` adds the address, the command line may override the rest.

`WEB_WORKERS` processes with `WEB_THREADS` threads each; every process has a pool of as many connections.
"""

import gc
import os
from copy import deepcopy
from logging.config import DictConfigurator
from mmap import mmap
from typing import Any

from django.conf import settings
from gunicorn.glogging import Logger

from scr_portal.supervisor import end_with_supervisor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scr_portal.settings")

wsgi_app = "scr_portal.wsgi"
proc_name = "scr-portal"
worker_class = "scr_portal.receiving.ReceivingWorker"
worker_connections = 2_000  # visitors of each process; beyond, whoever has been waiting longest has to leave
preload_app = True  # once, in the process that the others are forked from: they share what it loaded
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60  # seconds without a sign of life from a worker: longer than any statement may take
graceful_timeout = 10  # seconds to finish what was begun when asked to stop
keepalive = 5
limit_request_line = 8190  # bytes, the most it can: lists stand in addresses, with their title and notes
control_socket_disable = True
forwarder_headers = ""  # none says under which address the portal stands: a proxy may pass on a visitor's
forwarded_allow_ips = "127.0.0.1,::1"  # whose X-Forwarded headers are believed
accesslog = None  # addresses hold what people type
loglevel = "warning"
# Workers sign a file each second; on a slow disk that can stall them.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else None  # noqa: S108

# Memory that all workers share, since each is forked from here: see listening.py.
sign_of_changes = mmap(-1, 8)


class QuietLogger(Logger):
    """Writes as the portal does, without what follows `?` in an address: what people type is never logged."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        # gunicorn's own entries go to handlers of its own, before the portal is loaded and after.
        described: dict[str, Any] = deepcopy(settings.LOGGING)
        name = described["handlers"]["console"]["formatter"]
        formatter = DictConfigurator({}).configure_formatter(described["formatters"][name])
        for handler in self.error_log.handlers:
            handler.setFormatter(formatter)

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        shown = [arg.partition("?")[0] if isinstance(arg, str) else arg for arg in args]
        super().exception(msg, *shown, **kwargs)


logger_class = QuietLogger


def when_ready(server: Any) -> None:
    end_with_supervisor()
    gc.freeze()  # what lasts as long as the process is never looked through again


def child_exit(server: Any, worker: Any) -> None:
    from scr_portal.counting import figures
    from scr_portal.receiving import visitor_counts

    visitor_counts.forget(worker.age)
    figures.end(worker.age)


def post_worker_init(worker: Any) -> None:
    from scr_portal import database, listening  # not before Django is set up
    from scr_portal.counting import figures
    from themes.index import keeping

    figures.begin(worker.age)
    database.limit_waiting()
    listening.listener.sign = sign_of_changes
    if settings.LISTEN_FOR_CHANGES:
        listening.listener.start()
    keeping.keeper.is_on = settings.INDEX_IN_MEMORY
