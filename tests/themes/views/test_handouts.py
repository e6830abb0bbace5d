"""Findings taken away as files: of a theme, a situation, a filtered list and a list that somebody made."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from reviews.limited_process.running import Excess, ProcessStopped
from tests.factories import make_block, make_citation, make_finding, make_period, make_review, make_theme
from tests.themes.handouts.reading import read_pdf, read_slides, read_word
from themes.findings.publishing import withdraw_finding
from themes.handouts import contents, files
from themes.models import Finding, Situation, SituationFinding, StartingPoint

pytestmark = pytest.mark.django_db

TYPES = {
    "pdf": "application/pdf",
    "seven-minutes.pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}


def read_text(response, kind: str) -> str:
    """Everything that a file says."""
    if kind == "txt":
        return response.content.decode()
    if kind.endswith("pdf"):
        return " ".join(read_pdf(response.content))
    if kind == "pptx":
        return "\n".join(part for slide in read_slides(response.content) for part in slide)
    return "\n".join(text for _, text in read_word(response.content))


@pytest.fixture
def theme():
    """With three findings, the second of which must be read with one of another theme."""
    made = make_theme(
        "Example theme", summary="In short, this.", questions=["Who asked?", "Who did not?", "Who?"]
    )
    period = make_period()
    first, second, third = (
        make_finding(f"Lesson {name}.", themes=(made,), periods=(period,)) for name in "ABC"
    )
    make_citation(first)
    make_block(
        second, make_finding("Partner.", themes=(make_theme(),), periods=(period, make_period(2009, 2011)))
    )
    StartingPoint.objects.create(theme=made, finding=third)
    make_finding("Not ready.", themes=(made,), state="draft")
    return made


@pytest.mark.parametrize("kind", TYPES)
def test_a_theme_goes_along(client, theme, kind):
    response = client.get(f"/themes/example-theme.{kind}")

    assert (response.status_code, response["Content-Type"]) == (200, TYPES[kind])
    assert response["Content-Disposition"].endswith(f'filename="scr-portal-example-theme.{kind}"')
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    text = read_text(response, kind)
    for said in (
        *(
            "Example theme",
            "Lesson A.",
            "Lesson B.",
            "Lesson C.",
            "Partner.",
            f"testserver{theme.short_path}",
        ),
        *(
            "One period only".lower(),
            "Drawn from reviews in two periods at once. It cannot be split by period.",
        ),
        *(
            "Read on page 53 of the report.",
            "one says how many, the other how few",
            "This is what reviews found",
        ),
    ):
        assert said.lower() in text.lower()
    assert (
        text.index("Lesson C.") < text.index("Lesson A.") < text.index("Lesson B.")
    )  # "in short" rests on it
    assert "Not ready." not in text
    if kind != "txt":
        for said in ("In short, this.", "Who asked?", "Who did not?"):
            assert said in text
        assert "Who?" not in text
        assert "Findings of other themes that must be read with one of these are among them." in text


def test_a_situation_has_its_order(client):
    situation = Situation.objects.create(slug="a-visit", title="A visit", note="Tomorrow.")
    for position, name in enumerate("ZYX"):
        SituationFinding.objects.create(
            situation=situation, finding=make_finding(f"Lesson {name}."), position=position
        )

    text = read_text(client.get("/situations/a-visit.docx"), "docx")

    assert "A visit" in text
    assert "Tomorrow." in text
    assert text.index("Lesson Z.") < text.index("Lesson Y.") < text.index("Lesson X.")
    assert contents.QUESTION in text  # its findings are of no theme with questions


@pytest.mark.parametrize("kind", TYPES)
def test_a_filtered_list_is_called_as_it_is_chosen(client, theme, kind):
    text = read_text(client.get(f"/findings.{kind}?theme=example-theme&period=2011-2014"), kind)

    assert "Example theme, and 2011 to 2014" in text
    assert "1 of them does not match the list, and must be read with one that does." in text
    assert "Partner." in text


@pytest.mark.parametrize(
    ("spelling", "one"),
    [
        (
            "/findings.pdf?period=2011-2014&theme=example-theme",
            "/findings.pdf?theme=example-theme&period=2011-2014",
        ),
        ("/findings.pdf?theme=example-theme&page=2", "/findings.pdf?theme=example-theme"),
        ("/findings.pdf?theme=example-theme&tick=F001", "/findings.pdf?theme=example-theme"),
        ("/findings.pptx?theme=nothing", "/findings/?theme=nothing"),
        ("/findings.docx?theme=example-theme&theme=nothing", "/findings/?theme=example-theme&theme=nothing"),
        ("/findings.txt?theme=example-theme&period=2003-2005", None),
        ("/findings.pdf?id=F900", "/findings/?id=F900"),
        ("/findings.pdf?id=nonsense", "/findings/?id=nonsense"),
        ("/search.pdf?q=zzzz", "/search/?q=zzzz"),
    ],
)
def test_a_bad_choice_is_told_by_its_page_and_each_list_has_one_address(client, theme, spelling, one):
    response = client.get(spelling)

    assert response.status_code == 302
    if one:
        assert response["Location"] == one


def test_what_was_looked_for_goes_along(client, theme):
    text = read_text(client.get("/search.pptx?q=lesson"), "pptx")

    assert "“lesson”" in text
    assert "Lesson A." in text


@pytest.mark.parametrize("kind", TYPES)
def test_a_made_list_has_its_title_notes_and_order(client, theme, kind):
    a, b, c = (Finding.objects.get(text=f"Lesson {name}.") for name in "ABC")
    query = f"id={c.code}&id={b.code}&title=My+%23session&note-{b.code}=Start+%26+stop+%3Chere%3E%0Anow"

    response = client.get(f"/findings.{kind}?{query}")

    assert {"private", "no-cache"} <= set(response["Cache-Control"].split(", "))  # somebody's notes
    text = read_text(response, kind)
    assert "My #session" in text
    assert "Note: Start & stop <here>" in text
    assert "now" in text
    assert "Title and notes are the words of whoever made this list." in text
    assert text.index("Lesson C.") < text.index("Lesson B.") < text.index("Partner.")
    assert a.text not in text


@pytest.mark.parametrize("kind", TYPES)
def test_what_was_withdrawn_is_left_out_and_told(client, theme, kind):
    a, b = (Finding.objects.get(text=f"Lesson {name}.") for name in "AB")
    withdraw_finding(finding=b)

    text = read_text(client.get(f"/findings.{kind}?id={a.code}&id={b.code}"), kind)

    assert f"Finding {b.code} was withdrawn, so it is not shown." in text
    assert "Lesson B." not in text
    assert "Lesson B." not in read_text(client.get(f"/themes/example-theme.{kind}"), kind)


def test_a_list_of_withdrawn_findings_alone_leads_to_its_page(client):
    gone = make_finding()
    withdraw_finding(finding=gone)

    assert client.get(f"/findings.pdf?id={gone.code}")["Location"] == f"/findings/?id={gone.code}"


def test_the_short_address_of_a_made_list_leads_to_it(client, theme):
    codes = [Finding.objects.get(text=f"Lesson {name}.").code for name in "CA"]

    text = read_text(client.get(f"/findings.docx?id={codes[0]}&id={codes[1]}"), "docx")

    address = f"/findings/?id={codes[0]}+{codes[1]}"
    assert address in text
    assert client.get(address)["Location"] == f"/findings/?id={codes[0]}&id={codes[1]}"


def test_a_file_holds_so_many_findings_and_says_so(client, monkeypatch):
    monkeypatch.setattr("themes.views.handouts.MOST_FINDINGS", 3)
    made = make_theme("Long")
    found = [make_finding(f"Lesson {number}.", themes=(made,)) for number in range(5)]
    make_block(found[1], found[2], make_finding("Partner."))

    for address in ("/themes/long.txt", "/findings.txt?theme=long"):
        text = client.get(address).content.decode()
        assert "These are the first 1 finding of a longer list: a file holds at most 3." in text
        assert "Lesson 1." not in text  # with its partners there would be four
        assert "Partner." not in text


@pytest.mark.parametrize(("sizes", "chosen"), [([2, 2, 2], [2, 2]), ([9, 1], [9]), ([], [])])
def test_entries_are_chosen_whole(sizes, chosen):
    entries: Any = [SimpleNamespace(cards=range(size)) for size in sizes]

    assert [len(entry.cards) for entry in contents.choose_first(entries, 5)] == chosen


def test_signs_that_nobody_sees_are_taken_out():
    assert contents.clean_text("a\x00b\x07c\ud800d\ue000e\ufffff\u202eg\r\nh\u2028i\tj") == "abcdefg\nh\ni j"
    assert contents.clean_texts({"a": ["b\x00", {"c": ("d\x0b",)}], "e": 1}) == {
        "a": ["b", {"c": ["d\n"]}],
        "e": 1,
    }


def test_pages_offer_the_files(client, theme):
    codes = [Finding.objects.get(text=f"Lesson {name}.").code for name in "AB"]
    situation = Situation.objects.create(slug="a-visit", title="A visit")
    SituationFinding.objects.create(
        situation=situation, finding=Finding.objects.get(text="Lesson A."), position=0
    )
    for page, file in (
        ("/themes/example-theme/", "/themes/example-theme.{}"),
        ("/situations/a-visit/", "/situations/a-visit.{}"),
        ("/findings/?theme=example-theme", "/findings.{}?theme=example-theme"),
        ("/search/?q=lesson", "/search.{}?q=lesson"),
        (f"/findings/?id={codes[0]}&id={codes[1]}", f"/findings.{{}}?id={codes[0]}&amp;id={codes[1]}"),
    ):
        html = client.get(page).content.decode()
        for kind in TYPES:
            assert f'href="{file.format(kind)}"' in html, (page, kind)
            assert client.get(file.format(kind).replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(
    ("findings", "pages", "slides", "most"),
    [
        (1, "PDF, 1 page", "PowerPoint, 3", 0),
        (6, "PDF, 1 page", "PowerPoint, 8", 0),
        (7, "PDF", "PowerPoint, 9", 0),
        (61, "PDF", "PowerPoint", 0),
        (101, "PDF", "PowerPoint", 100),
    ],
)
def test_how_long_a_file_is_stands_beside_its_name(findings, pages, slides, most):
    links = files.build_handout_links("/findings/", "", entry_count=findings, finding_count=findings)

    details = {link.name: link.detail for link in links.links}
    assert (details["Handout"], details["Slides"], links.most) == (pages, slides, most)


def test_slides_are_as_many_as_was_said(client, theme):
    html = client.get("/themes/example-theme/").content.decode()

    assert "(PowerPoint, 5)</span>" in html
    assert len(read_slides(client.get("/themes/example-theme.pptx").content)) == 5


@pytest.mark.parametrize("count", [1, 12])
def test_queries_do_not_grow(client, django_assert_num_queries, monkeypatch, count):
    monkeypatch.setattr("themes.views.handouts.make_file", lambda handout, kind: b"")
    made = make_theme("Example", questions=["Who?"])
    period, review = make_period(), make_review()
    for _ in range(count):
        make_citation(make_finding(themes=(made,), periods=(period,), review=review))

    with django_assert_num_queries(QUERIES):
        client.get("/themes/example.pdf")


QUERIES = 9


def test_while_others_are_made_it_says_so_and_pages_go_on(client, theme, monkeypatch):
    begun, may_end = threading.Event(), threading.Event()
    answers = []

    def make(*arguments, **more):
        begun.set()
        assert may_end.wait(20)
        return b"made"

    monkeypatch.setattr(files, "run_limited", make)

    made: Any = SimpleNamespace(to_json=lambda: "{}")
    threads = [
        threading.Thread(target=lambda: answers.append(files.make_file(made, "pdf"))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    assert begun.wait(20)
    while files._places._value:  # until the second has its place too
        threading.Event().wait(0.01)
    response = client.get("/themes/example-theme.pdf")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "Other people’s files are being made." in response.content.decode()
    assert client.get("/themes/example-theme/").status_code == 200
    may_end.set()
    for thread in threads:
        thread.join()

    assert answers == [b"made", b"made"]
    assert client.get("/themes/example-theme.pdf").content == b"made"


def test_what_cannot_be_made_is_told_and_logged(client, theme, monkeypatch, caplog):
    def stop(*arguments, **more):
        raise ProcessStopped(Excess.TIME)

    monkeypatch.setattr(files, "run_limited", stop)

    response = client.get("/themes/example-theme.pptx")

    assert response.status_code == 503
    page = response.content.decode()
    assert "Making it took too long, so we stopped. Try again, or choose fewer findings." in page
    assert f'href="{reverse("theme-short", args=[theme.pk])}"' in page
    assert "A handout was not made: time" in caplog.text


def test_a_renamed_theme_leads_to_its_file_and_an_empty_one_to_its_page(client, theme):
    theme.slug = "new"
    theme.save()
    make_theme("Empty")

    assert client.get("/themes/example-theme.pdf")["Location"] == "/themes/new.pdf"
    assert client.get("/themes/empty.pdf")["Location"] == "/themes/empty/"
    assert client.get("/themes/none.pdf").status_code == 404
    assert client.post("/themes/new.pdf").status_code == 405
