"""The list of findings: blocks stay whole, filters widen and narrow, and what is not known is told."""

import pytest
from django.utils import timezone

from tests.factories import make_block, make_finding, make_period, make_theme
from themes.models import Quotation, Theme

pytestmark = pytest.mark.django_db


def test_findings_to_be_read_together_come_along_whatever_the_filter(client):
    here, there = make_theme("Here"), make_theme("There")
    first, second = (
        make_finding("The first half.", themes=(here,)),
        make_finding("The other.", themes=(there,)),
    )
    make_block(first, second, reason="one is not the other")

    for address, said in (
        ("/findings/?theme=here", "Read these together"),
        ("/themes/here/", "Read these together"),
        (first.get_absolute_url(), "Read together with"),
    ):
        page = client.get(address).content.decode()
        assert "The other." in page, address
        assert said in page, address
    assert '<h1 class="govuk-heading-l">1 finding' in client.get("/findings/?theme=here").content.decode()


def test_partner_that_is_not_published_does_not_come_along(client):
    first, second = make_finding("The first half."), make_finding("The other.", state="draft")
    make_block(first, second)

    page = client.get(first.get_absolute_url()).content.decode()

    assert "The other." not in page
    assert "Read together with" not in page


def test_pages_of_a_list_never_split_a_block(client):
    findings = [make_finding(f"Sentence {number}.") for number in range(30)]
    make_block(findings[24], findings[29])

    first = client.get("/findings/").content.decode()
    second = client.get("/findings/?page=2").content.decode()

    assert "Sentence 29." in first
    assert "Sentence 29." not in second
    assert "Sentence 25." in second


def test_same_kind_of_filter_widens_and_different_kinds_narrow(client):
    babies, neglect = make_theme("Babies"), make_theme("Neglect")
    early, late = make_period(2003, 2005), make_period(2011, 2014)
    make_finding("About babies, early.", themes=(babies,), periods=(early,))
    make_finding("About neglect, late.", themes=(neglect,), periods=(late,))
    make_finding("About both, late.", themes=(babies, neglect), periods=(late,))

    def found(query):
        page = client.get(f"/findings/?{query}").content.decode()
        return [text for text in ("babies, early", "neglect, late", "both, late") if f"About {text}." in page]

    assert found("theme=babies") == ["babies, early", "both, late"]
    assert found("theme=babies&theme=neglect") == ["babies, early", "neglect, late", "both, late"]
    assert found("theme=babies&theme=neglect&period=2011-2014") == ["neglect, late", "both, late"]
    assert found("theme=babies&period=2003-2005&period=2011-2014") == ["babies, early", "both, late"]


def test_choice_is_said_in_words_and_each_part_can_be_taken_away(client):
    for title in ("Neglect", "Babies"):
        make_theme(title)
    make_period(2011, 2014)

    page = client.get("/findings/?theme=neglect&theme=babies&period=2011-2014").content.decode()

    assert "Neglect or Babies, and 2011 to 2014" in page
    assert 'href="/findings/?theme=babies&amp;period=2011-2014"' in page
    assert 'href="/findings/?theme=neglect&amp;theme=babies"' in page


@pytest.mark.parametrize("word", ["nope", "<script>alert(1)</script>", "' OR 1=1", "\x00", "a" * 5000])
def test_filter_that_is_not_known_is_left_out_and_told(client, word):
    make_theme("Neglect")
    make_finding("About neglect.", themes=(Theme.objects.get(),))

    response = client.get("/findings/", {"theme": ["neglect", word]})

    page = response.content.decode()
    assert response.status_code == 200
    assert "About neglect." in page
    assert "was left out" in page
    assert "<script>alert" not in page


def test_findings_of_one_period_alone(client):
    early, late = make_period(2003, 2005), make_period(2011, 2014)
    make_finding("Late alone.", periods=(late,))
    make_finding("Both together.", periods=(early, late))

    both = client.get("/findings/?period=2011-2014").content.decode()
    alone = client.get("/findings/?period=2011-2014&alone=yes").content.decode()

    assert "Both together." in both
    assert "Both together." not in alone
    assert "Late alone." in alone
    assert "2011 to 2014, and of one period alone" in alone
    assert 'href="/findings/?period=2011-2014"' in alone


def test_filter_that_does_not_exist_is_told(client):
    make_finding("A finding.")

    page = client.get("/findings/?colour=red").content.decode()

    assert "A finding." in page
    assert "“colour”" in page
    assert "was left out" in page


def test_former_slug_in_a_filter_leads_to_the_current_one(client):
    theme, other = make_theme("Babies"), make_theme("Neglect")
    make_finding("About babies.", themes=(theme,))
    theme.slug = "babies-and-pregnancy"
    theme.save()

    response = client.get("/findings/?theme=neglect&theme=babies")

    assert response["Location"] == "/findings/?theme=babies-and-pregnancy&theme=neglect"

    other.merged_into = theme
    other.save()
    assert client.get("/findings/?theme=neglect")["Location"] == "/findings/?theme=babies-and-pregnancy"


def test_findings_of_several_periods_together(client):
    early, late = make_period(2003, 2005), make_period(2011, 2014)
    make_finding("Late alone.", periods=(late,))
    make_finding("Both together.", periods=(early, late))

    page = client.get("/findings/?alone=no").content.decode()

    assert "Both together." in page
    assert "Late alone." not in page
    assert "of several periods together" in page


@pytest.mark.parametrize("word", ["maybe", "\x00", "yess"])
def test_span_that_is_not_known_is_told_and_leaves_the_rest(client, word):
    theme = make_theme("Neglect")
    make_finding("About neglect.", themes=(theme,))
    make_finding("About babies.")

    page = client.get("/findings/", {"theme": "neglect", "alone": word}).content.decode()

    assert "About neglect." in page
    assert "About babies." not in page
    assert "was left out" in page


def test_first_page_has_one_address(client):
    make_theme("Neglect")

    assert client.get("/findings/?page=1")["Location"] == "/findings/"
    assert client.get("/findings/?page=1&theme=neglect")["Location"] == "/findings/?theme=neglect"


def test_list_can_be_held_to_checked_wording(client):
    checked, unchecked, own = (make_finding(f"Lesson {name}.") for name in ("one", "two", "three"))
    for finding, outcome in ((checked, "exact"), (unchecked, "exact"), (unchecked, "near")):
        Quotation.objects.create(finding=finding, words="w", outcome=outcome, checked_at=timezone.now())

    def shown(query: str) -> list[str]:
        page = client.get(f"/findings/?wording={query}").content.decode()
        return [each.code for each in (checked, unchecked, own) if f"{each.code}</span>" in page]

    assert [shown("checked"), shown("not-checked"), shown("own")] == [
        [checked.code],
        [unchecked.code],
        [own.code],
    ]
    Quotation.objects.filter(outcome="near").update(outcome="exact")
    assert shown("checked") == [checked.code, unchecked.code]
    Quotation.objects.filter(finding=checked).delete()
    assert shown("own") == [checked.code, own.code]
