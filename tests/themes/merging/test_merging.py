"""Merging and splitting move everything once, and undoing them puts back what they moved and nothing else."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews.history.tracking import get_events
from reviews.models import Series
from tests.factories import (
    make_article,
    make_block,
    make_citation,
    make_comment,
    make_finding,
    make_period,
    make_review,
    make_theme,
)
from themes.merging.acts import MOVED_MODELS, merge_themes, split_theme
from themes.merging.previewing import preview_merge
from themes.merging.undoing import undo_rearrangement
from themes.models import (
    ArticleSection,
    Coverage,
    Finding,
    FindingTheme,
    Rearrangement,
    Situation,
    StartingPoint,
    Theme,
)

pytestmark = pytest.mark.django_db


def stored() -> dict:
    """Every row of every table that merging or splitting may touch."""
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in MOVED_MODELS}


def filed() -> list:
    return list(
        FindingTheme.objects.order_by("finding__number", "theme__title").values_list(
            "finding__text", "theme__title", "is_primary"
        )
    )


def publishable(text, *themes):
    finding = make_finding(text, themes=themes, periods=(make_period(),))
    make_citation(finding)
    return finding


@pytest.fixture
def two():
    """Two themes with everything that can hang on a theme, some of it on both."""
    old, new, beside = make_theme("Old", synonyms=["Former"]), make_theme("New"), make_theme("Beside")
    make_theme("Earlier", merged_into=old)
    only, both = publishable("Only.", old), publishable("Both.", old, new)
    publishable("Beside.", beside, old)
    for place, finding in enumerate((only, both)):
        StartingPoint.objects.create(theme=old, finding=finding, position=place)
    StartingPoint.objects.create(theme=new, finding=both, position=0)
    reviews = [make_review(), make_review()]
    for review in reviews:
        Coverage.objects.create(theme=old, review=review, state="read")
    Coverage.objects.create(theme=new, review=reviews[0], state="read")
    situations = [Situation.objects.create(slug=slug, title=slug) for slug in ("a-visit", "a-call")]
    for situation in situations:
        situation.themes.add(old)
    situations[0].themes.add(new)
    ArticleSection.objects.create(article=make_article(reviews[0]), position=1, title="A", line=1, theme=old)
    old.series.add(Series.objects.create(slug="deaths", title="Deaths", unit="reviews"))
    old.related.add(beside, new)
    beside.related.add(old)
    question = make_comment(old, "A question.")
    make_comment(to=question, body="An answer.")
    make_comment(new, "Another view.")
    return old, new


def test_merging_moves_what_hangs_on_a_theme(two):
    old, new = two

    merge_themes(theme=old, into=new, why="The same lesson.")

    old.refresh_from_db()
    new.refresh_from_db()
    earlier = Theme.objects.get(title="Earlier")
    assert old.merged_into == earlier.merged_into == new
    assert filed() == [
        ("Only.", "New", True),
        ("Both.", "New", True),
        ("Beside.", "Beside", True),
        ("Beside.", "New", False),
    ]
    points = StartingPoint.objects.order_by("position").values_list("theme__title", "finding__text")
    assert list(points) == [("New", "Both."), ("New", "Only.")]
    states = Coverage.objects.order_by("review").values_list("theme__title", "state")
    assert list(states) == [("New", "read"), ("New", "partly_read")]
    assert [list(situation.themes.all()) for situation in Situation.objects.all()] == [[new], [new]]
    beside = Theme.objects.get(title="Beside")
    assert list(beside.related.all()) == [new]
    assert list(new.related.all()) == [beside]
    assert (new.series.count(), old.series.count()) == (1, 0)
    assert new.article_sections.count() == 1
    said = [comment.body for comment in new.thread.comments.all()]
    assert said == ["Another view.", "A question.", "An answer."]
    assert new.synonyms == ["Old", "Former"]
    assert get_events(Theme).filter(pgh_context__metadata__why="The same lesson.").exists()


def test_merging_is_said_before_it_is_done(two):
    old, new = two

    said = [part.words for part in preview_merge(old, new)]

    reviews = sorted(row.review.short_title for row in Coverage.objects.filter(theme=old))
    assert said == [
        "2 findings of which it is the primary theme",
        "1 finding filed under it beside another primary theme",
        "1 of these is already filed under “New” and will stand there once",
        "2 starting points, after those of “New”, each finding once",
        f"{reviews[1]}: “partly read” for the two together (“read” for “Old”, “not read yet” for “New”)",
        "2 situations",
        "1 figure over time",
        "1 heading of an imported article",
        "Its related themes, which become related to the other",
        "2 comments of its discussion, after what was said about “New”",
        "The words by which it is searched for: Old, Former",
        "Themes that were merged into it before: their addresses lead on too",
    ]


def test_themes_are_not_merged_in_rings_or_chains():
    first, second, third = make_theme("First"), make_theme("Second"), make_theme("Third")
    merge_themes(theme=first, into=second)

    for theme, into, message in (
        (second, first, "was merged into this theme"),
        (third, first, "was itself merged into “Second”"),
        (third, third, "cannot be merged into itself"),
        (first, third, "is already merged into “Second”"),
    ):
        with pytest.raises(ValidationError, match=message):
            merge_themes(theme=theme, into=into)

    assert list(Theme.objects.exclude(merged_into=None)) == [first]


def test_merge_undone_leaves_all_as_it_was(two):
    old, new = two
    before = stored()

    act = merge_themes(theme=old, into=new)
    left = undo_rearrangement(rearrangement=act)

    assert left == []
    assert stored() == before


def test_undone_merge_can_be_done_and_undone_again(two):
    old, new = two
    before = stored()
    undo_rearrangement(rearrangement=merge_themes(theme=old, into=new))

    left = undo_rearrangement(rearrangement=merge_themes(theme=old, into=new))

    assert (left, stored()) == ([], before)


def test_what_changed_since_a_merge_stays_and_is_said(two):
    old, new = two
    third = make_theme("Third")
    act = merge_themes(theme=old, into=new)
    only, both = Finding.objects.get(text="Only."), Finding.objects.get(text="Both.")
    only.finding_themes.update(theme=third)
    both.finding_themes.update(is_primary=False)
    FindingTheme.objects.create(finding=both, theme=third, is_primary=True)
    late = publishable("Late.", new)
    question = old.thread.comments.model.objects.get(body="A question.")
    make_comment(to=question, body="Answered since.")
    Coverage.objects.filter(state="partly_read").update(state="read")

    left = undo_rearrangement(rearrangement=act)

    assert filed() == [
        ("Only.", "Third", True),
        ("Both.", "New", False),
        ("Both.", "Third", True),
        ("Beside.", "Beside", True),
        ("Beside.", "Old", False),
        (late.text, "New", True),
    ]
    review = Coverage.objects.filter(theme=new).order_by("review").last().review
    assert left == [
        f"{only.code}: where it is filed was changed since, and stays as it is.",
        f"{both.code}: where it is filed was changed since, and stays as it is.",
        f"How far “{review}” was read for “New” was changed since, and stays as it is.",
        "The answer by A. Reader, given since, goes back with what it answers.",
    ]
    assert [comment.body for comment in old.thread.comments.all()] == [
        "A question.",
        "An answer.",
        "Answered since.",
    ]


def test_merges_are_undone_in_turn_and_once():
    first, second, third = make_theme("First"), make_theme("Second"), make_theme("Third")
    earlier = merge_themes(theme=first, into=second)
    later = merge_themes(theme=second, into=third)

    with pytest.raises(
        ValidationError, match="“Second” was itself merged into “Third” since. Undo that first."
    ):
        undo_rearrangement(rearrangement=earlier)
    undo_rearrangement(rearrangement=later)
    undo_rearrangement(rearrangement=earlier)
    with pytest.raises(ValidationError, match="undone already"):
        undo_rearrangement(rearrangement=earlier)

    assert not Theme.objects.exclude(merged_into=None).exists()


def test_act_without_history_is_not_undone(two):
    act = merge_themes(theme=two[0], into=two[1])
    get_events(FindingTheme).filter(pgh_label="insert").delete()

    with pytest.raises(ValidationError, match="no history of how it was before"):
        undo_rearrangement(rearrangement=act)


def test_split_moves_the_chosen_and_those_read_together_with_them():
    whole, part = make_theme("Whole"), make_theme("Part")
    one, two, three = (publishable(text, whole) for text in ("One.", "Two.", "Three."))
    make_block(one, two)
    make_theme("Other")
    for place, finding in enumerate((three, two)):
        StartingPoint.objects.create(theme=whole, finding=finding, position=place)
    before = stored()

    act = split_theme(theme=whole, into=part, findings=[one.pk])

    assert filed() == [("One.", "Part", True), ("Two.", "Part", True), ("Three.", "Whole", True)]
    points = StartingPoint.objects.order_by("theme__title", "position").values_list(
        "theme__title", "finding__text"
    )
    assert list(points) == [("Part", "Two."), ("Whole", "Three.")]
    assert undo_rearrangement(rearrangement=act) == []
    assert stored() == before


def test_split_can_leave_findings_where_they_are_too():
    whole, part = make_theme("Whole"), make_theme("Part")
    one, _two = publishable("One.", whole), publishable("Two.", whole)
    StartingPoint.objects.create(theme=whole, finding=one)
    before = stored()

    act = split_theme(theme=whole, into=part, findings=[one.pk], moving=False)

    assert filed() == [("One.", "Part", False), ("One.", "Whole", True), ("Two.", "Whole", True)]
    assert StartingPoint.objects.filter(finding=one).count() == 2
    assert undo_rearrangement(rearrangement=act) == []
    assert stored() == before


@pytest.mark.parametrize("reading_too", [True, False])
def test_split_makes_a_new_theme_and_asks_what_was_read_for_it(reading_too):
    whole = make_theme("Whole")
    one, _two = publishable("One.", whole), publishable("Two.", whole)
    Coverage.objects.create(theme=whole, review=one.review, state="read", note="Twice.")
    Coverage.objects.create(theme=whole, review=make_review(), state="not_yet")
    new = Theme(title="Part", slug="part", group=whole.group)

    act = split_theme(theme=whole, into=new, findings=[one.pk], reading_too=reading_too)

    part = Theme.objects.get(slug="part")
    copied = list(part.coverage.values_list("review", "state", "note"))
    note = "Twice. Read for “Whole”, before this theme was split from it."
    assert copied == ([(one.review.pk, "read", note)] if reading_too else [])
    assert filed() == [("One.", "Part", True), ("Two.", "Whole", True)]
    assert undo_rearrangement(rearrangement=act) == ["The address of “Part” stays, and leads to “Whole”."]
    part.refresh_from_db()
    assert part.merged_into == whole
    assert filed() == [("One.", "Whole", True), ("Two.", "Whole", True)]
    assert not part.coverage.exists()


def test_new_theme_with_findings_of_its_own_by_now_stays_when_the_split_is_undone():
    whole = make_theme("Whole")
    one, _two = publishable("One.", whole), publishable("Two.", whole)
    act = split_theme(
        theme=whole, into=Theme(title="Part", slug="part", group=whole.group), findings=[one.pk]
    )
    part = Theme.objects.get(slug="part")
    publishable("Late.", part)

    left = undo_rearrangement(rearrangement=act)

    assert left == ["“Part” stays a theme of its own: findings were filed under it since."]
    assert filed() == [("One.", "Whole", True), ("Two.", "Whole", True), ("Late.", "Part", True)]
    part.refresh_from_db()
    assert part.merged_into is None


def test_split_of_nothing_or_everything_or_into_itself_is_refused():
    whole, part, gone = make_theme("Whole"), make_theme("Part"), make_theme("Gone")
    merge_themes(theme=gone, into=part)
    one, other = publishable("One.", whole), publishable("Other.", part)
    before = stored()

    for into, findings, message in (
        (part, [], "Tick at least one"),
        (part, [other.pk], "Tick at least one"),
        (part, [one.pk], "nothing would be left"),
        (whole, [one.pk], "Choose another theme"),
        (gone, [one.pk], "is merged into “Part”"),
        (Theme(title="Whole", slug="whole", group=whole.group), [one.pk], "already exists"),
    ):
        with pytest.raises(ValidationError, match=message):
            split_theme(theme=whole, into=into, findings=findings)

    assert stored() == before
    assert Rearrangement.objects.count() == 1


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    filings=st.lists(
        st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True), min_size=2, max_size=6
    ),
    read=st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 2), st.sampled_from(["read", "partly_read", "not_yet"])),
        unique_by=lambda row: row[:2],
        max_size=6,
    ),
    starting=st.lists(st.tuples(st.integers(0, 1), st.integers(0, 5)), unique=True, max_size=6),
    act=st.sampled_from(["merge", "move", "also"]),
)
def test_merge_or_split_of_any_two_themes_is_undone_without_a_trace(filings, read, starting, act):
    with transaction.atomic():
        themes = [make_theme() for _ in range(3)]
        findings = [publishable(None, *(themes[place] for place in places)) for places in filings]
        for place, finding in starting:
            StartingPoint.objects.get_or_create(
                theme=themes[place], finding=findings[finding % len(findings)]
            )
        reviews = [make_review() for _ in range(3)]
        for theme, review, state in read:
            Coverage.objects.create(theme=themes[theme], review=reviews[review], state=state)
        before = stored()

        try:
            if act == "merge":
                done = merge_themes(theme=themes[0], into=themes[1])
            else:
                done = split_theme(
                    theme=themes[0], into=themes[1], findings=[findings[0].pk], moving=act == "move"
                )
        except ValidationError:
            assert stored() == before
        else:
            assert undo_rearrangement(rearrangement=done) == []
            assert stored() == before
        transaction.set_rollback(True)
