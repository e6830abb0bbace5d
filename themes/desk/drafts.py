"""The desk for wording: which drafts somebody goes through in one sitting, and how many of them are left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from reviews.models import Article, Review
from themes.desk.queue import QueueOption
from themes.enums import FindingState
from themes.models import Finding, TakenWork, Theme

DRAFTS = "drafts"


class DraftKind(NamedTuple):
    name: str
    singular: str
    plural: str  # with {} for how many
    where: Q
    is_apart: bool = True  # False for what another kind has too


# By their names in addresses, which "To do" uses too.
KINDS = {
    DRAFTS: DraftKind("Drafts", "1 draft", "{} drafts", Q(state=FindingState.DRAFT)),
    "unworded": DraftKind(
        "Drafts without our wording",
        "1 draft has no wording of ours yet",
        "{} drafts have no wording of ours yet",
        Q(state=FindingState.DRAFT, text=""),
        is_apart=False,
    ),
    "in-review": DraftKind(
        "In review", "1 finding is in review", "{} findings are in review", Q(state=FindingState.IN_REVIEW)
    ),
}
WORDED_HERE = (FindingState.DRAFT, FindingState.IN_REVIEW)
# What a sitting can be held to, each with the column of findings and the model that give its name.
PLACES: dict[str, tuple[str, Any, str]] = {
    "article": ("article", Article, "title"),
    "report": ("review", Review, "short_title"),
    "theme": ("themes", Theme, "title"),
}


def _select_taken(user: Any) -> QuerySet[Any]:
    """What others have; of those whose accounts are closed it waits for anybody."""
    others = TakenWork.objects.held().filter(finding__isnull=False, by__is_active=True).exclude(by=user)
    return others.values("finding")


def describe_skipped(count: int) -> str:
    """ "2 that colleagues have taken are skipped."; nothing where none is."""
    if count == 1:
        return "1 that a colleague has taken is skipped."
    return f"{count:,} that colleagues have taken are skipped." if count else ""


@dataclass(frozen=True)
class Sitting:
    """The drafts that somebody words one after the other: of an article, a report or a theme, or all."""

    work: str = DRAFTS  # one of KINDS
    article: str = ""  # slugs
    report: str = ""
    theme: str = ""

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> Sitting:
        """From the query of an address; an unknown kind is ignored."""
        work = query.get("work", DRAFTS)
        places = {name: query.get(name, "").replace("\x00", "")[:200] for name in PLACES}
        return cls(work if work in KINDS else DRAFTS, **places)

    @property
    def query(self) -> str:
        """Of its address, without the `?`."""
        return urlencode({name: value for name, value in vars(self).items() if value})

    @property
    def name(self) -> str:
        return KINDS[self.work].name

    def get_findings(self) -> QuerySet[Finding]:
        """Its findings, those entered first at the top."""
        return self._filter_places().filter(KINDS[self.work].where).order_by("number")

    def _filter_places(self, *, but: str = "") -> QuerySet[Finding]:
        held = {
            f"{column}__slug": getattr(self, name)
            for name, (column, _, _) in PLACES.items()
            if name != but and getattr(self, name)
        }
        return Finding.objects.filter(**held)

    def get_free(self, user: Any) -> QuerySet[Finding]:
        """Its findings but for those that colleagues have taken, which are skipped."""
        return self.get_findings().exclude(pk__in=_select_taken(user))

    def find_first(self, user: Any) -> Finding | None:
        return self.get_free(user).first()

    def find_next(self, finding: Finding, user: Any) -> Finding | None:
        return self.get_free(user).filter(number__gt=finding.number).first()

    def find_previous(self, finding: Finding, user: Any) -> Finding | None:
        return self.get_free(user).filter(number__lt=finding.number).last()

    def count_left(self, user: Any) -> tuple[int, int]:
        """How many are there for this person, and how many are skipped: one query."""
        counts = self.get_findings().aggregate(
            all=Count("pk"), skipped=Count("pk", filter=Q(pk__in=_select_taken(user)))
        )
        return counts["all"] - counts["skipped"], counts["skipped"]

    def describe_left(self, count: int) -> str:
        """ "12 drafts"."""
        kind = KINDS[self.work]
        return kind.singular if count == 1 else kind.plural.format(f"{count:,}")

    def find_titles(self) -> list[str]:
        """What it is held to, by name; what has no such name is left out. A query for each."""
        titles = []
        for name, (_, model, title) in PLACES.items():
            if slug := getattr(self, name):
                titles += model._default_manager.filter(slug=slug).values_list(title, flat=True)[:1]
        return titles

    def count_kinds(self) -> list[QueueOption]:
        """The kinds of drafts, each with its count: one query."""
        counted = {work.replace("-", "_"): Count("pk", filter=kind.where) for work, kind in KINDS.items()}
        counts = self._filter_places().aggregate(**counted)
        return [
            QueueOption(
                kind.name, counts[work.replace("-", "_")], replace(self, work=work).query, work == self.work
            )
            for work, kind in KINDS.items()
        ]

    def count_places(self, name: str) -> list[QueueOption]:
        """The articles, reports or themes that its drafts are of, those with most first: one query."""
        column, _, title = PLACES[name]
        slug = f"{column}__slug"
        rows = (
            self._filter_places(but=name)
            .filter(KINDS[self.work].where, **{f"{slug}__isnull": False})
            .order_by()
        )
        counted = rows.values_list(slug, f"{column}__{title}").annotate(count=Count("pk", distinct=True))
        return [
            QueueOption(label, count, replace(self, **{name: value}).query, value == getattr(self, name))
            for value, label, count in counted.order_by("-count", slug)
        ]

    def leave(self, name: str) -> str:
        """The query of the same sitting, no longer held to an article, a report or a theme."""
        return replace(self, **{name: ""}).query
