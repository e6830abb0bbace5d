"""When the index answers, and when the database does.

The index answers only for the version of the collection that the request knows, or a later one. Behind it, it catches
up first. Where there is none, or it fails, or what was forgotten meanwhile is too much, PostgreSQL answers, and the
index is made anew in a thread.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import DatabaseError

from reviews.collection_version import find_version, version_of_request
from themes.index.contents import CatalogueIndex, NotInIndex
from themes.index.reading import build_index, catch_up

AFTER_FAILURE = 60  # seconds until it is made again

Answer = TypeVar("Answer")

logger = logging.getLogger(__name__)


class IndexKeeper:
    """Has one index, of this process, made when it is first asked for."""

    def __init__(self) -> None:
        self.is_on = False  # gunicorn switches it on: elsewhere nobody asks twice
        self.index: CatalogueIndex | None = None
        self.lock = threading.RLock()  # whoever asks sees one version, whoever changes it is alone
        self.building: threading.Thread | None = None
        self.not_before = 0.0
        self._asked = threading.local()  # by which request it was asked last

    def find(self, version: str | None) -> CatalogueIndex | None:
        """The index, as new as `version`; None where the database has to answer. Hold the lock."""
        if version is None:
            return None
        if self.index is None:
            self._start_building()
            return None
        request = version_of_request.get()
        is_behind = self.index.version != version and getattr(self._asked, "by", None) is not request
        if is_behind and not catch_up(self.index):
            self.index = None
            self._start_building()
            return None
        self._asked.by = request  # since then it can only have become newer
        return self.index

    def drop(self) -> None:
        """It failed: nobody asks it again before it was made anew."""
        with self.lock:
            self.index = None
            self.not_before = time.monotonic() + AFTER_FAILURE

    def _start_building(self) -> None:
        is_at_it = self.building is not None and self.building.is_alive()
        if is_at_it or time.monotonic() < self.not_before:
            return
        self.building = threading.Thread(target=self._build, name="index", daemon=True)
        self.building.start()

    def _build(self) -> None:
        began = time.monotonic()
        try:
            index = build_index()
        except Exception:
            logger.exception("The index could not be made, so the database answers")
            self.not_before = time.monotonic() + AFTER_FAILURE
            return
        with self.lock:
            self.index = index
            # Where changes come so fast that it is soon too old, half of the time is enough for making it.
            self.not_before = 2 * time.monotonic() - began


keeper = IndexKeeper()


def answer(from_index: Callable[[CatalogueIndex], Answer], from_database: Callable[[], Answer]) -> Answer:
    """A question about listed findings, answered from the index where it can, else from the database: both the same."""
    version = (
        find_version() if keeper.is_on else None
    )  # may be a query, for which no other request should wait
    with keeper.lock:
        try:
            if index := keeper.find(version):
                return from_index(index)
        except (NotInIndex, DatabaseError):
            pass  # nothing is wrong with the index
        except Exception:
            keeper.drop()
            logger.exception("The index failed, so the database answers")
    return from_database()
