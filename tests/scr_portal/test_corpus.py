"""The synthetic collection: complete, marked, the same for the same seed, and gone without a trace."""

from typing import Any

import pghistory
import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connection
from django.db.models import Count

from reviews.models import Document, DocumentPage, Period, Review, VersionStep
from scr_portal.corpus import CorpusError, make_corpus, making, remove_corpus
from scr_portal.corpus.loading import Rows
from scr_portal.corpus.marks import FIRST_NUMBER, LAST_NUMBER
from scr_portal.corpus.words import LONGEST, SHORTEST, WORDS
from tests.factories import make_block, make_citation, make_finding, make_period, make_review, make_theme
from themes.enums import FindingKind, FindingState
from themes.findings.publishing import find_reasons_against_publishing
from themes.models import (
    AgeGroup,
    Agency,
    CatalogueChange,
    CatalogueEntry,
    Citation,
    Finding,
    FindingTheme,
    FindingWord,
    Harm,
    PageCitation,
    Quotation,
    ReadTogether,
    Situation,
    SituationFinding,
    StartingPoint,
    Theme,
)
from themes.models.catalogue import FacetNumber

pytestmark = pytest.mark.django_db

OURS = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.app_label in ("reviews", "themes")
    and not model._meta.proxy
    and model is not FindingWord  # words of a finding once public stay known
]
EVENTS: list[Any] = [model for model in OURS if issubclass(model, pghistory.models.Event)]


def everything() -> dict[str, list[tuple]]:
    """All rows of all our tables, history too, as the database writes them. What tells of changes goes on."""
    with connection.cursor() as cursor:
        rows = {}
        for table in sorted(
            model._meta.db_table for model in OURS if model not in (VersionStep, CatalogueChange)
        ):
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')  # noqa: S608 - our own tables
            rows[table] = cursor.fetchall()
        return rows


def history() -> int:
    return sum(events.objects.count() for events in EVENTS)


def synthetic() -> Any:
    return Finding.objects.filter(number__gte=FIRST_NUMBER)


def triggers_switched_off() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal")
        found = cursor.fetchall()
    assert len(found) > 90
    return [(name, state) for name, state in found if state != "O"]


@pytest.fixture
def themes() -> list[Theme]:
    """A small real collection, with one of everything that findings are sorted by."""
    themes = [make_theme(f"Theme {letter}") for letter in "abcdef"]
    periods = [make_period(2003, 2005), make_period(2005, 2007), make_period(2011, 2014)]
    for position, name in enumerate(["Health", "Police", "Schools"]):
        Agency.objects.create(slug=name.lower(), name=name, position=position)
        Harm.objects.create(slug=name.lower(), name=f"A kind of harm {position}", position=position)
        AgeGroup.objects.create(slug=name.lower(), name=f"Age {position}", from_age=position, to_age=position)
    findings = [make_finding(themes=(theme,), periods=(periods[0],)) for theme in themes]
    make_citation(*findings[:2], slug="synthetic-sounding")
    make_block(*findings[:2])
    make_review("synthetic-materials", title="Synthetic materials in nurseries")
    return themes


def test_rows_keep_every_rule(themes):
    make_corpus(findings=300, pages=40)

    made = [
        *synthetic(),
        *Review.objects.filter(slug__startswith="synthetic-1-"),
        *Document.objects.all(),
        *DocumentPage.objects.all(),
        *ReadTogether.objects.filter(slug__startswith="synthetic-1-"),
        *FindingTheme.objects.filter(finding__in=synthetic()),
        *Citation.objects.filter(slug__startswith="synthetic-1-"),
        *PageCitation.objects.filter(citation__slug__startswith="synthetic-1-"),
        *Quotation.objects.all(),
    ]
    faults = []
    for row in made:
        try:
            row.full_clean()
        except ValidationError as error:
            faults.append((type(row).__name__, error.message_dict))
    assert len(made) > 1000
    assert faults == []
    # Some words are not found, as in the real collection: a check finds that out after publishing.
    excused = set(Quotation.objects.values_list("words", flat=True))
    reasons = [find_reasons_against_publishing(finding, excused=excused) for finding in synthetic()]
    assert [each for each in reasons if each] == []


def test_sort_keys_of_pages_are_those_of_their_labels(themes):
    make_corpus(findings=300, pages=40)

    pages = list(DocumentPage.objects.all())
    citations = list(PageCitation.objects.all())
    assert pages
    assert citations
    for row in [*citations, *pages]:
        before = vars(row).copy()
        row.save()
        assert vars(row) == before


def test_findings_have_the_shape_of_real_ones(themes):
    make_corpus(findings=3_000)

    findings = synthetic().annotate(
        theme_count=Count("themes", distinct=True), period_count=Count("periods", distinct=True)
    )
    shares = {
        "published": findings.filter(state=FindingState.PUBLISHED),
        "statistic": findings.filter(kind=FindingKind.STATISTIC),
        "recommendation": findings.filter(kind=FindingKind.RECOMMENDATION),
        "no period": findings.filter(period_count=0),
        "one period": findings.filter(period_count=1),
        "no agency": findings.filter(agencies=None),
        "every agency": findings.filter(for_every_agency=True),
        "no age": findings.filter(ages=None),
        "no harm": findings.filter(harms=None),
        "in a block": findings.filter(block__isnull=False),
        "with a page": findings.filter(citations__isnull=False),
    }
    assert {name: found.count() / 3_000 for name, found in shares.items()} == {
        "published": 1,
        "statistic": pytest.approx(0.20, abs=0.03),
        "recommendation": pytest.approx(0.05, abs=0.02),
        "no period": pytest.approx(0.45, abs=0.04),
        "one period": pytest.approx(0.33, abs=0.04),
        "no agency": pytest.approx(0.65, abs=0.04),
        "every agency": pytest.approx(0.08, abs=0.02),
        "no age": pytest.approx(0.80, abs=0.03),
        "no harm": pytest.approx(0.60, abs=0.04),
        "in a block": pytest.approx(0.10, abs=0.03),
        "with a page": pytest.approx(0.50, abs=0.05),
    }
    assert set(findings.values_list("theme_count", flat=True)) == {1, 2, 3, 4}
    assert set(findings.values_list("period_count", flat=True)) == {0, 1, 2, 3}  # as many as there are
    primaries = FindingTheme.objects.filter(finding__in=synthetic(), is_primary=True)
    assert primaries.values("finding").distinct().count() == primaries.count() == 3_000
    sizes = ReadTogether.objects.filter(slug__startswith="synthetic-").annotate(size=Count("findings"))
    assert set(sizes.values_list("size", flat=True)) == {2, 3}
    lists = Citation.objects.filter(slug__startswith="synthetic-1-")
    assert lists.annotate(size=Count("findings")).filter(size__gt=1).exists()
    assert set(lists.annotate(size=Count("pages")).values_list("size", flat=True)) == {1, 2, 3}
    assert lists.values("basis").distinct().count() == 4
    by_theme = list(
        FindingTheme.objects.filter(finding__in=synthetic())
        .values_list("theme")
        .annotate(size=Count("pk"))
        .order_by("size")
        .values_list("size", flat=True)
    )
    assert len(by_theme) == 6
    assert by_theme[-1] > 2 * by_theme[0]
    assert Review.objects.filter(slug__startswith="synthetic-1-").count() == 6
    assert len(WORDS) == len(set(WORDS)) == 2_000


def test_everything_says_that_it_is_synthetic(themes):
    make_corpus(findings=300, pages=40)

    numbers = list(synthetic().values_list("number", flat=True))
    texts = list(synthetic().values_list("text", flat=True))
    assert numbers == list(range(FIRST_NUMBER, FIRST_NUMBER + 300))
    assert all(text.startswith("Synthetic example: ") for text in texts)
    assert {SHORTEST <= len(text.split()) <= LONGEST for text in texts} == {True}
    reviews = Review.objects.exclude(findings__number__lt=FIRST_NUMBER).exclude(slug="synthetic-materials")
    said = [
        *(words for row in reviews.values_list("slug", "title", "short_title", "publisher") for words in row),
        *(words for row in Document.objects.values_list("file", "message") for words in row),
        *DocumentPage.objects.values_list("text", flat=True),
        *Quotation.objects.values_list("words", flat=True),
    ]
    for citation in Citation.objects.exclude(slug="synthetic-sounding"):
        said += [citation.slug, citation.as_given, citation.note, citation.given_by or "synthetic"]
    for block in ReadTogether.objects.filter(findings__in=synthetic()):
        said += [block.slug, block.reason]
    assert len(said) > 300
    assert [words for words in said if "synthetic" not in words.lower()] == []


def test_pages_are_spread_over_the_documents(themes):
    make_corpus(findings=2_000, pages=2_003)

    documents = Document.objects.annotate(held=Count("pages"))
    assert list(documents.order_by("pk").values_list("held", "page_count")) == [
        *[(251, 251), (250, 250)] * 3,
        *[(250, 250)] * 2,
    ]
    first = documents.earliest("pk").pages.all()
    assert [page.label for page in first[:6]] == ["i", "ii", "iii", "iv", "1", "2"]
    assert len(set(first.values_list("text", flat=True))) == 251


def test_same_seed_gives_the_same_rows(themes):
    def rows() -> list[list[tuple]]:
        findings = synthetic().order_by("number")
        return [
            list(
                findings.values_list("number", "text", "kind", "review__slug", "block__slug", "published_at")
            ),
            list(
                findings.values_list("number", "basis", "certainty", "composite", "for_every_agency", "added")
            ),
            *[
                sorted(findings.exclude(**{name: None}).values_list("number", name))
                for name in ("themes", "periods", "agencies", "ages", "harms", "citations__pages__first_sort")
            ],
            sorted(findings.exclude(quotations=None).values_list("quotations__words", "quotations__outcome")),
            sorted(Citation.objects.values_list("slug", "as_given", "basis", "pages__position")),
            sorted(
                Review.objects.values_list(
                    "slug", "title", "kind", "published", "periods__slug", "page_count"
                )
            ),
            sorted(DocumentPage.objects.values_list("document__sha256", "index", "label", "text")),
        ]

    make_corpus(findings=300, pages=40, seed=7)
    first = rows()
    remove_corpus()
    make_corpus(findings=300, pages=40, seed=7)
    again = rows()
    remove_corpus()
    make_corpus(findings=300, pages=40, seed=8)

    assert again == first
    assert all(first)
    assert [mine == others for mine, others in zip(rows(), first, strict=True)] == [False] * len(first)


def test_second_seed_goes_on_with_the_numbers(themes):
    make_corpus(findings=20, seed=1)
    make_corpus(findings=20, seed=2)

    assert list(synthetic().values_list("number", flat=True)) == list(range(FIRST_NUMBER, FIRST_NUMBER + 40))
    with pytest.raises(CorpusError, match="made with seed 2 already"):
        make_corpus(findings=20, seed=2)


def test_seed_that_begins_like_another_is_another(themes):
    make_corpus(findings=20, seed=12)

    assert make_corpus(findings=20, seed=1)["findings"] == 20


def test_numbers_never_have_ten_digits(themes):
    make_finding(number=LAST_NUMBER - 5)

    assert make_corpus(findings=5)["findings"] == 5
    with pytest.raises(CorpusError, match="no room for 1 more"):
        make_corpus(findings=1, seed=2)


def test_making_and_removing_leave_everything_else_as_it_was(themes):
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value, is_called FROM themes_finding_number")
        sequence = cursor.fetchone()
    before = everything()
    events = history()

    made = make_corpus(findings=300, pages=40)
    assert history() == events
    assert triggers_switched_off() == []
    while_there = everything()
    removed = remove_corpus()

    assert {table: rows for table, rows in before.items() if set(rows) - set(while_there[table])} == {}
    assert everything() == before
    assert triggers_switched_off() == []
    assert removed == made | {"catalogue": made["findings"]}
    assert remove_corpus() == {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value, is_called FROM themes_finding_number")
        assert cursor.fetchone() == sequence


def test_removing_takes_what_was_hung_on_synthetic_rows(themes):
    before = everything()
    make_corpus(findings=20)
    first, second = synthetic()[:2]
    real = Finding.objects.filter(number__lt=FIRST_NUMBER).first()
    StartingPoint.objects.create(theme=themes[0], finding=first)
    real.see_also.add(second)
    first.text = "Synthetic example: changed by hand, which leaves a history."
    first.save()
    first.review.notes.create(kind="note", text="Said by hand.")

    remove_corpus()

    assert everything() == before


def test_history_of_real_rows_stays_when_synthetic_ones_go(themes):
    make_corpus(findings=20)
    situation = Situation.objects.create(slug="situation", title="A situation")
    SituationFinding.objects.create(situation=situation, finding=synthetic()[0])
    situation.title = "Another title"
    situation.save()
    kept = [
        list(events.objects.filter(pgh_obj=situation))
        for events in EVENTS
        if events.__name__ == "SituationEvent"
    ]

    remove_corpus()

    assert Situation.objects.get() == situation
    assert not SituationFinding.objects.exists()
    assert [len(events) for events in kept] == [2]
    assert history() >= 2
    assert [events.objects.count() for events in EVENTS if events.__name__ == "SituationFindingEvent"] == [0]


@pytest.mark.parametrize(
    ("cling", "words"),
    [
        (lambda real, synthetic: {"review": synthetic.review}, "finding .* needs a synthetic report"),
        (
            lambda real, synthetic: {"block": synthetic.block},
            "finding .* needs a synthetic group of findings",
        ),
    ],
)
def test_removing_is_refused_while_something_real_needs_a_synthetic_row(themes, cling, words):
    make_corpus(findings=300)
    real = Finding.objects.filter(number__lt=FIRST_NUMBER).last()
    for name, value in cling(real, synthetic().filter(block__isnull=False).first()).items():
        setattr(real, name, value)
    real.save()
    before = everything()

    with pytest.raises(CorpusError, match=words):
        remove_corpus()

    assert everything() == before
    assert triggers_switched_off() == []


def test_synthetic_finding_that_was_reworded_is_not_taken_for_synthetic(themes):
    make_corpus(findings=20)
    synthetic().filter(number=FIRST_NUMBER).update(text="Now in a curator's words.")

    with pytest.raises(CorpusError, match="Now in a curator's words"):
        remove_corpus()

    assert synthetic().count() == 20


def test_failure_half_way_leaves_nothing(themes, monkeypatch):
    before = everything()
    monkeypatch.setattr(making, "AT_ONCE", 50)
    given: list[int] = []

    def fail_at_last(*args: Any) -> str:
        given.append(1)
        if len(given) > 200:
            raise RuntimeError("a fault")
        return "Synthetic example: a sentence."

    monkeypatch.setattr(making, "make_sentence", fail_at_last)
    with pytest.raises(RuntimeError, match="a fault"):
        make_corpus(findings=300)

    assert everything() == before
    assert triggers_switched_off() == []


def test_without_a_collection_it_says_what_to_do(db):
    with pytest.raises(CorpusError, match=r"no themes and no periods .* load_collection"):
        make_corpus(findings=10)

    make_theme()
    with pytest.raises(CorpusError, match=r"no periods .* load_collection"):
        make_corpus(findings=10)
    assert not Review.objects.exists()


def test_vocabulary_may_be_empty(db):
    make_theme()
    Period.objects.all().delete()
    make_period()

    made = make_corpus(findings=50)

    assert made["findings"] == made["finding themes"] == 50


def test_merged_themes_get_no_findings(themes):
    themes[0].merged_into = themes[1]
    themes[0].save()

    make_corpus(findings=300)

    assert not synthetic().filter(themes=themes[0]).exists()
    assert synthetic().filter(themes=themes[1]).exists()


def test_columns_that_are_not_named_get_their_defaults(db):
    rows = Rows(ReadTogether, "slug")
    rows.add("block")
    rows.copy()

    assert ReadTogether.objects.get().reason == ""
    with pytest.raises(FieldDoesNotExist, match="no columns reasons"):
        Rows(ReadTogether, "slug", "reasons")


def test_pages_of_the_site_show_it(client, themes):
    make_corpus(findings=300)
    block = synthetic().filter(block__isnull=False).first()
    cited = PageCitation.objects.filter(review__slug="synthetic-1-1").first()
    real = Finding.objects.first()

    addresses = [
        *("/", "/findings/", "/findings/?page=3", f"/findings/?theme={themes[0].slug}&period=2011-2014"),
        *("/themes/", "/themes-by-period/", "/what-we-have-read/", "/reviews/", "/periods/2011-2014/"),
        *(theme.get_absolute_url() for theme in themes),
        *(finding.get_absolute_url() for finding in [real, block, *synthetic()[:20]]),
        *("/reviews/synthetic-1-1/", f"/reviews/synthetic-1-1/p/{cited.first_page}/"),
    ]
    assert {
        address: status for address in addresses if (status := client.get(address).status_code) != 200
    } == {}
    assert client.get(f"/f/{FIRST_NUMBER}").headers["Location"] == f"/findings/F{FIRST_NUMBER}/"


def test_synthetic_findings_are_in_the_catalogue_as_their_triggers_would_put_them():
    make_theme("Neglect")
    make_period()
    make_corpus(findings=60, seed=3)
    entered = list(CatalogueEntry.objects.order_by("pk").values())

    for finding in Finding.objects.all():
        CatalogueEntry.objects.filter(pk=finding.pk).delete()
        Finding.objects.filter(pk=finding.pk).update(kind=finding.kind)

    assert len(entered) == 60
    assert list(CatalogueEntry.objects.order_by("pk").values()) == entered
    remove_corpus()
    assert not CatalogueEntry.objects.exists()


def test_real_finding_on_a_synthetic_page_list_is_entered_anew_when_that_goes(themes):
    make_corpus(findings=60)
    real = make_finding()
    citation = Citation.objects.filter(note__startswith="Synthetic source", pages__isnull=False)[0]
    citation.findings.add(real)
    told = CatalogueEntry.objects.get(finding=real).options

    remove_corpus()

    left = CatalogueEntry.objects.get(finding=real).options
    assert left != told
    assert FacetNumber.HOW.encode(4) in left
