"""Each act of each role, and what became of the public pages, against the table in `themes.roles`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reviews.models import Author, Availability, ContentsEntry, ReviewNote, Series, SeriesPoint
from tests.conftest import SecureClient
from tests.factories import (
    make_article,
    make_block,
    make_citation,
    make_comment,
    make_finding,
    make_member,
    make_notice,
    make_period,
    make_review,
    make_theme,
)
from tests.public_pages import find_difference, list_addresses, list_names, name_of, read_page, undone
from tests.reviews.documents.pdfs import plain
from tests.test_collection_version import NEVER_SEEN, ours
from tests.themes.admin.intake.cases import post_article
from tests.themes.desk.cases import make_document
from tests.themes.forms import form_data
from themes.models import (
    AgeGroup,
    Agency,
    ArticleIntake,
    ArticleSection,
    ColleagueNote,
    ContestedTerm,
    Coverage,
    Finding,
    FindingTheme,
    Harm,
    HelpService,
    KnownGap,
    Member,
    PageCitation,
    ProblemReport,
    Quotation,
    RestrictedTerm,
    SheetImport,
    Situation,
    SituationFinding,
    StartingPoint,
    Synonym,
    TakenWork,
    Theme,
    ThemeGroup,
    Thread,
    WeeklyFinding,
)
from themes.models.week import find_monday
from themes.roles import IN_WORDS, ROLES, SEEN, Seen

pytestmark = pytest.mark.django_db
numbers = count(1)
PASSWORD = "four words nobody guesses"
SHEET = {"tally": {"new": 0, "changed": 0, "unchanged": 0, "wrong": 0}, "rows": []}


@dataclass
class Collection:
    """Rows that readers see or that what they see rests on, and rows of which they see nothing, by model."""

    seen: dict[str, Any] = field(default_factory=dict)
    unseen: dict[str, Any] = field(default_factory=dict)

    def hold(self, rows: dict[str, Any], *held: Model) -> None:
        rows |= {row._meta.label_lower: row for row in held}


def make_part_of_findings(
    finding: Finding, other: Finding, theme: Any, agency: Any, ages: Any, harm: Any
) -> Any:
    """All that a finding is made of."""
    finding.agencies.add(agency)
    finding.ages.add(ages)
    finding.harms.add(harm)
    citation = make_citation(finding, pages=("1",))
    quotation = Quotation.objects.create(finding=finding, citation=citation, words="The pilot was not told")
    link = FindingTheme.objects.get(finding=finding, theme=theme)
    block = make_block(finding, other)
    return finding, citation, PageCitation.objects.get(citation=citation), quotation, link, block


def make_terms(name: str) -> tuple[Agency, AgeGroup, Harm]:
    return (
        Agency.objects.create(slug=f"agency-{name}", name=f"Agency {name}"),
        AgeGroup.objects.create(slug=f"ages-{name}", name=f"Ages {name}", from_age=0, to_age=0),
        Harm.objects.create(slug=f"harm-{name}", name=f"Harm {name}"),
    )


@pytest.fixture
def collection(settings) -> Collection:
    settings.API_REQUESTS_A_MINUTE = 1_000_000
    made = Collection()
    review, period, theme = (
        make_review(period=make_period(), page_count=80),
        make_period(),
        make_theme("Neglect"),
    )
    make_period(2003, 2005)
    make_theme("Babies")
    article = make_article(review)
    of_all: dict[str, Any] = {"review": review, "themes": (theme,), "periods": (period,)}
    finding, other = make_finding(**of_all, article=article), make_finding(**of_all)
    draft, second = (make_finding(**of_all, state="draft") for _ in range(2))
    make_finding(**of_all)
    make_finding(**of_all, state="withdrawn")
    make_document(review)
    document = make_document(review, is_public=True, labels_confirmed_at=timezone.now())
    terms, unused = make_terms("in-use"), make_terms("of-drafts")
    series = Series.objects.create(slug="deaths", title="Deaths", unit="reviews")
    theme.series.add(series)
    finding.figures.add(series)
    situation = Situation.objects.create(slug="a-visit", title="A visit")
    make_theme("Sleep")
    member = Member.objects.create(user=User.objects.create_user("reader"), display_name="Kim")
    comment = make_comment(theme, author=member.user, author_name="A reader")
    made.hold(
        made.seen,
        *make_part_of_findings(finding, other, theme, *terms),
        *(*terms, theme, theme.group, review, period, article, series, situation, comment, member),
        Thread.objects.create(theme=Theme.objects.get(title="Babies"), is_open=True),
        Author.objects.create(review=review, family="Example"),
        Availability.objects.create(review=review, place="publisher", url="https://example.org/a"),
        ContentsEntry.objects.create(review=review, heading="A chapter", page="5"),
        ReviewNote.objects.create(review=review, kind="note", text="A note."),
        SeriesPoint.objects.create(series=series, years="2011", value=5, certainty="high", review=review),
        ColleagueNote.objects.create(finding=finding, text="Is this the right page?"),
        RestrictedTerm.objects.create(review=review, term="babies", why="An order."),
        TakenWork.objects.create(finding=finding),
        StartingPoint.objects.create(theme=theme, finding=finding),
        SituationFinding.objects.create(situation=situation, finding=finding),
        Coverage.objects.create(review=review, theme=theme, state="partly_read"),
        KnownGap.objects.create(slug="gap", topic="Probation"),
        ContestedTerm.objects.create(slug="term", term="Disguised compliance", note="Say what was seen."),
        Synonym.objects.create(slug="mother", words=["mum", "reviews"]),
        WeeklyFinding.objects.create(week=find_monday(date.today()), finding=finding),
        *(
            ProblemReport.objects.create(reference=kind, kind=kind, finding=finding, words="Her school.")
            for kind in ("recognised", "wording")
        ),
        make_notice("defamation", comment=comment),
        HelpService.objects.create(
            slug="service",
            name="A service",
            telephone="0000 000 0000",
            hours="24 hours a day",
            checked=date.today(),
        ),
        document,
    )
    account = User.objects.create_user("somebody")
    other_document = make_document(make_review())
    make_document(other_document.review)
    made.hold(
        made.unseen,
        *make_part_of_findings(draft, second, theme, *unused),
        *unused,
        ColleagueNote.objects.create(finding=draft, text="Is this a finding?"),
        RestrictedTerm.objects.create(review=review, term="A term", why="An order."),
        StartingPoint.objects.create(theme=theme, finding=draft, position=1),
        SituationFinding.objects.create(situation=situation, finding=draft, position=1),
        ThemeGroup.objects.create(slug="empty", title="Empty"),
        make_article(make_review()),
        other_document,
        ArticleSection.objects.create(article=article, position=1, title="A heading", line=1),
        ArticleIntake.objects.create(title="An article", text="An article.", sha256="0" * 64, review=review),
        SheetImport.objects.create(sheet="findings", file_name="a.csv", headings=["Number"], shown=SHEET),
        account,
        Group.objects.create(name="Proof readers"),
    )
    return made


# What a form says, where it is changed and where one is added. Rows that have no screen stand in the form of another.

SCREENS = {
    "themes.findingtheme": "themes.finding",
    "themes.quotation": "themes.finding",
    "themes.pagecitation": "themes.citation",
    "themes.startingpoint": "themes.theme",
    "themes.situationfinding": "themes.situation",
    "reviews.author": "reviews.review",
    "reviews.availability": "reviews.review",
    "reviews.contentsentry": "reviews.review",
    "reviews.reviewnote": "reviews.review",
    "reviews.seriespoint": "reviews.series",
}


def list_changes(made: Collection, shown: bool) -> dict[str, dict[str, Any]]:
    """What is typed into the form of a row that is there; `shown` where it concerns what readers see."""
    theme = Theme.objects.get(title="Babies")
    other = Finding.objects.filter(state="published" if shown else "draft").order_by("number").last().pk
    document = made.seen["reviews.document"] if shown else made.unseen["reviews.document"]
    return {
        "themes.finding": {"text": "Other words.", "state": "published", "act": "keep"},
        "themes.findingtheme": {"theme": Theme.objects.get(title="Sleep").pk},
        "themes.citation": {"as_given": "Page the first"},
        "themes.pagecitation": {"last_page": "2"},
        "themes.quotation": {"words": "that the slipway had been closed"},
        "themes.readtogether": {"reason": "another reason"},
        "themes.articlesection": {"theme": theme.pk},
        "themes.theme": {"summary": "In other words."},
        "themes.startingpoint": {"finding": other},
        "themes.themegroup": {"title": "Another name"},
        "themes.situation": {"note": "Another note."},
        "themes.situationfinding": {"finding": other},
        "themes.coverage": {"state": "not_yet"},
        "themes.knowngap": {"note": "Another note."},
        "themes.weeklyfinding": {"question": "What now?"},
        "themes.notice": {"step": "reply unreachable"},
        "themes.problemreport": {"result": "changed", "reply": "It was changed."},
        "themes.contestedterm": {"note": "Another note."},
        "themes.restrictedterm": {"term": "review"},
        "themes.synonym": {"words": "mum\nfound"},
        "themes.agency": {"name": "Another agency"},
        "themes.agegroup": {"name": "Other ages"},
        "themes.harm": {"name": "Another harm"},
        "themes.helpservice": {"name": "Another service"},
        "themes.member": {"decision": "published"},
        "themes.comment": {"decision": "rejected", "reason": "off_topic"},
        "themes.thread": {"is_open": ""},
        "reviews.review": {"publisher": "Another publisher"},
        "reviews.author": {"family": "Another"},
        "reviews.availability": {"url": "https://example.org/b"},
        "reviews.contentsentry": {"heading": "Another chapter"},
        "reviews.reviewnote": {"text": "Another note."},
        "reviews.period": {"read_so_far": "Half of it."},
        "reviews.article": {"publication": "Another journal"},
        "reviews.series": {"note": "Another note."},
        "reviews.seriespoint": {"value": "6"},
        "reviews.document": {
            "superseded_by": document.review.documents.exclude(pk=document.pk).get().pk,
            "is_public": "on",
        },
        "auth.user": {"first_name": "Ada"},
        "auth.group": {"name": "Other readers"},
    }


def list_additions(made: Collection, shown: bool) -> dict[str, dict[str, Any]]:
    rows = made.seen if shown else made.unseen
    review, theme = made.seen["reviews.review"], Theme.objects.get(title="Babies")
    finding, number = rows["themes.finding"], next(numbers)
    other = Finding.objects.filter(state=finding.state).order_by("number").last().pk
    return {
        "themes.finding": {
            "text": "New words.", "kind": "finding", "review": review.pk, "certainty": "high", "basis": "report",
            "periods": [made.seen["reviews.period"].pk], "state": "published", "act": "keep",
            "finding_themes-0-theme": theme.pk, "finding_themes-0-is_primary": "on",
        },
        "themes.findingtheme": {"theme": theme.pk},
        "themes.citation": {
            "as_given": "7", "basis": "page_read", "findings": [finding.pk], "pages-TOTAL_FORMS": "1",
            "pages-0-review": review.pk, "pages-0-first_page": "7", "pages-0-last_page": "7",
            "pages-0-role": "summary", "pages-0-position": "0",
        },
        "themes.pagecitation": {"review": review.pk, "first_page": "8", "last_page": "8", "role": "summary",
                                "position": "1"},
        "themes.quotation": {"words": "why the lantern had been moved"},
        "themes.readtogether": {"slug": f"block-{number}", "reason": "a reason"},
        "themes.theme": {"title": f"New {number}", "slug": f"new-{number}", "group": theme.group_id},
        "themes.startingpoint": {"finding": other},
        "themes.themegroup": {"title": "New", "slug": f"group-{number}"},
        "themes.situation": {"title": "New", "slug": f"new-{number}"},
        "themes.situationfinding": {"finding": other},
        "themes.coverage": {"review": review.pk, "theme": theme.pk, "state": "read"},
        "themes.knowngap": {"topic": "New gap", "slug": f"gap-{number}"},
        "themes.restrictedterm": {"review": review.pk, "term": f"term {number}", "why": "An order."},
        "themes.contestedterm": {"term": "what reviews found", "note": "New.", "slug": f"term-{number}"},
        "themes.synonym": {"words": "probation\nreviews", "slug": f"words-{number}"},
        "themes.agency": {"name": f"New {number}", "slug": f"new-{number}"},
        "themes.agegroup": {"name": f"New {number}", "slug": f"new-{number}", "from_age": "1", "to_age": "2"},
        "themes.harm": {"name": f"New {number}", "slug": f"new-{number}"},
        "themes.thread": {"theme": Theme.objects.get(title="Sleep").pk, "is_open": "on"},
        "themes.weeklyfinding": {"week": "2026-01-05", "finding": other, "question": "What now?"},
        "reviews.review": {
            "kind": "overview", "title": "New", "short_title": "New", "slug": f"new-{number}",
            "published": "2016-05-01", "published_precision": "month",
        },
        "reviews.author": {"family": "New", "position": "1"},
        "reviews.availability": {"place": "library", "url": "https://example.org/c", "position": "1",
                                 "state": "published"},
        "reviews.contentsentry": {"heading": "New", "position": "1"},
        "reviews.reviewnote": {"kind": "note", "text": "New.", "position": "1"},
        "reviews.period": {"name": "2015 to 2017", "slug": "2015-2017", "starts": "2015-04-01", "ends": "2017-03-31"},
        "reviews.article": {"title": "New", "slug": f"new-{number}", "review": review.pk},
        "reviews.series": {
            "title": "New", "slug": f"new-{number}", "unit": "reviews", "points-0-years": "2012",
            "points-0-position": "0", "points-0-value": "3", "points-0-certainty": "high", "points-TOTAL_FORMS": "1",
        },
        "reviews.seriespoint": {"years": "2012", "value": "7", "certainty": "high", "position": "1"},
        "auth.user": {"username": f"new-{number}", "password1": PASSWORD, "password2": PASSWORD},
        "auth.group": {"name": f"New {number}"},
    }  # fmt: skip


def name_screen(label: str, kind: str) -> str:
    return f"admin:{label.replace('.', '_')}_{kind}"


def find_screen(made: Collection, rows: dict[str, Any], label: str) -> Any:
    """The row on whose form it stands."""
    screen = SCREENS.get(label, label)
    return rows.get(screen) or made.seen[screen]


def fill_in_row(page: Any, label: str, row: Model | None, values: dict[str, Any]) -> dict[str, Any]:
    """What is sent for one row among those of a form: for an empty one where none is named."""
    for inline in page.context["inline_admin_formsets"]:
        formset = inline.formset
        if formset.model._meta.label_lower == label:
            number = formset.initial_form_count()
            if row is not None:
                number = next(i for i, form in enumerate(formset.initial_forms) if form.instance.pk == row.pk)
            total = {f"{formset.prefix}-TOTAL_FORMS": max(number + 1, formset.total_form_count())}
            return total | {f"{formset.prefix}-{number}-{name}": value for name, value in values.items()}
    return {}


def send_form(client: Client, address: str, fill_in: Callable[[Any], dict[str, Any]]) -> Any:
    """Open a form, fill it in and send it; whoever is shown none sends all the same."""
    page = client.get(address)
    if page.status_code != 200 or "adminform" not in (page.context or {}):
        return client.post(address, {})
    return client.post(address, {**form_data(page), **fill_in(page)})


def change(client: Client, made: Collection, label: str, shown: bool) -> Any:
    rows, values = made.seen if shown else made.unseen, list_changes(made, shown)[label]
    screen = SCREENS.get(label, label)
    address = reverse(name_screen(screen, "change"), args=[find_screen(made, rows, label).pk])
    if screen == label:
        return send_form(client, address, lambda page: values)
    return send_form(client, address, lambda page: fill_in_row(page, label, rows[label], values))


def add(client: Client, made: Collection, label: str, shown: bool) -> Any:
    rows, values = made.seen if shown else made.unseen, list_additions(made, shown)[label]
    if label not in SCREENS:
        return send_form(client, reverse(name_screen(label, "add")), lambda page: values)
    address = reverse(
        name_screen(SCREENS[label], "change"),
        args=[find_screen(made, rows, label).pk],
    )
    return send_form(client, address, lambda page: fill_in_row(page, label, None, values))


def delete(client: Client, made: Collection, label: str, shown: bool) -> Any:
    rows = made.seen if shown else made.unseen
    if label not in SCREENS:
        return client.post(reverse(name_screen(label, "delete"), args=[rows[label].pk]), {"post": "yes"})
    address = reverse(
        name_screen(SCREENS[label], "change"),
        args=[find_screen(made, rows, label).pk],
    )
    return send_form(client, address, lambda page: fill_in_row(page, label, rows[label], {"DELETE": "on"}))


# Acts whose screens are of another kind.


def upload_document(client: Client, made: Collection, label: str, shown: bool) -> Any:
    file = SimpleUploadedFile("report.pdf", plain(1), content_type="application/pdf")
    review = made.unseen["reviews.article"].review
    return client.post(reverse("admin:reviews_document_add"), {"review": review.pk, "file": file})


def add_note(client: Client, made: Collection, label: str, shown: bool) -> Any:
    rows = made.seen if shown else made.unseen
    address = reverse("admin:themes_quotation_desk_one", args=[rows["themes.quotation"].pk])
    client.post(
        address, {"_note_add": "1", "_note_text": "Is it so?"}
    )  # what was typed around it is shown again
    is_added = ColleagueNote.objects.filter(text="Is it so?").exists()
    return HttpResponse(status=302 if is_added else 403)


def change_note(client: Client, made: Collection, label: str, shown: bool) -> Any:
    note = (made.seen if shown else made.unseen)[label]
    address = reverse("admin:themes_colleaguenote_changelist")
    return client.post(address, {"action": "mark_done", "_selected_action": [note.pk]})


def take_work(client: Client, made: Collection, label: str, shown: bool) -> Any:
    """What readers reported, which every role has a part of. The form stays, with what was typed."""
    for report in ProblemReport.objects.all():
        client.post(reverse("admin:themes_problemreport_change", args=[report.pk]), {"_work_take": "1"})
    return HttpResponse(status=302 if TakenWork.objects.held().exists() else 403)


def add_article(client: Client, made: Collection, label: str, shown: bool) -> Any:
    return post_article(client)


def leave_article(client: Client, made: Collection, label: str, shown: bool) -> Any:
    row = made.unseen[label]
    review = made.seen["reviews.review"]
    return client.post(
        reverse("admin:themes_articleintake_change", args=[row.pk]),
        {"act": "review", "version": row.version, "review": review.pk},
    )


def upload_sheet(client: Client, made: Collection, label: str, shown: bool) -> Any:
    file = SimpleUploadedFile(
        "a.csv", f"Number,State\r\n{made.unseen['themes.finding'].code},Published".encode()
    )
    return client.post(reverse("admin:themes_sheetimport_add"), {"sheet": "findings", "file": file})


def put_sheet_aside(client: Client, made: Collection, label: str, shown: bool) -> Any:
    return client.post(reverse("admin:themes_sheetimport_put_aside", args=[made.unseen[label].pk]))


def publish(client: Client, made: Collection, label: str, shown: bool) -> Any:
    """Both of a block, as they have to be."""
    rows = made.seen if shown else made.unseen
    chosen = rows["themes.readtogether"].findings.values_list("pk", flat=True)
    said = {"action": "withdraw" if shown else "publish", "_selected_action": list(chosen)}
    address = reverse("admin:themes_finding_changelist")
    asked = client.post(address, said)
    going = (
        [each.mark for each in asked.context["going"]] if asked.context and "going" in asked.context else []
    )
    return client.post(address, said | {"post": "yes", "shown": going})


def hide(client: Client, made: Collection, label: str, shown: bool) -> Any:
    """In the one step that the report of a reader offers; a draft cannot be meant by any."""
    report = ProblemReport.objects.get(kind="recognised")
    if not shown:
        ProblemReport.objects.update(finding=made.unseen[label])
    address = reverse("admin:themes_problemreport_change", args=[report.pk])
    answer = send_form(client, address, lambda page: {"_hide": "1"})
    # The form stays, with what was typed.
    is_hidden = Finding.objects.filter(state="hidden").exists()
    return HttpResponse(status=302) if is_hidden else answer


def answer_reader(client: Client, made: Collection, label: str, shown: bool) -> Any:
    """Moderators are shown reports about people, curators those about the collection."""
    addresses = [
        reverse(name_screen(label, "change"), args=[report.pk]) for report in ProblemReport.objects.all()
    ]
    address = next((each for each in addresses if client.get(each).status_code == 200), addresses[0])
    return send_form(client, address, lambda page: list_changes(made, shown)[label])


def merge(client: Client, made: Collection, label: str, shown: bool) -> Any:
    address = reverse("admin:themes_theme_merge", args=[made.seen[label].pk])
    page = client.get(address, {"into": Theme.objects.get(title="Babies").pk})
    if page.status_code != 200:
        return client.post(address, {"into": Theme.objects.get(title="Babies").pk, "act": "merge"})
    sent = {"into": page.context["into"].pk, "act": "merge", "seen": page.context["seen"]}
    return client.post(address, sent)


ODD = {
    ("reviews.document", "add"): upload_document,
    ("themes.articleintake", "add"): add_article,
    ("themes.articleintake", "change"): leave_article,
    ("themes.colleaguenote", "add"): add_note,
    ("themes.colleaguenote", "change"): change_note,
    ("themes.sheetimport", "add"): upload_sheet,
    ("themes.sheetimport", "change"): put_sheet_aside,
    ("themes.takenwork", "change"): take_work,
    ("themes.finding", "publish"): publish,
    ("themes.finding", "hide"): hide,
    ("themes.problemreport", "change"): answer_reader,
    ("themes.theme", "merge"): merge,
}
USUAL = {"add": add, "change": change, "delete": delete}


# The test.


@dataclass(frozen=True)
class Act:
    label: str
    verb: str
    shown: bool  # on a row that readers see, or on which what they see rests

    def __str__(self) -> str:
        return f"{self.verb} {self.label}{', seen' if self.shown else ', not seen'}"

    def do(self, client: Client, made: Collection) -> Any:
        perform = ODD.get((self.label, self.verb)) or USUAL[self.verb]
        return perform(client, made, self.label, self.shown)

    def is_for(self, role: str) -> bool:
        return self.verb in ROLES[role].get(self.label, "").split()

    def is_seen_by(self, role: str) -> bool:
        """Whether readers see it at once, where somebody with this role does it and is not refused."""
        seen, _ = SEEN[self.label]
        if not self.is_for(role) or seen is Seen.NEVER:
            return False
        if self.verb == "add" and self.label in ("themes.finding", "themes.readtogether"):
            return False  # a draft, and a block with nothing in it
        if seen is Seen.WITH_FINDINGS:
            return self.verb in ("publish", "hide") or (
                self.shown and "publish" in ROLES[role]["themes.finding"]
            )
        # Nothing rests yet on what was only just added.
        is_new = seen is Seen.WHERE_USED and self.verb == "add" and self.label not in SCREENS
        return self.shown and not is_new


def list_acts(made: Collection) -> list[Act]:
    """Every act that any role may do, on rows that readers see and on rows that they do not."""
    held = {
        (label, verb) for role in ROLES.values() for label, verbs in role.items() for verb in verbs.split()
    }
    acts = [
        Act(label, verb, shown)
        for label, verb in sorted(held)
        if verb != "view"
        for shown, rows in ((False, made.unseen), (True, made.seen))
        if label in rows and not (SEEN[label][0] is Seen.AT_ONCE and not shown)
    ]
    # Parts go before what they are part of.
    order = {"add": 0, "change": 1, "publish": 2, "hide": 2, "merge": 2, "delete": 3}
    return sorted(acts, key=lambda act: (order[act.verb], act.label not in SCREENS))


# What nobody may do, whatever their rights.
REFUSED = {
    "delete themes.finding, seen": "it was public",
    "hide themes.finding, not seen": "no report of a reader can be about a draft",
    "delete themes.findingtheme, seen": "a published finding has a theme",
    "delete themes.pagecitation, seen": "a list of a published finding has pages",
    "delete themes.readtogether, seen": "published findings are in it",
    "delete themes.agency, seen": "it is in use",
    "delete themes.agegroup, seen": "it is in use",
    "delete themes.harm, seen": "it is in use",
    "delete themes.themegroup, seen": "it is in use",
    "delete themes.agegroup, not seen": "a draft has it",
    "delete themes.harm, not seen": "a draft has it",
}


NOTHING = (404, "", b"")
WITHIN = {"Publisher": ["Curator"], "Administrator": ["Publisher", "Moderator"]}


def is_done(answer: Any) -> bool:
    return answer.status_code == 302


def explain(answer: Any) -> Any:
    context = answer.context
    if context and "form" in context:
        return context["form"].errors
    if not context or "errors" not in context:
        return answer.status_code
    return context["errors"] or [str(message) for message in context.get("messages", [])]


@pytest.fixture
def reader() -> Client:
    return SecureClient()


def test_every_public_address_is_compared(collection):
    assert {name_of(address) for address in list_addresses()} == list_names()


def list_acts_of(role: str, made: Collection) -> list[Act]:
    """Of a role that has all that one before it has, what it has beyond that."""
    return [
        act
        for act in list_acts(made)
        if not any(
            act.is_for(role) and act.is_for(other) and act.is_seen_by(role) == act.is_seen_by(other)
            for other in WITHIN.get(role, ())
        )
    ]


def test_readers_see_of_each_act_what_the_table_says(client, reader, collection):
    """A page that differs without reason would be wrong here, too: all are read again after each role."""
    before = {address: read_page(reader, address) for address in list_addresses()}
    assert sum(status == 200 for status, _, _ in before.values()) > 100
    wrong: list[Any] = []
    for role in ROLES:
        with undone():
            client.force_login(make_member(role))
            wrong += [(role, *fault) for fault in try_acts(role, client, reader, collection, before)]

    assert not wrong, "\n".join(str(each)[:300] for each in wrong)


found_before: dict[str, set[str]] = defaultdict(set)  # by address: of which models an act changed that page


def find_change(reader: Client, before: dict[str, Any], label: str) -> str | None:
    """A page that reads differently now, if there is one.

    Looked for where such an act changed something before, then any act, then in lists and data: the shortest addresses.
    """
    order = sorted(before, key=lambda at: (label not in found_before[at], not found_before[at], len(at)))
    changed = next((address for address in order if read_page(reader, address) != before[address]), None)
    if changed:
        found_before[changed].add(label)
    return changed


def try_acts(
    role: str, client: Client, reader: Client, made: Collection, before: dict[str, Any]
) -> Iterator[tuple[Any, ...]]:
    """Each act that readers see is taken back; the others all stay, before every page is read again."""
    acts = list_acts_of(role, made)
    seen = [act for act in acts if act.is_seen_by(role) and str(act) not in REFUSED]
    for act in seen:
        with undone():
            answer = act.do(client, made)
            changed = find_change(reader, before, act.label)
        if not changed or not is_done(answer):
            yield str(act), changed, explain(answer)
    for act in acts:
        if act not in seen:
            with transaction.atomic():
                answer = act.do(client, made)
            # On rows that readers see; what stood in the way of others may be gone by now.
            is_refused = str(act) in REFUSED
            if act.is_for(role) and is_refused is act.shown and is_done(answer) is is_refused:
                yield str(act), "done" if is_refused else "not done", explain(answer)
    for address in list_addresses():
        page = read_page(reader, address)
        if page != before.get(address, page if page[0] == 404 or "?" in address else None):
            yield address, find_difference(before.get(address, NOTHING), page)


# The table itself, and where it is said.


def test_table_says_it_of_every_model_that_a_role_may_touch():
    shown = {model._meta.label_lower for name, model in ours().items() if name not in NEVER_SEEN}

    assert SEEN.keys() == {label for role in ROLES.values() for label in role}
    # Answers to reports and notices are no part of the collection: they stand at the number, and in the counts. What is
    # seen of a reader's name stands on their comments.
    elsewhere = {"themes.problemreport", "themes.notice", "themes.member"}
    seen = {label for label, (seen, _) in SEEN.items() if seen is not Seen.NEVER} - elsewhere
    assert seen == SEEN.keys() & shown


@pytest.mark.parametrize("label", ["themes.theme", "themes.agency", "themes.citation", "themes.knowngap"])
@pytest.mark.parametrize("kind", ["change", "add"])
def test_forms_say_when_readers_see_it(client, collection, label, kind):
    client.force_login(make_member("Curator"))
    rows = collection.unseen if label in collection.unseen else collection.seen
    address = reverse(name_screen(label, kind), args=[rows[label].pk] if kind == "change" else [])

    assert SEEN[label][0].value in client.get(address).content.decode()


def test_lists_and_questions_say_it_too(client, collection):
    client.force_login(make_member("Curator"))
    gap = collection.seen["themes.knowngap"].pk
    chosen = {"action": "delete_selected", "_selected_action": [gap]}
    pages = [
        client.get("/admin/themes/knowngap/"),
        client.get(f"/admin/themes/knowngap/{gap}/delete/"),
        client.post("/admin/themes/knowngap/", chosen),
        client.get(f"/admin/themes/coverage/theme/{collection.seen['themes.theme'].pk}/"),
    ]

    assert [Seen.AT_ONCE.value in page.content.decode() for page in pages] == [True] * 4


def test_who_gives_a_role_is_told_what_of_it_readers_see():
    at_once = {name for seen, name in SEEN.values() if seen is Seen.AT_ONCE}

    for role in ("Curator", "Moderator"):
        changed = {SEEN[label][1] for label, verbs in ROLES[role].items() if verbs != "view"}
        assert changed & at_once
        assert all(name in IN_WORDS[role] for name in changed & at_once)
