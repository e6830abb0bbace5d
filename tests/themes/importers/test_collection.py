from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path

import pghistory
import pytest
import yaml
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from reviews.models import Availability, AvailabilityPlace, Period, Review, Series
from themes.enums import CitationBasis, CoverageState, FindingKind, FindingState
from themes.findings.publishing import withdraw_finding
from themes.importers.collection import STARTER_COLLECTION, CollectionError, LoadOutcome, load_collection
from themes.models import Citation, Coverage, Finding, ReadTogether, Situation, Theme

pytestmark = pytest.mark.django_db

SMALL = """
vocabulary.yaml:
  agencies:
    - {id: health, name: Health}
  ages:
    - {id: under-1, name: Under 1, from_age: 0, to_age: 0}
  harms:
    - {id: neglect, name: Neglect}
periods.yaml:
  periods:
    - {id: 2011-2014, name: 2011 to 2014, starts: 2011-04-01, ends: 2014-03-31, core: true}
reviews.yaml:
  reviews:
    - id: pathways
      kind: national_analysis
      title: Pathways
      short_title: Pathways (2011 to 2014)
      authors: ["Reader, Ann", "Writer, Bo", Board of Studies]
      published: 2016-05
      incidents_from: 2011-04
      incidents_to: 2014-03
      periods: [2011-2014]
      contents: [{heading: Summary, page: iv}, {heading: Methods, page: 11}]
      notes: [{kind: disagreement, text: The sources differ.}]
      places: [{url: "https://example.org/pathways", kind: library}]
    - id: companion
      kind: companion_report
      title: Companion
      short_title: Companion
      periods: [2011-2014]
      draws_on: [pathways]
articles.yaml:
  articles:
    - {id: weekly, title: What they say, publication: Weekly, published: 2016-07-07, review: pathways}
series.yaml:
  series:
    - id: reviews-held
      title: Reviews held
      unit: reviews
      themes: [closing]
      points:
        - {period_label: 2011 to 2014, from: 2011-04-01, to: 2014-03-31, value: 0.63, review: pathways,
           pages: ['9', '23'], pages_of: companion, certainty: high}
themes.yaml:
  groups:
    - id: practice
      title: Practice
      themes:
        - {id: closing, title: Closing cases, summary: Plan it., start_here: [F002, F001], related: [sharing]}
        - {id: sharing, title: Sharing information, summary: Share it., synonyms: [consent, GDPR]}
findings.yaml:
  findings:
    - id: F001
      text: Help stopped early.
      kind: finding
      themes: [closing, sharing]
      review: pathways
      periods: [2011-2014]
      agencies: [health]
      certainty: medium
      article: weekly
      see_also: [F003]
    - {id: F002, text: Help must last., kind: recommendation, themes: [closing], review: pathways,
       periods: [2011-2014], certainty: medium}
    - {id: F003, text: Nobody led., kind: finding, themes: [sharing], review: companion,
       periods: [2011-2014], certainty: high, basis: author_summary}
blocks.yaml:
  blocks:
    - {id: early-and-lasting, findings: [F002, F001], reason: They belong together.}
citations.yaml:
  citations:
    - id: pathways-17-18-200
      findings: [F001, F002]
      as_given: 17/18 & 200
      basis: secondary_source
      article: weekly
      review: pathways
      pages: [{first: '17', last: '18', role: not_stated}, {first: '200', last: '200', role: not_stated}]
situations.yaml:
  situations:
    - {id: about-to-close, title: We are about to close, findings: [F002, F001], themes: [closing]}
gaps.yaml:
  gaps:
    - {id: police, topic: the police, words: [police]}
contested.yaml:
  contested:
    - {id: hard-to-help, term: hard to help, words: [hard-to-help], note: How they were seen.}
synonyms.yaml:
  synonyms:
    - {id: mother, words: [mother, mum]}
help.yaml:
  help:
    - {id: nspcc, name: A helpline, telephone: 0000 000 0000, link: "https://example.org/", checked: 2026-11-20}
coverage.yaml:
  coverage:
    - {review: pathways, partly_read: [closing]}
"""
SMALL_ROWS = 22


@pytest.fixture
def small(tmp_path):
    """A small collection, written by calling it; what is given replaces or adds files."""
    content = yaml.safe_load(SMALL)

    def write(change=lambda content: None, folder: Path = tmp_path) -> Path:
        change(content)
        for file, sections in content.items():
            (folder / file).write_text(yaml.safe_dump(sections, allow_unicode=True), encoding="utf-8")
        return folder

    return write


def row(content, file, section, id):
    return next(entry for entry in content[file][section] if entry["id"] == id)


def finding(content, id):
    return row(content, "findings.yaml", "findings", id)


def problems_of(folder) -> set[str]:
    with pytest.raises(CollectionError) as raised:
        load_collection(folder)
    return {str(problem) for problem in raised.value.problems}


def stored_rows() -> int:
    return sum(
        model._default_manager.count()
        for model in apps.get_models()
        if model._meta.app_label in ("reviews", "themes") and model._meta.managed
    )


def event_count() -> int:
    return sum(
        events._default_manager.count()
        for events in apps.get_models()
        if hasattr(events, "pgh_tracked_model")
    )


# What the project's own collection holds


def test_starter_collection_holds_what_it_should():
    load_collection(STARTER_COLLECTION)

    models = (Finding, Review, Series, Theme, Situation, ReadTogether)
    assert [model._default_manager.count() for model in models] == [140, 18, 32, 24, 12, 13]
    assert set(Finding.objects.values_list("state", flat=True)) == {FindingState.PUBLISHED}
    assert Finding.objects.filter(kind=FindingKind.SCOPE).count() == 6
    # A finding about several periods is one finding, counted in none of them.
    periods = [list(item.periods.all()) for item in Finding.objects.in_lists().prefetch_related("periods")]
    assert Counter("several" if len(several) > 1 else several[0].name for several in periods) == {
        "2003 to 2005": 19,
        "2005 to 2007": 8,
        "2009 to 2011": 9,
        "2011 to 2014": 45,
        "2014 to 2017": 4,
        "several": 49,
    }
    # How we know: nothing has a page that nobody gave, and nothing has neither page nor source.
    cited = Finding.objects.filter(citations__isnull=False).distinct()
    assert cited.count() == 64
    assert cited.filter(citations__basis=CitationBasis.PAGE_READ).count() == 42
    assert not Finding.objects.exclude(pk__in=cited).filter(basis="").exists()
    lists = Citation.objects.filter(given_by_article__slug="community-care-2016-07-07")
    assert {item.as_given: item.findings.count() for item in lists} == {
        "11 & 179": 3,
        "17/18 & 200": 2,
        "15 & 242": 4,
        "14 & 68 & 131": 4,
        "16 & 177": 2,
        "17 & 190": 2,
    }
    assert set(Coverage.objects.values_list("state", flat=True)) == {CoverageState.PARTLY_READ}
    block = ReadTogether.objects.get(slug="neglect-plans-and-deaths")
    assert [item.number for item in block.findings.order_by("block_position")] == [92, 93, 94, 135]
    # Copies on other people's sites are where we read, never where we send readers.
    copies = ("yumpu", "scribd", "docslib", "1library", "studylib", "pdffox", "vdocuments", "abcdocz")
    for_readers = Availability.objects.exclude(place=AvailabilityPlace.COPY_READ)
    assert not [entry.url for entry in for_readers if any(host in entry.url for host in copies)]


# Loading


def test_everything_in_a_row_is_stored(small):
    report = load_collection(small())

    assert report.count_rows(LoadOutcome.CREATED) == report.count_rows() == SMALL_ROWS
    review = Review.objects.get(slug="pathways")
    assert (review.published, review.published_precision) == (date(2016, 5, 1), "month")
    assert (review.incidents_from, review.incidents_to) == (date(2011, 4, 1), date(2014, 3, 31))
    assert [str(author) for author in review.authors.all()] == ["Ann Reader", "Bo Writer", "Board of Studies"]
    assert [(entry.heading, entry.page) for entry in review.contents.all()] == [
        ("Summary", "iv"),
        ("Methods", "11"),
    ]
    assert [note.text for note in review.notes.all()] == ["The sources differ."]
    assert [review.slug for review in review.drawn_on_by.all()] == ["companion"]
    point = Series.objects.get().points.get()
    assert (str(point.value), point.pages, point.pages_of.slug) == ("0.63", "9 and 23", "companion")
    first = Finding.objects.get(number=1)
    assert first.state == FindingState.PUBLISHED
    assert [(link.theme.slug, link.is_primary) for link in first.finding_themes.all()] == [
        ("closing", True),
        ("sharing", False),
    ]
    assert [item.code for item in first.see_also.all()] == ["F003"]
    assert [item.code for item in Finding.objects.get(number=3).see_also.all()] == ["F001"]
    citation = Citation.objects.get()
    assert [(page.first_page, page.last_page) for page in citation.pages.all()] == [
        ("17", "18"),
        ("200", "200"),
    ]
    assert {item.code for item in citation.findings.all()} == {"F001", "F002"}
    theme = Theme.objects.get(slug="closing")
    assert [item.code for item in theme.starting_points.order_by("startingpoint__position")] == [
        "F002",
        "F001",
    ]
    assert [series.slug for series in theme.series.all()] == ["reviews-held"]


def test_loading_tells_the_planner_how_many_rows_there_are(small):
    load_collection(small())

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'themes_finding'::regclass")
        assert cursor.fetchone() == (Finding.objects.count(),)


def test_loading_again_changes_nothing_and_leaves_no_trace(small):
    folder = small()
    load_collection(folder)
    rows, events = stored_rows(), event_count()

    report = load_collection(folder)

    assert report.nothing_changed
    assert report.count_rows(LoadOutcome.UNCHANGED) == SMALL_ROWS
    assert (stored_rows(), event_count()) == (rows, events)


def test_every_event_of_a_load_says_that_it_was_one(small):
    load_collection(small())

    commands = {
        (event.pgh_context and event.pgh_context.metadata.get("command"))
        for events in apps.get_models()
        if hasattr(events, "pgh_tracked_model")
        for event in events._default_manager.select_related("pgh_context")
    }
    assert commands == {"load_collection"}


def test_new_findings_get_numbers_after_those_of_the_collection(small):
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('themes_finding_number', 1, false)")
    load_collection(small())

    made = Finding.objects.create(review=Review.objects.get(slug="pathways"))

    assert made.number == 4


def test_what_changed_in_the_files_is_changed_here(small):
    load_collection(small())

    def change(content):
        finding(content, "F001").update(text="Help stopped too early.", themes=["sharing"], see_also=[])
        row(content, "reviews.yaml", "reviews", "pathways")["authors"] = ["Writer, Bo", "Reader, Ann"]
        content["situations.yaml"]["situations"][0]["findings"] = ["F001", "F002", "F003"]

    report = load_collection(small(change))

    assert report.count_rows(LoadOutcome.CHANGED) == 4  # F003 is linked to F001 from both sides
    changed = Finding.objects.get(number=1)
    assert (changed.text, changed.version) == ("Help stopped too early.", 2)
    assert [theme.slug for theme in changed.themes.all()] == ["sharing"]
    assert not Finding.objects.get(number=3).see_also.exists()
    assert [str(author) for author in Review.objects.get(slug="pathways").authors.all()] == [
        "Bo Writer",
        "Ann Reader",
    ]
    in_order = Situation.objects.get().findings.order_by("situationfinding__position")
    assert [item.code for item in in_order] == ["F001", "F002", "F003"]
    assert load_collection(small()).nothing_changed


def test_a_row_that_has_left_the_files_stays(small):
    load_collection(small())

    report = load_collection(small(lambda content: content["gaps.yaml"].update(gaps=[])))

    assert report.nothing_changed
    assert apps.get_model("themes", "KnownGap").objects.count() == 1


# What curators did


def edit_text(instance):
    instance.text = "A curator's wording."
    instance.save(update_fields=["text"])


def edit_themes(instance):
    instance.finding_themes.filter(is_primary=False).delete()


def edit_links(instance):
    instance.agencies.clear()


@pytest.mark.parametrize("edit", [edit_text, edit_themes, edit_links])
def test_a_finding_edited_by_a_curator_is_kept_whole(small, edit):
    load_collection(small())
    with pghistory.context(user=1):
        edit(Finding.objects.get(number=1))
    edited = Finding.objects.values("text", "themes", "agencies").filter(number=1)
    before = list(edited)

    report = load_collection(small(lambda content: finding(content, "F001").update(source_note="New.")))

    assert [(kept.file, kept.id) for kept in report.kept] == [("findings.yaml", "F001")]
    assert list(edited) == before


@pytest.mark.parametrize("edit", [edit_text, edit_themes, edit_links])
def test_overwrite_replaces_what_a_curator_edited(small, edit):
    load_collection(small())
    with pghistory.context(user=1):
        edit(Finding.objects.get(number=1))

    report = load_collection(small(), overwrite=True)

    assert (report.count_rows(LoadOutcome.CHANGED), report.kept) == (1, [])
    restored = Finding.objects.get(number=1)
    assert restored.text == "Help stopped early."
    assert (restored.themes.count(), restored.agencies.count()) == (2, 1)
    assert load_collection(small()).nothing_changed


def test_a_row_of_somebody_elses_with_the_same_id_is_kept(small):
    Period.objects.create(slug="2011-2014", name="Mine", starts=date(2011, 4, 1), ends=date(2014, 3, 31))

    report = load_collection(small())

    assert [kept.id for kept in report.kept] == ["2011-2014"]
    assert Period.objects.get().name == "Mine"


def test_withdrawing_is_not_undone_and_does_not_stop_later_wording(small):
    load_collection(small())
    withdraw_finding(finding=Finding.objects.get(number=1), why="It is out of date.")

    report = load_collection(small(lambda content: finding(content, "F001").update(text="Better words.")))

    assert (report.count_rows(LoadOutcome.CHANGED), report.kept) == (1, [])
    changed = Finding.objects.get(number=1)
    assert (changed.state, changed.text) == (FindingState.WITHDRAWN, "Better words.")


def test_a_theme_read_further_by_a_curator_stays_read(small):
    load_collection(small())
    with pghistory.context(user=1):
        Coverage.objects.update(state=CoverageState.READ)

    report = load_collection(small())

    assert [kept.id for kept in report.kept] == ["pathways, closing"]
    assert Coverage.objects.get().state == CoverageState.READ


def test_the_ledger_of_places_is_added_to_and_never_rewritten(small):
    load_collection(small())
    review = Review.objects.get(slug="pathways")
    review.availability.create(url="https://example.org/pathways", place="library", state="withdrawn")

    report = load_collection(small())

    assert report.nothing_changed
    assert review.availability.count() == 2


# Bad input


def test_all_bad_rows_are_reported_and_nothing_is_saved(small):
    def spoil(content):
        finding(content, "F001").update(kind="opinion", themes=["closing", "nowhere"])
        finding(content, "F002")["colour"] = "red"
        finding(content, "F003")["text"] = None
        content["periods.yaml"]["periods"][0]["ends"] = date(2001, 1, 1)
        content["citations.yaml"]["citations"][0]["pages"][0].update(first="18", last="17")
        content["gaps.yaml"]["gaps"] *= 2
        row(content, "reviews.yaml", "reviews", "companion")["published"] = "last year"
        content["blocks.yaml"]["blocks"].append({"id": "again", "findings": ["F001"], "reason": "Twice."})

    folder = small(spoil)

    assert problems_of(folder) >= {
        "findings.yaml, F001: themes: there is no theme “nowhere” in this collection.",
        "findings.yaml, F002: “colour” is not a key that is used here.",
        "findings.yaml, F003: “text” is missing.",
        "periods.yaml, 2011-2014: a period must end after it starts.",
        "gaps.yaml, police: this id is given twice.",
        'reviews.yaml, companion: published: "last year" is not a date: write 2016, 2016-05 or 2016-05-24.',
        "blocks.yaml, again: F001 is in “early-and-lasting” too: make one block of the two.",
    }
    assert stored_rows() == 0


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            lambda content: finding(content, "F001").update(kind="opinion"),
            "findings.yaml, F001: kind: Value 'opinion' is not a valid choice.",
        ),
        (
            lambda content: finding(content, "F001").update(id="Finding 1"),
            "findings.yaml, Finding 1: the id of a finding is F and at least three digits: F119.",
        ),
        (
            lambda content: finding(content, "F003").update(basis=None),
            "findings.yaml, F003: it has no page in citations.yaml, so give its basis.",
        ),
        (
            lambda content: finding(content, "F001").update(basis="author_summary"),
            "findings.yaml, F001: it has a page in citations.yaml, so leave its basis out.",
        ),
        (
            lambda content: content["citations.yaml"]["citations"][0]["pages"][0].update(
                first="18", last="17"
            ),
            "citations.yaml, pathways-17-18-200: page citation, number 1: "
            "The last page comes before the first.",
        ),
        (
            lambda content: content["citations.yaml"]["citations"][0]["pages"][0].update(first="x9"),
            "citations.yaml, pathways-17-18-200: page citation, number 1: first: "
            "“x9” is not a page label: write a number such as 179 or a roman numeral such as iv.",
        ),
        (
            lambda content: content["citations.yaml"]["citations"][0].pop("article"),
            "citations.yaml, pathways-17-18-200: Name the source that gives these pages.",
        ),
        (
            lambda content: content["series.yaml"]["series"][0]["points"][0].update(review="lost"),
            "series.yaml, reviews-held: points: there is no report “lost” in this collection.",
        ),
        (
            lambda content: content["series.yaml"]["series"][0].update(themes=["lost"]),
            "series.yaml, reviews-held: themes: there is no theme “lost” in this collection.",
        ),
        (
            lambda content: content["themes.yaml"]["groups"][0]["themes"][0].update(titel="Closing"),
            "themes.yaml, practice: themes, closing: “titel” is not a key that is used here.",
        ),
        (
            lambda content: content["situations.yaml"]["situations"][0].update(title=2016),
            "situations.yaml, about-to-close: title: expected text, found 2016 (put it in quotes).",
        ),
        (
            lambda content: content["gaps.yaml"].update(gaps="none"),
            "gaps.yaml: “gaps” must be a list (found 'none'); write [] for an empty one.",
        ),
        (
            lambda content: content["gaps.yaml"].update(holes=[]),
            "gaps.yaml: “holes” is not a section of this file; it has “gaps”.",
        ),
    ],
)
def test_what_is_wrong_is_said_in_words(small, change, problem):
    folder = small(change)

    assert problem in problems_of(folder)
    assert stored_rows() == 0


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"gaps: [", "gaps.yaml: this is not YAML: "),
        (
            b"gaps:\n  - {id: a, topic: b, topic: c}\n",
            "gaps.yaml: this is not YAML: “topic” is given twice, line 2.",
        ),
        (b"gaps: !!python/object/apply:os.getcwd []", "gaps.yaml: this is not YAML: "),
        (b"", "gaps.yaml: the file has no sections."),
        (b"- a\n", "gaps.yaml: the file has no sections."),
        (b"\xff\xfe\x00", "gaps.yaml: the file is not text in UTF-8."),
        (None, "gaps.yaml: the file is missing."),
    ],
)
def test_a_file_that_cannot_be_read_is_named(small, text, problem):
    folder = small()
    if text is None:
        (folder / "gaps.yaml").unlink()
    else:
        (folder / "gaps.yaml").write_bytes(text)

    found = problems_of(folder)

    assert len(found) == 1
    assert found.pop().startswith(problem)
    assert stored_rows() == 0


# The command


def test_command_ends_with_a_tally(small):
    out = StringIO()
    call_command("load_collection", small(), stdout=out)
    assert (
        out.getvalue().splitlines()[-1]
        == f"{SMALL_ROWS} rows: {SMALL_ROWS} created, 0 changed, 0 unchanged, 0 kept."
    )

    out = StringIO()
    call_command("load_collection", small(), stdout=out)
    assert out.getvalue().splitlines()[-1] == f"Nothing to change in {SMALL_ROWS} rows."


def test_command_names_what_it_kept(small):
    call_command("load_collection", small(), stdout=StringIO())
    with pghistory.context(user=1):
        edit_text(Finding.objects.get(number=1))

    out = StringIO()
    call_command("load_collection", small(), stdout=out)

    assert out.getvalue().startswith("findings.yaml, F001: kept, because it was edited here on ")


def test_command_dry_run_saves_nothing(small):
    out = StringIO()
    call_command("load_collection", small(), dry_run=True, stdout=out)

    assert f"{SMALL_ROWS} created" in out.getvalue()
    assert stored_rows() == 0


def test_command_fails_with_every_problem(small, tmp_path):
    with pytest.raises(CommandError, match=r"there is no such folder\.\n1 problem\. Nothing was saved\."):
        call_command("load_collection", tmp_path / "nowhere")

    folder = small(lambda content: finding(content, "F001").update(text=None, review=None))
    with pytest.raises(
        CommandError, match=r"(?s)F001: “text” is missing.*F001: “review” is missing.*2 problems"
    ):
        call_command("load_collection", folder)


def test_load_is_a_bulk_transaction_from_its_first_statement(small, django_assert_max_num_queries):
    with django_assert_max_num_queries(1000) as captured:
        load_collection(small())

    statements = [query["sql"] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert statements[0].endswith("SET CONSTRAINTS ALL IMMEDIATE")  # after the history's own setting


# Slugs that curators changed, and rows that they deleted

SLUGGED = [
    "reviews.Article",
    "reviews.Period",
    "reviews.Review",
    "reviews.Series",
    "themes.AgeGroup",
    "themes.Agency",
    "themes.Citation",
    "themes.ContestedTerm",
    "themes.Harm",
    "themes.KnownGap",
    "themes.ReadTogether",
    "themes.Situation",
    "themes.Theme",
    "themes.ThemeGroup",
]


@pytest.mark.parametrize("label", SLUGGED)
def test_a_renamed_slug_stays_and_its_row_is_still_known(small, label):
    load_collection(small())
    model = apps.get_model(label)
    renamed = model._default_manager.first()
    with pghistory.context(user=1):
        renamed.slug = "a-curators-slug"
        renamed.save(update_fields=["slug"])
    rows = stored_rows()

    report = load_collection(small())

    assert report.nothing_changed
    assert report.kept == []
    assert stored_rows() == rows
    renamed.refresh_from_db()
    assert renamed.slug == "a-curators-slug"


def test_a_renamed_row_is_changed_with_its_file_and_named_by_new_rows(small):
    load_collection(small())
    with pghistory.context(user=1):
        Review.objects.filter(slug="pathways").update(slug="pathways-2016")

    def change(content):
        row(content, "reviews.yaml", "reviews", "pathways")["title"] = "Pathways to harm"
        content["findings.yaml"]["findings"].append(
            {**finding(content, "F002"), "id": "F004", "basis": "author_summary"}
        )
        content["coverage.yaml"]["coverage"][0]["partly_read"].append("sharing")

    report = load_collection(small(change))

    assert (report.count_rows(LoadOutcome.CREATED), report.count_rows(LoadOutcome.CHANGED), report.kept) == (
        2,
        1,
        [],
    )
    review = Review.objects.get(slug="pathways-2016")
    assert review.title == "Pathways to harm"
    assert Finding.objects.get(number=4).review == review
    assert review.coverage.count() == 2


@pytest.mark.parametrize(
    ("label", "id"),
    [
        ("reviews.Series", "reviews-held"),
        ("themes.Citation", "pathways-17-18-200"),
        ("themes.ContestedTerm", "hard-to-help"),
        ("themes.Coverage", "pathways, closing"),
        ("themes.Harm", "neglect"),
        ("themes.KnownGap", "police"),
        ("themes.ReadTogether", "early-and-lasting"),
        ("themes.Situation", "about-to-close"),
        ("themes.Synonym", "mother"),
    ],
)
def test_what_a_curator_deleted_stays_deleted(small, label, id):
    load_collection(small())
    model = apps.get_model(label)
    with pghistory.context(user=1, command="shell"):  # a test's one transaction keeps the load's context
        model._default_manager.get().delete()
    rows = stored_rows()

    report = load_collection(small())

    assert [(kept.id, kept.deleted) for kept in report.kept] == [(id, id)]
    assert report.nothing_changed
    assert stored_rows() == rows
    restored = load_collection(small(), overwrite=True)
    assert restored.count_rows(LoadOutcome.CREATED) == 1
    assert model._default_manager.count() == 1
    assert load_collection(small()).count_rows(LoadOutcome.UNCHANGED) == SMALL_ROWS


def test_a_row_deleted_under_another_slug_stays_deleted(small):
    load_collection(small())
    with pghistory.context(command="shell"):
        Situation.objects.update(slug="another")
        Situation.objects.get().delete()

    report = load_collection(small())

    assert [kept.id for kept in report.kept] == ["about-to-close"]
    assert not Situation.objects.exists()


def test_a_deleted_draft_and_what_pointed_to_it_stay_away(small):
    load_collection(small())
    with pghistory.context(command="shell"):
        Finding.objects.filter(number=2).update(state=FindingState.DRAFT, published_at=None)
        Finding.objects.get(number=2).delete()

    report = load_collection(small())

    assert report.nothing_changed
    assert [kept.id for kept in report.kept] == ["F002"]
    assert [item.code for item in Situation.objects.get().findings.all()] == ["F001"]
    assert load_collection(small(), overwrite=True).count_rows(LoadOutcome.CREATED) == 1
    assert Situation.objects.get().findings.count() == 2


def test_a_new_row_that_needs_a_deleted_one_stays_away_with_it(small):
    group = {"id": "empty", "title": "Empty", "themes": []}
    theme = {"id": "late", "title": "Late", "summary": "Late."}
    load_collection(small(lambda content: content["themes.yaml"]["groups"].append(group)))
    with pghistory.context(command="shell"):
        apps.get_model("themes", "ThemeGroup").objects.get(slug="empty").delete()

    report = load_collection(
        small(lambda content: content["themes.yaml"]["groups"][-1]["themes"].append(theme))
    )

    assert [(kept.id, kept.deleted) for kept in report.kept] == [("empty", "empty"), ("late", "empty")]
    assert not Theme.objects.filter(slug="late").exists()


def test_a_part_that_a_curator_deleted_stays_deleted(small):
    load_collection(small())
    with pghistory.context(user=1):
        Citation.objects.get().pages.last().delete()

    report = load_collection(small())

    assert [kept.id for kept in report.kept] == ["pathways-17-18-200"]
    assert Citation.objects.get().pages.count() == 1


def test_command_says_that_a_row_was_deleted(small):
    call_command("load_collection", small(), stdout=StringIO())
    with pghistory.context(command="shell"):
        Situation.objects.get().delete()

    out = StringIO()
    call_command("load_collection", small(), stdout=out)

    first = out.getvalue().splitlines()[0]
    assert first.startswith("situations.yaml, about-to-close: kept, because it was deleted here on ")
    assert first.endswith("--overwrite brings it back.")


def test_numbers_of_drafts_start_where_the_collection_cannot_reach(small):
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('themes_finding_number', 1001, false)")
    load_collection(small())

    assert Finding.objects.create(review=Review.objects.get(slug="pathways")).number == 1001
