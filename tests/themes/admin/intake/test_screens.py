"""The screens of articles in hand: added, kept, put aside, taken up again; who may, and nothing lost or twice."""

import random

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from reviews.history.tracking import get_events
from reviews.models import Article
from tests.articles import write_page
from tests.bench.malformed_articles import texts
from tests.factories import make_theme
from tests.themes.admin.intake.cases import (
    ADD,
    CHARTS,
    PLAN,
    TEXT,
    count_everything,
    find_line,
    finding_field,
    get_address,
    post_article,
    read_answers,
    sign_in,
)
from themes.models import ArticleIntake, Theme

pytestmark = pytest.mark.django_db


# Taking in


@pytest.mark.parametrize(
    "file",
    [
        None,
        SimpleUploadedFile("article.html", write_page(PLAN).encode()),
        SimpleUploadedFile("article.txt", TEXT.encode("utf-16")),
    ],
    ids=["pasted", "html", "text"],
)
def test_article_is_kept_at_once_and_leads_to_its_preview(client, curator, file):
    if file:
        file.seek(0)

    response = client.post(ADD, {"file": file} if file else {"pasted": TEXT})

    intake = ArticleIntake.objects.get()
    assert response.url == get_address(intake)
    assert (intake.title, intake.state, intake.added_by) == (PLAN.title, "in_hand", curator)
    assert intake.file_name == (file.name if file else "")
    assert count_everything()["Article"] == 0


def test_same_text_leads_to_the_one_in_hand(client, curator):
    post_article(client)

    response = client.post(ADD, {"pasted": TEXT.replace("\n", "\r\n")}, follow=True)

    assert ArticleIntake.objects.count() == 1
    assert "This article is here already: curator gave it on" in response.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Paste the article’s text, or choose a file."),
        ({"pasted": " \n "}, "Paste the article’s text, or choose a file."),
        ({"pasted": "A letter."}, "No theme was found."),
        ({"pasted": "Title\x00" + TEXT}, "This is not text that we can read."),
        ({"pasted": TEXT, "file": SimpleUploadedFile("a.txt", b"x")}, "Clear one of them"),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}, "seems to be a PDF"),
        ({"file": SimpleUploadedFile("a.txt", b"")}, "The file is empty."),
        ({"pasted": TEXT + "\n" * 5_000}, "here an article may have 300,000 in 5,000"),
        ({"pasted": TEXT + "x" * 300_000}, "here an article may have 300,000 in 5,000"),
        (
            {"pasted": TEXT.replace(f"• {CHARTS}", "• Point.\n" * 101)},
            "here an article may have 100 under 40",
        ),
    ],
)
def test_what_is_no_article_is_refused_in_words_and_comes_back(client, curator, data, said):
    page = client.post(ADD, data)

    assert page.status_code == 200
    assert said in page.text
    assert ArticleIntake.objects.count() == 0
    assert page.context["form"]["pasted"].value() == data.get("pasted")
    assert data.get("pasted", "").strip()[:40] in page.text


def test_its_text_is_not_kept_in_history(client, intake):
    assert "text" not in {field.name for field in get_events(ArticleIntake).model._meta.fields}


# The preview


def test_review_is_asked_and_never_assumed(client, curator, review):
    post_article(client)
    intake = ArticleIntake.objects.get()

    page = client.get(get_address(intake))

    assert page.context["preview"].proposed == review
    assert page.context["preview"].review_form["review"].value() == ""
    assert "Accept what is chosen" not in page.text
    refused = client.post(get_address(intake), {"act": "accept", "version": 1})
    assert "Say first which report the article is about." in refused.text
    assert (
        "Say which report the article is about."
        in client.post(get_address(intake), {"act": "review", "version": 1, "review": ""}).text
    )
    assert count_everything()["Article"] == 0


# Lines that say the same


def test_somebody_who_was_quicker_is_told_of(client, intake, monkeypatch):
    def refuse(**kwargs):
        raise IntegrityError

    data = read_answers(client, intake) | {finding_field(CHARTS, "words"): "Mine."}
    monkeypatch.setattr("themes.admin.intake.screens.accept_article", refuse)

    page = client.post(get_address(intake), data)

    assert page.status_code == 409
    assert "Somebody was quicker" in page.text
    assert page.context["preview"].rows[-1].form["words"].value() == "Mine."


# What readers see


def test_where_and_when_it_appeared_is_asked_and_kept_with_the_article(client, intake):
    data = read_answers(client, intake)
    bad = client.post(get_address(intake), data | {"source-published": "in July"})
    assert "Write the day as 2016-07-27" in bad.text

    given = {"title": "Ropes and reviews", "publication": "Harbour News", "published": "2016-07-27"}
    client.post(get_address(intake), data | {f"source-{name}": answer for name, answer in given.items()})

    article, intake = Article.objects.get(), ArticleIntake.objects.get()
    assert article.source_name == "Harbour News, 27 July 2016"
    assert (article.title, article.slug, intake.title) == (
        "Ropes and reviews",
        "ropes-and-reviews",
        "Ropes and reviews",
    )


def test_title_that_was_read_is_proposed_and_taken_where_none_is_given(client, intake):
    page = client.get(get_address(intake))
    read = page.context["preview"].draft.title
    assert page.context["preview"].source_form["title"].value() == read

    client.post(get_address(intake), read_answers(client, intake) | {"source-title": " "})

    assert Article.objects.get().title == read


# Leaving and taking up again


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ({"theme": "{pk}"}, ("Boats", False)),
        ({"theme": "new", "title": "Tar"}, ("Tar", False)),
        ({"theme": "out"}, ("", True)),
        ({"theme": "99999"}, ("", False)),
    ],
)
def test_answers_about_headings_that_an_earlier_release_kept_are_understood(client, intake, kept, shown):
    theme = make_theme("Boats")
    heading = f"heading-{find_line('Charts differ')}"
    intake.decisions = {f"{heading}-{name}": answer.format(pk=theme.pk) for name, answer in kept.items()}
    intake.save()

    form = client.get(get_address(intake)).context["preview"].sections[-1].form

    assert (form["theme"].value(), form.is_left_out) == shown


def test_section_that_was_left_out_is_taken_up_again_by_taking_the_tick_away(client, intake):
    out = f"heading-{find_line('Charts differ')}-out"
    client.post(get_address(intake), read_answers(client, intake) | {"act": "keep", out: "on"})
    kept = read_answers(client, intake) | {"act": "keep"}
    assert kept[out] == "on"

    client.post(get_address(intake), {name: answer for name, answer in kept.items() if name != out})

    assert out not in read_answers(client, intake)


def test_answers_are_kept_as_filled_in_right_or_wrong(client, intake):
    data = read_answers(client, intake) | {
        finding_field(CHARTS): "other",
        finding_field(CHARTS, "other"): "nonsense",
    }

    client.post(get_address(intake), data | {"act": "keep"})

    row = client.get(get_address(intake)).context["preview"].rows[-1]
    assert (row.chosen, row.form["other"].value()) == ("other", "nonsense")
    assert count_everything()["Finding"] == 0


def test_it_is_put_aside_and_taken_up_again(client, intake):
    data = read_answers(client, intake) | {finding_field(CHARTS, "words"): "Half a thought"}
    client.post(get_address(intake), data | {"act": "aside"})
    intake.refresh_from_db()
    assert intake.state == "aside"
    assert (
        client.get(get_address(intake)).context["preview"].rows[-1].form["words"].value() == "Half a thought"
    )

    client.post(get_address(intake), {"act": "take_up", "version": 3})
    intake.refresh_from_db()
    assert intake.state == "in_hand"


@pytest.mark.parametrize("act", ["keep", "accept", "review", "aside"])
def test_second_of_two_people_is_told_and_loses_nothing(client, held, intake, act):
    data = read_answers(client, intake) | {"act": act, finding_field(CHARTS, "words"): "Mine."}
    client.post(
        get_address(intake), read_answers(client, intake) | {"act": "keep", finding_field(CHARTS): "later"}
    )
    before = count_everything()

    page = client.post(get_address(intake), data)

    assert page.status_code == 409
    assert "curator saved this article at" in page.text
    assert "Meanwhile somebody else chose: Later." in page.text
    assert page.context["preview"].rows[-1].form["words"].value() == "Mine."
    assert count_everything() == before
    again = client.post(get_address(intake), data | {"version": page.context["intake"].version})
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, 400),
        ({"act": "nonsense"}, 400),
        ({"act": "keep", "version": "x" * 20}, 409),
        ({"act": "accept", "version": "x" * 20}, 200),
    ],
)
def test_post_without_sense_gets_a_message(client, intake, data, status):
    page = client.post(get_address(intake), data)

    assert page.status_code == status
    assert "errornote" in page.text


def permit(user, *names: str) -> None:
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))


# Who may


@pytest.mark.parametrize(
    ("names", "statuses"),
    [
        ((), (403, 403, 403, 403)),
        (("view_articleintake",), (403, 200, 403, 403)),
        (("add_articleintake", "change_articleintake"), (200, 200, 302, 403)),
        (("change_articleintake", "add_finding"), (403, 200, 302, 302)),
    ],
)
def test_each_act_needs_its_permission(client, intake, names, statuses):
    data = read_answers(client, intake)
    permit(sign_in(client, "other"), *names)

    found = (
        client.get(ADD).status_code,
        client.get(get_address(intake)).status_code,
        client.post(get_address(intake), data | {"act": "keep"}).status_code,
        client.post(get_address(intake), data | {"version": ArticleIntake.objects.get().version}).status_code,
    )

    assert found == statuses


def test_theme_is_not_added_without_the_permission(client, intake):
    heading = f"heading-{find_line('Charts differ')}"
    group = make_theme().group
    data = read_answers(client, intake)
    permit(sign_in(client, "other"), "change_articleintake", "add_finding")

    page = client.post(
        get_address(intake),
        data | {f"{heading}-theme": "Tar", f"{heading}-group": group.pk},
    )

    assert page.status_code == 200
    assert Theme.objects.count() == 1


@pytest.mark.parametrize("pk", ["999", "9" * 40, "x", "1%00", "-1"])
def test_article_that_is_not_there_is_not_found(client, curator, pk):
    assert client.get(f"/admin/themes/articleintake/{pk}/change/").status_code == 404
    assert client.get(f"/admin/themes/articleintake/{pk}/added/").status_code == 404


def test_whatever_is_pasted_or_uploaded_gets_an_answer_in_words(client, curator):
    """Five thousand of these are tried by `tests.bench.malformed_articles`."""
    before = count_everything()
    became = set()

    for case in texts(random.Random(8), 40):  # noqa: S311 - examples
        data = (
            {"file": SimpleUploadedFile(case.name, case.data)}
            if case.name
            else {"pasted": case.data.decode(errors="replace")}
        )
        page = client.post(ADD, data, follow=True)
        assert page.status_code == 200, case
        is_refused, is_taken = "errornote" in page.text, "Which report is it about?" in page.text
        assert is_refused != is_taken, case
        became.add("refused" if is_refused else "taken")

    assert became == {"refused", "taken"}
    assert count_everything() == before
