"""Figures for Prometheus at `/metrics`, for whoever knows the token; without `METRICS_TOKEN` nothing is there.

Requests are counted by the name of their view, never by their address: people type into addresses. They are those of
all processes of this web server. The rest is what `/health/ready` says, as numbers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404
from django.utils.crypto import constant_time_compare
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric

from scr_portal.counting import LIMITS, NO_VIEW, STATUSES, Totals, figures
from scr_portal.health import LIVE, READY, JobCounts, check_all, find_age_of_backup, read_queue
from scr_portal.kept_pages import find_name, read_release
from scr_portal.outage import find_least_room
from scr_portal.receiving import visitor_counts
from themes.index.keeping import keeper

METRICS = "/metrics"


def measure_requests(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware that counts all requests but those of whoever watches, and answers for Prometheus."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info in (LIVE, READY):
            return get_response(request)
        if request.path_info == METRICS and settings.METRICS_TOKEN:
            return answer_metrics(request)
        began = time.perf_counter()
        status = 500
        try:
            response = get_response(request)
            status = response.status_code
        finally:
            figures.note_index(keeper.index is not None)
            figures.count_request(name_view(request, status), status, time.perf_counter() - began)
        return response

    return answer


def name_view(request: HttpRequest, status: int) -> str:
    """The view that answered; of a page that was kept, the one that made it."""
    if request.resolver_match:
        return request.resolver_match.view_name
    if status not in (200, 304):
        return NO_VIEW
    try:
        return find_name(request.path_info) or NO_VIEW
    except Resolver404:
        return NO_VIEW


def answer_metrics(request: HttpRequest) -> HttpResponse:
    given = request.headers.get("Authorization", "")
    if constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        registry = CollectorRegistry()
        registry.register(PortalCollector())
        response = HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    else:
        response = HttpResponse("Authorization: Bearer and the METRICS_TOKEN.\n", "text/plain", status=401)
        response["WWW-Authenticate"] = "Bearer"
    response["Content-Length"] = str(len(response.content))
    response["Cache-Control"] = "no-store"
    response._has_been_logged = True  # type: ignore[attr-defined]  # it is asked for several times a minute
    return response


class PortalCollector:
    """What prometheus_client writes down, read anew each time."""

    def collect(self) -> Iterator[Metric]:
        yield from tell_requests(figures.read())
        yield from tell_state()
        with suppress(DatabaseError):  # `scr_portal_check{check="database"}` says so
            yield from tell_queue(read_queue())

    def describe(self) -> Iterable[Metric]:
        return []  # so that nothing is asked when it is registered


def tell_requests(totals: Totals) -> Iterator[Metric]:
    requests = CounterMetricFamily(
        "scr_portal_requests",
        "Requests by their view and the class of their status.",
        labels=["view", "status"],
    )
    times = HistogramMetricFamily(
        "scr_portal_request_seconds", "Seconds until the answer was made, by view.", labels=["view"]
    )
    for name, view in totals.views.items():
        for status, count in zip(STATUSES, view.by_status, strict=True):
            if count:
                requests.add_metric([name, status], count)
        up_to, buckets = 0.0, []
        for limit, count in zip([*map(str, LIMITS), "+Inf"], view.by_time, strict=True):
            up_to += count
            buckets.append((limit, up_to))
        times.add_metric([name], buckets, view.seconds)
    kept = CounterMetricFamily(
        "scr_portal_kept_pages",
        "Pages that may be kept: sent again, held by the browser, made, or shown as they were in an outage.",
        labels=["outcome"],
    )
    for outcome, count in totals.kept.items():
        kept.add_metric([outcome], count)
    yield from (requests, times, kept)
    yield _gauge("web_processes", "Web processes that run.", totals.processes)
    yield _gauge(
        "web_processes_with_index",
        "Those that had an index when they last answered.",
        totals.with_index,
    )
    yield _gauge("connections", "Connections of visitors that are open.", visitor_counts.count_all())


def tell_state() -> Iterator[Metric]:
    about = GaugeMetricFamily("scr_portal_info", "What runs here.", labels=["version", "release"])
    about.add_metric([settings.VERSION, read_release()], 1)
    checks = check_all()
    states = GaugeMetricFamily("scr_portal_check", "What /health/ready says: 1 is good.", labels=["check"])
    for check in checks:
        states.add_metric([check.name], check.is_good)
    yield from (about, states)
    is_ready = all(check.is_good for check in checks if check.decides)
    yield _gauge("ready", "Whether visitors should come here.", is_ready)
    yield _gauge(
        "free_bytes", "Room on the disk that has least of those the portal writes to.", find_least_room()
    )
    try:
        age = find_age_of_backup()
    except OSError:
        age = None
    if age is not None:
        yield _gauge("backup_age_seconds", "Age of the newest backup in BACKUP_DIR.", age.total_seconds())


def tell_queue(queue: JobCounts) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("scr_portal_jobs", "Work in the queue that is due, by state.", labels=["state"])
    for state, count in (("waiting", queue.waiting), ("doing", queue.doing), ("failed", queue.failed)):
        jobs.add_metric([state], count)
    yield jobs
    yield _gauge(
        "oldest_job_seconds", "How long the oldest job that is due has waited.", queue.oldest_seconds
    )


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(f"scr_portal_{name}", says, value=float(value))
