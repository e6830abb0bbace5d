"""Rows for tests: each maker sets what a published page needs, and takes what the test says."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.utils import timezone

from reviews.models import Article, Document, Period, Review, Series
from scr_portal.signing_in.models import SignIn
from themes import roles
from themes.models import (
    AgeGroup,
    Agency,
    ArticleIntake,
    ArticleSection,
    Citation,
    ColleagueNote,
    Comment,
    ContestedTerm,
    Coverage,
    Finding,
    FindingTheme,
    Harm,
    HelpService,
    KnownGap,
    Member,
    Notice,
    PageCitation,
    ProblemReport,
    Quotation,
    ReadTogether,
    RestrictedTerm,
    SealedEvidence,
    SheetImport,
    SheetWord,
    Situation,
    Synonym,
    TakenWork,
    Theme,
    ThemeGroup,
    Thread,
    WeeklyFinding,
)
from themes.problems.slips import make_reference

_numbers = count(1)


def make_period(first: int = 2011, last: int = 2014, **fields: Any) -> Period:
    slug = f"{first}-{last}"
    held = Period.objects.filter(slug=slug).first()
    return held or Period.objects.create(
        slug=slug,
        name=f"{first} to {last}",
        **{"starts": date(first, 4, 1), "ends": date(last, 3, 31), "is_core": last <= 2014, **fields},
    )


def make_review(slug: str = "", *, period: Period | None = None, **fields: Any) -> Review:
    number = next(_numbers)
    review = Review.objects.create(
        slug=slug or f"review-{number}",
        **{
            "kind": "national_analysis",
            "title": f"What was learned, volume {number}",
            "short_title": f"What was learned {number}",
            "publisher": "An example publisher",
            "published": date(2016, 5, 1),
            "published_precision": "month",
            **fields,
        },
    )
    if period:
        review.periods.add(period)
    return review


def make_article(review: Review, **fields: Any) -> Article:
    number = next(_numbers)
    return Article.objects.create(
        **{
            "slug": f"article-{number}",
            "title": f"An article {number}",
            "publication": "An example journal",
            "published": date(2016, 7, 7),
            "review": review,
            **fields,
        }
    )


def make_theme(title: str = "", **fields: Any) -> Theme:
    number = next(_numbers)
    group, _ = ThemeGroup.objects.get_or_create(slug="group", defaults={"title": "Practice"})
    title = title or f"Theme {number}"
    defaults = {"slug": title.lower().replace(" ", "-"), "group": group, "position": number}
    return Theme.objects.create(title=title, **{**defaults, **fields})


def make_finding(
    text: str | None = None,
    *,
    themes: tuple[Theme, ...] = (),
    periods: tuple[Period, ...] = (),
    review: Review | None = None,
    state: str = "published",
    **fields: Any,
) -> Finding:
    """A published finding; its first theme is its primary one."""
    number = next(_numbers)
    now = timezone.now()
    public = {"published_at": now}
    dates = {"published": public, "hidden": public, "withdrawn": {**public, "withdrawn_at": now}}
    finding = Finding.objects.create(
        text=f"Reviews found example number {number}." if text is None else text,
        review=review or make_review(),
        **{"state": state, "certainty": "high", "basis": "author_summary", **dates.get(state, {}), **fields},
    )
    finding.periods.set(periods)
    for place, theme in enumerate(themes):
        FindingTheme.objects.create(finding=finding, theme=theme, is_primary=place == 0)
    return finding


def make_citation(
    *findings: Finding, pages: tuple[str, ...] = ("53",), review: Review | None = None, **fields: Any
) -> Citation:
    """A page list; "17-18" is a range."""
    citation = Citation.objects.create(**{"as_given": " & ".join(pages), "basis": "page_read", **fields})
    citation.findings.set(findings)
    for position, page in enumerate(pages):
        first, _, last = page.partition("-")
        PageCitation.objects.create(
            citation=citation,
            review=review or findings[0].review,
            first_page=first,
            last_page=last or first,
            position=position,
        )
    return citation


def make_block(*findings: Finding, reason: str = "one says how many, the other how few") -> ReadTogether:
    block = ReadTogether.objects.create(slug=f"block-{next(_numbers)}", reason=reason)
    for position, finding in enumerate(findings):
        finding.block, finding.block_position = block, position
        finding.save(update_fields=["block", "block_position"])
    return block


def make_comment(
    about: Theme | Finding | Article | None = None,
    body: str = "A reader's view.",
    *,
    to: Comment | None = None,
    **fields: Any,
) -> Comment:
    """A published comment about something, or in answer `to` another.

    Its words are Markdown; with `is_imported` they came with an article.
    """
    if about is not None:
        thread, _ = Thread.objects.get_or_create(
            **{str(about._meta.model_name): about}  # type: ignore[arg-type]
        )
    return Comment.objects.create(
        thread=to.thread if to else thread,
        parent=to,
        **{
            "position": next(_numbers),
            "author_name": "A. Reader",
            "body": body,
            "state": "published",
            "approved_at": timezone.now() if fields.get("state", "published") == "published" else None,
            **fields,
        },
    )


def group(role: str) -> Group:
    """The group of a role, made again where a test that commits has emptied the database since the migrations."""
    roles.make_roles(apps)
    return Group.objects.get(name=role)


def make_member(role: str, name: str = "", **fields: Any) -> User:
    """Somebody of the staff with one role; named for it ("curator") where no name is given."""
    user = User.objects.create_user(name or role.lower(), is_staff=True, **fields)
    user.groups.add(group(role))
    return user


def make_report(finding: Finding | None = None, **fields: Any) -> ProblemReport:
    """What a reader says is wrong, about a finding where one is given."""
    about = {"finding": finding, "finding_version": finding.version} if finding else {}
    address = finding.get_absolute_url() if finding else "/themes/"
    stated = {"kind": "wording", "words": "It says two.", "address": address, "collection_version": "7"}
    return ProblemReport.objects.create(reference=make_reference(), **{**stated, **about, **fields})


def make_notice(kind: str = "appeal", **fields: Any) -> Notice:
    """A notice or complaint that waits for its next step, with an hour left."""
    waits_for = "contact" if kind == "defamation" else "answer"
    asked = ("name", "address", "statement", "words", "meaning", "untrue")
    stated: dict[str, Any] = (
        dict.fromkeys(asked, "It says two.") if kind == "defamation" else {"words": "Two."}
    )
    stated |= {"email": "reader@example.org", "knows_too_little": kind == "defamation"}
    stated |= {"waits_for": waits_for, "due_at": timezone.now() + timedelta(hours=1)}
    return Notice.objects.create(reference=make_reference(), kind=kind, **{**stated, **fields})


def make_one_of_each() -> Finding:
    """A row of every model that the admin shows, around a draft that nothing forbids to change or delete."""
    number = next(_numbers)
    finding = make_finding(state="draft", themes=(make_theme(),), periods=(make_period(),))
    make_citation(finding)
    make_block(finding)
    review, theme = finding.review, finding.themes.get()
    article = make_article(review)
    make_comment(article, state="held")
    Quotation.objects.create(finding=finding, words="words")
    ColleagueNote.objects.create(finding=finding, text="Look at the page once more.")
    RestrictedTerm.objects.create(review=review, term="A term", why="An order of a court.")
    TakenWork.objects.create(finding=finding)
    Thread.objects.create(theme=make_theme())
    ArticleSection.objects.create(article=article, position=1, title="A heading", line=1)
    Coverage.objects.create(review=review, theme=theme, state="read")
    Document.objects.create(review=review, sha256=f"{number:064}", file="documents/a.pdf", size=1)
    Series.objects.create(slug=f"deaths-{number}", title="Deaths", unit="reviews")
    Situation.objects.create(slug=f"a-visit-{number}", title="A visit")
    WeeklyFinding.objects.create(week=date(2030, 1, 7) + number * timedelta(days=7), finding=finding)
    KnownGap.objects.create(slug=f"gap-{number}", topic="A gap")
    Synonym.objects.create(slug=f"mother-{number}", words=["mother", "mum"])
    ContestedTerm.objects.create(slug=f"term-{number}", term="A term", note="Say something else.")
    Agency.objects.create(slug=f"agency-{number}", name=f"Agency {number}")
    AgeGroup.objects.create(slug=f"ages-{number}", name=f"Ages {number}", from_age=0, to_age=0)
    Harm.objects.create(slug=f"harm-{number}", name=f"Harm {number}")
    HelpService.objects.create(slug=f"service-{number}", name=f"Service {number}")
    ThemeGroup.objects.create(slug=f"group-{number}", title=f"Group {number}")
    ArticleIntake.objects.create(
        title="An article", text="An article.", sha256=f"{number:064}", review=review
    )
    tally = {"new": 0, "changed": 0, "unchanged": 0, "wrong": 0}
    SheetImport.objects.create(
        sheet="findings", file_name="findings.csv", headings=["Number"], shown={"tally": tally, "rows": []}
    )
    SheetWord.objects.create(
        sheet="findings", subject="heading", given=f"topic {number}", shown="Topic", meaning="text"
    )
    group = Group.objects.create(name=f"Proof readers {number}")
    somebody = User.objects.create_user(f"somebody-{number}")
    somebody.groups.add(group)
    make_report(finding=finding, kind="recognised")
    Member.objects.create(user=somebody, display_name=f"Reader {number}")
    make_notice()
    sealed = make_comment(article, state="withdrawn")
    SealedEvidence.objects.create(comment=sealed, kind="emergency", body="Words", kept_until=timezone.now())
    SignIn.objects.create(user=somebody, network="192.0.2.0/24", outcome="signed-in", way="password")
    return finding
