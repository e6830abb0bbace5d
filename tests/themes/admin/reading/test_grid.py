"""What was read is set review by review or theme by theme; nobody's answer is overwritten unseen."""

import re
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from reviews.history.tracking import get_events
from tests.factories import make_finding, make_review, make_theme
from tests.themes.admin.reading.cases import get_messages
from themes.models import Coverage

pytestmark = pytest.mark.django_db
GRID = "/admin/themes/coverage/grid/"


@pytest.fixture
def other():
    return get_user_model().objects.create_user("other")


def by_review(review) -> str:
    return reverse("admin:themes_coverage_review", args=[review.pk])


def by_theme(theme) -> str:
    return reverse("admin:themes_coverage_theme", args=[theme.pk])


def read_fields(page: str) -> dict[str, str]:
    """What a browser would send back for the rows of a page, unchanged."""
    sent = {}
    for tag in re.findall(r"<input[^>]+>", page):
        attributes = {name: unescape(value) for name, value in re.findall(r'(\w+)="([^"]*)"', tag)}
        if re.match(r"\d+-\d+-", attributes.get("name", "")) and (
            attributes["type"] != "radio" or " checked" in tag
        ):
            sent[attributes["name"]] = attributes.get("value", "")
    return sent


def list_coverage() -> list:
    rows = Coverage.objects.order_by("review", "theme")
    return list(rows.values_list("review", "theme", "state", "note", "by__username", "on"))


def test_changed_cells_alone_are_written_with_who_and_when(client, curator, other):
    review, neglect, babies, sleep = (
        make_review(),
        make_theme("Neglect"),
        make_theme("Babies"),
        make_theme("Sleep"),
    )
    Coverage.objects.create(review=review, theme=neglect, state="read", by=other)
    Coverage.objects.create(review=review, theme=babies, state="partly_read", by=other)
    sent = read_fields(client.get(by_review(review)).content.decode())

    changes = {
        f"{review.pk}-{babies.pk}-state": "read",
        f"{review.pk}-{sleep.pk}-state": "partly_read",
        f"{review.pk}-{sleep.pk}-note": "Only chapter 3.",
    }
    answer = client.post(by_review(review), {**sent, **changes}, follow=True)

    today = timezone.localdate()
    assert get_messages(answer) == ["Saved: 2 changed."]
    assert list_coverage() == [
        (review.pk, neglect.pk, "read", "", "other", None),
        (review.pk, babies.pk, "read", "", "curator", today),
        (review.pk, sleep.pk, "partly_read", "Only chapter 3.", "curator", today),
    ]
    assert get_events(Coverage).filter(pgh_context__metadata__act="read").count() == 2


def test_not_yet_leaves_no_row_unless_there_is_a_remark(client, curator):
    review, neglect, babies = make_review(), make_theme("Neglect"), make_theme("Babies")
    for theme in (neglect, babies):
        Coverage.objects.create(review=review, theme=theme, state="read")
    sent = read_fields(client.get(by_review(review)).content.decode())
    for theme in (neglect, babies):
        sent[f"{review.pk}-{theme.pk}-state"] = "not_yet"
    sent[f"{review.pk}-{babies.pk}-note"] = "No copy can be had."

    client.post(by_review(review), sent)

    today = timezone.localdate()
    assert list_coverage() == [(review.pk, babies.pk, "not_yet", "No copy can be had.", "curator", today)]


def test_nothing_changed_writes_nothing(client, curator, other):
    review, theme = make_review(), make_theme("Neglect")
    Coverage.objects.create(
        review=review, theme=theme, state="read", note="Twice, “quickly” & <well>.\nAnd 'so' on. ", by=other
    )
    before = get_events(Coverage).count()
    sent = read_fields(client.get(by_review(review)).content.decode())

    answer = client.post(by_review(review), sent, follow=True)

    assert get_messages(answer) == ["Nothing was changed."]
    assert get_events(Coverage).count() == before


def test_what_somebody_else_answered_meanwhile_is_shown_and_not_overwritten(client, curator, other):
    review, neglect, babies = make_review(), make_theme("Neglect"), make_theme("Babies")
    sent = read_fields(client.get(by_review(review)).content.decode())
    Coverage.objects.create(review=review, theme=neglect, state="read", note="All of it.", by=other)
    sent |= {f"{review.pk}-{theme.pk}-state": "partly_read" for theme in (neglect, babies)}

    answer = client.post(by_review(review), sent)

    page = " ".join(answer.text.split())
    assert [row[1:5] for row in list_coverage()] == [
        (neglect.pk, "read", "All of it.", "other"),
        (babies.pk, "partly_read", "", "curator"),
    ]
    assert get_messages(answer) == [
        "1 saved. 1 not saved: somebody else answered since you opened this page. Both answers are shown. "
        "Save again if yours should stand."
    ]
    assert "Meanwhile other recorded “Read” with the remark “All of it.”" in page
    again = read_fields(page)
    assert again[f"{review.pk}-{neglect.pk}-state"] == "partly_read"

    client.post(by_review(review), again)

    assert [row[1:5] for row in list_coverage()] == [
        (neglect.pk, "partly_read", "", "curator"),
        (babies.pk, "partly_read", "", "curator"),
    ]


def test_two_who_say_the_same_do_not_disturb_each_other(client, curator, other):
    review, theme = make_review(), make_theme("Neglect")
    sent = read_fields(client.get(by_review(review)).content.decode())
    Coverage.objects.create(review=review, theme=theme, state="read", by=other)

    answer = client.post(by_review(review), {**sent, f"{review.pk}-{theme.pk}-state": "read"}, follow=True)

    assert get_messages(answer) == ["Nothing was changed."]
    assert list_coverage()[0][4] == "other"


def test_theme_is_set_report_by_report_and_public_pages_follow(client, curator):
    theme, reviews = make_theme("Neglect"), [make_review(), make_review()]
    before = client.get("/what-we-have-read/").content.decode()
    sent = read_fields(client.get(by_theme(theme)).content.decode())

    client.post(by_theme(theme), {**sent, f"{reviews[1].pk}-{theme.pk}-state": "read"})

    assert [row[:3] for row in list_coverage()] == [(reviews[1].pk, theme.pk, "read")]
    assert "Neglect" not in before
    assert "Neglect" in client.get("/what-we-have-read/").content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"state": ""},
        {"state": "x"},
        {"state": "\x00"},
        {"note": "x" * 10_001},
        {"note": "\x00"},
        {"seen": "x"},
    ],
)
def test_bad_input_is_answered_in_words_and_nothing_is_written(client, curator, changes):
    review, theme = make_review(), make_theme("Neglect")
    sent = read_fields(client.get(by_review(review)).content.decode())
    sent[f"{review.pk}-{theme.pk}-state"] = "read"

    answer = client.post(
        by_review(review),
        {**sent, **{f"{review.pk}-{theme.pk}-{name}": value for name, value in changes.items()}},
    )

    assert answer.status_code == 200
    assert get_messages(answer) == ["Nothing was saved. Please mend what is marked below."]
    assert "errornote" in answer.content.decode()
    assert list_coverage() == []


def test_lone_surrogates_and_rows_of_nobody_change_nothing(client, curator):
    review, theme = make_review(), make_theme("Neglect")
    body = f"{review.pk}-{theme.pk}-seen=%ED%A0%80&9-9-seen=read&9-9-state=read"

    answer = client.post(by_review(review), body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 200
    assert list_coverage() == []


def test_screen_of_a_report_tells_what_is_held_and_leads_to_adding(client, curator):
    review, theme = make_review(), make_theme("Neglect")
    make_finding(review=review, themes=(theme,))
    make_finding(review=review, themes=(theme,), state="draft")
    make_finding(themes=(theme,))

    page = client.get(by_review(review)).content.decode()

    assert "1 published, 1 not published" in page
    assert f"/admin/themes/finding/?review__id__exact={review.pk}&amp;themes__id__exact={theme.pk}" in page
    assert f"/admin/themes/finding/add/?review={review.pk}&amp;theme={theme.pk}" in page


def test_grid_says_every_cell_in_words_and_pages_its_reports(client, curator):
    theme = make_theme("Neglect")
    reviews = [make_review() for _ in range(27)]
    Coverage.objects.create(review=reviews[0], theme=theme, state="partly_read")

    first, second = client.get(GRID).content.decode(), client.get(GRID, {"p": 2}).content.decode()

    cells = [re.findall(r'visually-hidden">([^<]+)</span>\s*</a>\s*</td>', page) for page in (first, second)]
    assert cells == [["Partly read"] + ["Not read yet"] * 24, ["Not read yet"] * 2]
    assert f"{by_review(reviews[0])}#theme-{theme.pk}" in first
    for typed in ("0", "x", "\x00", "9" * 40):
        assert client.get(GRID, {"p": typed, "q": typed}).status_code == 200


def test_what_was_read_is_for_those_who_may(client):
    review, theme = make_review(), make_theme("Neglect")
    user = get_user_model().objects.create_user("reader", is_staff=True)
    client.force_login(user)
    screens = [GRID, by_review(review), by_theme(theme)]

    assert [client.get(screen).status_code for screen in screens] == [403] * 3
    user.user_permissions.add(Permission.objects.get(codename="view_coverage"))
    assert [client.get(screen).status_code for screen in screens] == [200] * 3
    assert client.post(by_review(review), {"x": "y"}).status_code == 403
    assert "Save what was read" not in client.get(by_review(review)).content.decode()
    assert client.get(f"/admin/themes/coverage/review/{'9' * 30}/").status_code == 404
    assert client.get("/admin/themes/coverage/theme/987654/").status_code == 404


@pytest.mark.parametrize("rows", [1, 7])
def test_screens_take_as_many_queries_however_much_there_is(client, curator, rows, django_assert_num_queries):
    for _ in range(rows):
        review, theme = make_review(), make_theme()
        Coverage.objects.create(review=review, theme=theme, state="read", by=curator)
        make_finding(review=review, themes=(theme,))

    with django_assert_num_queries(
        9
    ):  # session, user, rights (2), what waits, reports counted and read, themes, what was read
        client.get(GRID)
    with django_assert_num_queries(
        9
    ):  # session, user, rights (2), what waits, the report, themes, what was read, findings held
        client.get(by_review(review))
    with django_assert_num_queries(10):  # the same, with reports counted
        client.get(by_theme(theme))


@pytest.mark.parametrize("typed", ["theirs", "0", "x", "\x00", "9" * 40])
def test_finding_is_added_with_report_and_theme_filled_in(client, curator, typed):
    review, theme = make_review(), make_theme("Neglect")
    address = reverse("admin:themes_finding_add")

    answer = client.get(address, {"review": review.pk, "theme": theme.pk if typed == "theirs" else typed})

    form = answer.context["adminform"].form
    filed = answer.context["inline_admin_formsets"][0].formset.forms[0].initial
    assert answer.status_code == 200
    assert str(form["review"].value()) == str(review.pk)
    assert filed == ({"theme": theme.pk, "is_primary": True} if typed == "theirs" else {})
