"""The queue: what came of looking for quoted words, the worst first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from themes.admin.desk.screens import DeskScreen, build_url
from themes.desk.acts import ACTS, FOR_SEVERAL
from themes.desk.deciding import explain_read_only, may_decide
from themes.desk.queue import Queue
from themes.desk.snapshots import describe_pages
from themes.models import Quotation, Standing

ON_A_PAGE = 50
MOST_CHOSEN = max(act.most for act in ACTS.values())


@dataclass(frozen=True)
class QueueRow:
    quotation: Quotation
    url: str
    finding: str
    outcome: str
    pages: str
    read_only: str  # why nothing can be decided; empty where it can


class QueueScreen(DeskScreen):
    def desk_view(self, request: HttpRequest) -> HttpResponse:
        """admin/themes/quotation/desk.html: `kinds` and `reports` (QueueOption), `rows` (QueueRow) of a `page`,
        and what may be done for `several` (DeskAct).
        """
        self.require_view_permission(request)
        queue = Queue.read(request.GET)
        rows = (
            queue.get_quotations()
            .select_related("finding__review", "citation__given_by_article", "taken__by")
            .defer("finding__search", "citation__given_by_article__source_text")
            .prefetch_related("citation__pages__review", "citation__findings")
        )
        page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "title": "Quotations",
            "report": queue.find_report_title(),
            "kinds": queue.count_kinds(),
            "reports": queue.count_reports(),
            "page": page,
            "rows": [_build_row(request.user, queue, quotation) for quotation in page],
            "several": [ACTS[slug] for slug in FOR_SEVERAL if may_decide(request.user, ACTS[slug])],
            "most": MOST_CHOSEN,
        }
        return self.render_desk(request, "desk", queue, context)


def _build_row(user: Any, queue: Queue, quotation: Any) -> QueueRow:
    finding = quotation.finding
    has_no_list = quotation.standing == Standing.NO_LIST
    outcome = Standing.NO_LIST.label if has_no_list else quotation.outcome_label
    found = f": page {quotation.found_on}" if quotation.found_on else ""
    return QueueRow(
        quotation=quotation,
        url=build_url("desk_one", queue, quotation.pk),
        finding=f"{finding.code}, {finding.get_state_display().lower()}",
        outcome=f"{outcome}{found}",
        pages=describe_pages(quotation.citation),
        read_only=explain_read_only(user, finding),
    )
