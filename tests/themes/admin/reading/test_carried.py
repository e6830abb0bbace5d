"""What is typed beside a page and not saved goes along when the page is turned."""

import pytest

from tests.factories import make_member
from tests.themes.admin.reading.cases import fill_form, get_address, make_document
from themes.models import Coverage, Finding

pytestmark = pytest.mark.django_db


def turn(client, document, data, act="turn:3", index=2):
    return client.post(get_address(document, index), {**data, "act": act}, follow=True)


def answer(review, theme, state) -> dict[str, str]:
    said = {"state": state, "note": "", "seen": "not_yet", "seen_note": ""}
    return {f"{review.pk}-{theme.pk}-{name}": value for name, value in said.items()}


def test_what_is_typed_goes_along_and_says_where_it_was_typed(client, curator, document, theme):
    data = fill_form(theme, words="Ropes had been", other_themes=[theme.pk])

    page = turn(client, document, data)

    form = page.context["form"]
    assert page.redirect_chain[-1][0] == get_address(document, 3)
    assert [form[name].value() for name in ("text", "words", "theme", "periods", "other_themes")] == [
        "Boats went uncounted.",
        "Ropes had been",
        str(theme.pk),
        [str(pk) for pk in data["periods"]],
        [str(theme.pk)],
    ]
    assert form["label"].value() == "54"
    assert not form.is_bound
    assert (
        "You typed this beside p. 53 (PDF page 2), and it came along. Saved here, it cites this page."
        in page.text
    )
    assert not Finding.objects.exists()

    back = turn(client, document, {**data, "label": "54"}, "turn:2", index=3)
    assert "You typed this here and have not saved it yet." in back.text
    assert back.context["form"]["text"].value() == "Boats went uncounted."


@pytest.mark.parametrize(
    ("sent", "index"),
    [({"to": "54"}, 3), ({"to": "1", "by": "pdf"}, 1)],
)
def test_it_goes_along_to_a_page_that_was_typed(client, curator, document, theme, sent, index):
    page = turn(client, document, fill_form(theme) | sent, "go")

    assert page.redirect_chain[-1][0] == get_address(document, index)
    assert page.context["form"]["text"].value() == "Boats went uncounted."


def test_it_stays_where_that_page_is_not_there(client, curator, document, theme):
    page = turn(client, document, fill_form(theme, text="Half") | {"to": "99"}, "go")

    assert "No page of this PDF is known to have the printed number 99." in page.text
    assert page.context["form"]["text"].value() == "Half"
    assert page.context["error_links"] == []


def test_answers_about_what_was_read_go_along(client, curator, review, document, theme):
    page = turn(client, document, answer(review, theme, "read"))

    (cell,) = page.context["cells"]
    assert cell.form["state"].value() == "read"
    assert page.context["cells_open"]
    assert not Coverage.objects.exists()


def test_nothing_goes_along_where_nothing_was_typed_or_it_was_thrown_away(
    client, curator, review, document, theme
):
    untouched = dict.fromkeys(("words", "text", "theme"), "") | {
        "until": "page",
        "kind": "finding",
        "label": "53",
        "periods": [period.pk for period in review.periods.all()],
        **answer(review, theme, "not_yet"),
    }
    assert turn(client, document, untouched).context["carried"] is None

    assert turn(client, document, fill_form(theme)).context["carried"]
    page = turn(client, document, fill_form(theme, label="54"), "drop", index=3)
    assert (page.context["carried"], page.context["form"]["text"].value()) == (None, None)


def test_what_was_saved_does_not_come_back(client, curator, document, theme):
    turn(client, document, fill_form(theme))

    page = client.post(get_address(document, 3), fill_form(theme, label="54"), follow=True)

    assert Finding.objects.get().text == "Boats went uncounted."
    assert page.context["form"]["text"].value() is None
    assert client.get(get_address(document)).context["carried"] is None


def test_it_goes_along_to_a_newer_edition(client, curator, review, document, theme):
    newest = make_document(review)
    document.superseded_by = newest
    document.save()

    page = turn(client, document, fill_form(theme))

    assert page.redirect_chain[-1][0] == get_address(newest, 3)
    assert page.context["form"]["text"].value() == "Boats went uncounted."


def test_each_report_keeps_its_own_and_each_person_theirs(client, curator, document, theme):
    turn(client, document, fill_form(theme))
    other = make_document(document.review.__class__.objects.create(slug="other", kind="study", title="Other"))
    assert client.get(get_address(other)).context["carried"] is None

    client.force_login(make_member("Curator", "another"))
    assert client.get(get_address(document)).context["carried"] is None


@pytest.mark.parametrize("target", ["", "x", "²", "9" * 30, "-1"])
def test_turning_to_nonsense_leads_to_no_error(client, curator, document, theme, target):
    response = client.post(get_address(document), fill_form(theme) | {"act": f"turn:{target}"})

    assert response.headers["Location"] == get_address(document)
