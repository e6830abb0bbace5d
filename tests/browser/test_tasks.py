"""What people come for, done as they do it, counted in taps and screens on a phone."""

from __future__ import annotations

import math

import pytest

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser

SENTENCE = "father who won't engage, baby due, history of neglect"
MOST_TAPS = 4


class Thumb:
    """Somebody with a phone: every tap is counted, and every screen that has to be scrolled to reach it."""

    def __init__(self, page) -> None:
        self.page, self.taps, self.screens = page, 0, 0

    def tap(self, target) -> None:
        top = target.bounding_box()["y"] + self.page.evaluate("scrollY")
        self.screens += math.floor(top / PHONE["height"])
        self.taps += 1
        target.tap()


def start(visitor, **options):
    page = visitor.new_page(viewport=PHONE, has_touch=True, is_mobile=True, **options)
    page.goto("/")
    page.get_by_label("What are you dealing with?").fill(SENTENCE)
    return page, Thumb(page)


@pytest.mark.parametrize("way", ["finding", "situation", "theme"])
def test_from_a_sentence_to_a_finding_with_its_reference_copied(visitor, way, capsys):
    page, thumb = start(visitor, permissions=["clipboard-read", "clipboard-write"])

    thumb.tap(page.get_by_role("button", name="Search"))
    page.wait_for_url("**/search/?q=*")
    if way == "situation":
        thumb.tap(page.get_by_role("link", name="A baby is due or newly born"))
    elif way == "theme":
        thumb.tap(page.get_by_role("link", name="Fathers and other men in the family").first)
    page.wait_for_load_state()
    thumb.tap(page.locator(".portal-finding__link").first)
    page.wait_for_url("**/findings/F*/")
    thumb.tap(page.get_by_role("button", name="Copy the reference"))
    page.get_by_text("Copied.").wait_for()

    copied = page.evaluate("navigator.clipboard.readText()")
    code = page.url.rstrip("/").rpartition("/")[2]
    with capsys.disabled():
        print(f"\nBy {way}: {thumb.taps} taps after typing, {thumb.screens} screens scrolled. {copied}")  # noqa: T201
    assert f"finding {code}." in copied
    assert "/f/" in copied
    assert thumb.taps <= MOST_TAPS
    assert visitor.problems == []


def test_the_same_without_scripts_ends_at_words_that_can_be_selected(visitor):
    page = visitor.new_page(viewport=PHONE, has_touch=True, is_mobile=True, scripts=False)
    page.goto("/")
    page.get_by_label("What are you dealing with?").fill(SENTENCE)
    page.get_by_role("button", name="Search").tap()
    page.wait_for_url("**/search/?q=*")
    page.locator(".portal-finding__link").first.tap()
    page.wait_for_url("**/findings/F*/")

    assert page.get_by_role("button", name="Copy the reference").count() == 0
    assert "As summarised by SCR Portal" in page.locator("#citation").inner_text()
    assert page.locator("#citation").evaluate("element => getComputedStyle(element).userSelect") != "none"


def test_list_from_ticks_to_an_address_to_send(visitor):
    page = visitor.open("/search/?q=missed+appointments", scripts=False)
    boxes = page.get_by_label("Add")
    boxes.nth(1).press("Space")
    boxes.nth(0).press("Space")
    page.get_by_role("button", name="Make a list").press("Enter")
    page.wait_for_url("**/findings/?id=F*&id=F*")

    assert page.locator("h1").inner_text().startswith("A list of ")
    mail = page.get_by_role("link", name="Email this to yourself").get_attribute("href")
    assert mail.startswith("mailto:?subject=SCR%20Portal%3A%20a%20list")

    page.get_by_label("Add findings by number").fill("F004")
    page.get_by_label("Add findings by number").press("Enter")
    page.wait_for_url("**id=F004")

    assert page.locator(".portal-finding").filter(has_text="F004").count() == 1


@pytest.mark.parametrize(
    "address", ["/", "/search/?q=missed+appointments", "/findings/?theme=neglect", "/themes/neglect/"]
)
def test_nothing_is_cut_off_at_four_times_the_size(visitor, address):
    # A window of 1280 pixels at 400 % is 320 wide and about 256 high.
    page = visitor.new_page(viewport={"width": 320, "height": 256})
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator("h1").bounding_box()["width"] <= 320
