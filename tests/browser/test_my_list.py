"""A list that lasts across pages and tabs, and is forgotten when its reader says so."""

import re

import pypdfium2  # type: ignore[import-untyped]
import pytest

pytestmark = pytest.mark.browser

OWN = "This browser keeps this list for you."
OTHER = "You are looking at another list. Your own is still kept in this browser."
ALONE = '.portal-pick input:not([data-codes*=" "])'  # boxes of a single finding


def count_kept(page) -> str:
    link = page.locator("[data-my-list]")
    return page.locator("[data-my-list-count]").inner_text() if link.is_visible() else ""


def read_kept(page) -> dict:
    return page.evaluate("JSON.parse(localStorage.getItem('scr-portal-list'))")


def find_alone(page, count) -> list[str]:
    """Findings that nothing must be read with, of the page of all."""
    return page.locator(ALONE).evaluate_all("boxes => boxes.map(box => box.value)")[:count]


def keep(page, codes, *, title="", notes=None) -> None:
    """As if this had been kept before the page was opened."""
    kept = {"codes": codes, "title": title, "notes": notes or {}}
    page.evaluate("kept => localStorage.setItem('scr-portal-list', JSON.stringify(kept))", kept)
    page.reload()


def save_note(page, note) -> None:
    page.get_by_text("Add a note to").first.click()
    page.locator("textarea[name^=note-]").first.fill(note)
    page.get_by_role("button", name="Save the note to").first.click()


def test_list_lasts_across_pages_and_tabs_until_it_is_forgotten(visitor):
    page = visitor.open("/findings/")
    assert count_kept(page) == ""
    first = page.locator(ALONE).nth(0)
    code = first.get_attribute("value")
    first.check()
    assert count_kept(page) == "1"

    exit_link = page.locator(".portal-exit")
    for width in (320, 375, 412, 1280):  # the list's name and number leave room for it
        page.set_viewport_size({"width": width, "height": 667})
        box = exit_link.bounding_box()
        assert box["x"] + box["width"] <= width - 15, width

    page.goto("/themes/babies/")
    there = page.locator(f"{ALONE}:not([value={code}])").nth(0)
    second = there.get_attribute("value")
    there.check()
    other = page.context.new_page()
    other.goto("/themes/babies/")
    assert other.locator(f".portal-pick input[value={second}]").first.is_checked()
    assert count_kept(other) == count_kept(page) == "2"

    other.locator("[data-my-list]").click()
    other.wait_for_url(f"**/findings/?id={code}&id={second}")
    here = other.locator("[data-list-here]")
    assert OWN in here.inner_text()
    other.locator(".portal-listed__remove").first.click()
    other.wait_for_url(f"**/findings/?id={second}#{second}")
    assert count_kept(other) == "1"

    here.get_by_role("button", name="Forget my list").click()
    assert "This browser has forgotten your list." in here.inner_text()
    assert count_kept(other) == ""
    assert other.evaluate("localStorage.length") == 0
    here.get_by_role("button", name="Keep this as my list in this browser").click()
    assert count_kept(other) == "1"
    assert visitor.problems == []


def test_list_of_somebody_else_is_kept_only_when_asked(visitor):
    page = visitor.open("/findings/?id=F119&tick=F001")
    here = page.locator("[data-list-here]")
    codes = here.get_attribute("data-list-here").split()

    assert count_kept(page) == ""
    page.get_by_role("button", name="Keep this as my list in this browser").click()
    page.goto("/help/")
    assert count_kept(page) == str(len(codes))

    page.goto("/findings/?id=F119&id=F001")
    assert OTHER in here.inner_text()
    page.locator(".portal-listed__remove").first.click()
    page.wait_for_url("**/findings/?id=F001#F001")
    assert count_kept(page) == str(len(codes))
    page.get_by_role("button", name=re.compile("Add these [0-9]+ to my list")).click()
    added = int(count_kept(page)) - len(codes)
    assert added > 0
    assert f"{added} added to the list" in here.inner_text()
    page.get_by_role("button", name="Replace my list with this one").click()
    assert OWN in here.inner_text()


def test_finding_joins_the_list_from_its_own_page(visitor):
    page = visitor.open("/findings/")
    alone = find_alone(page, 2)[1]
    page.goto("/findings/F001/")
    own = page.locator("[data-add-to-list]").get_attribute("data-add-to-list").split()
    page.evaluate("code => localStorage.setItem('scr-portal-list', JSON.stringify([code]))", alone)
    page.reload()

    page.get_by_role("button", name=re.compile("Add .*to my list")).click()

    page.wait_for_url(f"**/findings/?id={alone}&{'&'.join(f'id={code}' for code in own)}")
    assert count_kept(page) == str(1 + len(own))


def test_list_that_is_forgotten_does_not_come_back_with_an_address(visitor):
    page = visitor.open("/findings/?tick=F119")

    assert count_kept(page) == ""
    page.locator(".portal-pick input").nth(0).check()
    page.locator("[data-my-list]").click()
    page.get_by_role("button", name="Forget my list").click()
    page.go_back()

    assert count_kept(page) == ""
    assert page.locator(".portal-pick input:checked").count() == 0
    assert page.locator("input[type=hidden][name=tick]").count() == 0


def test_box_that_is_cleared_leaves_the_list(visitor):
    page = visitor.open("/findings/")
    box = page.locator(".portal-pick input").nth(0)
    box.check()
    page.reload()
    assert box.is_checked()

    box.uncheck()
    page.reload()

    assert not box.is_checked()
    assert count_kept(page) == ""


def test_without_scripts_the_head_counts_what_the_address_holds(visitor):
    page = visitor.open("/findings/?tick=F119&tick=F106", scripts=False)

    link = page.locator("[data-my-list]")
    assert link.is_visible()
    assert link.get_attribute("href") == "/findings/?id=F119&id=F106"
    assert page.locator("[data-my-list-count]").inner_text() == "2"
    assert not page.locator("[data-list-here]").is_visible()


def test_browser_that_keeps_nothing_still_has_ticks_in_addresses(visitor):
    page = visitor.new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError'); }})"
    )
    page.goto("/findings/")
    page.locator(".portal-pick input").nth(0).check()

    page.get_by_role("button", name="Make a list").click()

    page.wait_for_url("**/findings/?id=F*")
    assert visitor.problems == []


def test_long_list_keeps_its_notes_where_a_browser_keeps_nothing(visitor):
    page = visitor.new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError'); }})"
    )
    chosen = "+".join(f"F{number:03}" for number in range(1, 60))
    page.goto(f"/findings/?tick={chosen}&title=My+session&note-F001=Mine")

    page.locator('main a[href*="period="][href*="tick=along"]:visible').first.click()
    page.wait_for_url("**/findings/?period=*")

    assert "tick=F001+F002+" in page.url
    assert "title=My+session&note-F001=Mine" in page.url
    assert "along" not in page.url


def test_own_list_is_arranged_titled_and_noted_and_kept(visitor):
    page = visitor.open("/findings/?id=F058&id=F011&id=F001")
    page.get_by_role("button", name="Keep this as my list in this browser").click()

    up = page.get_by_role("button", name="Move F011 up")
    up.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/findings/?id=F011&id=F058&id=F001#F011")
    assert page.evaluate("document.activeElement.value") == "down-F011"
    page.get_by_text("Give it a title").click()
    page.get_by_label("Title of the list").fill("Not seen & not brought")
    page.get_by_label("Title of the list").press("Enter")
    page.wait_for_url("**title=Not+seen**")
    page.get_by_text("Add a note to F011").click()
    page.get_by_label("Note to F011").fill("“Start” here\nשלום 👋")
    page.get_by_role("button", name="Save the note to F011").click()
    page.wait_for_url("**note-F011=**")

    assert read_kept(page)["codes"][:2] == ["F011", "F058"]
    assert read_kept(page)["title"] == "Not seen & not brought"
    assert read_kept(page)["notes"] == {"F011": "“Start” here\nשלום 👋"}
    page.goto("/help/")
    page.locator("[data-my-list]").click()
    assert page.locator("h1").inner_text() == "Not seen & not brought"
    assert OWN in page.locator("[data-list-here]").inner_text()
    assert "note-" not in page.get_by_role("link", name="Findings").last.get_attribute("href")
    assert visitor.problems == []


def test_printed_list_says_its_address_once_and_none_of_its_links(visitor):
    page = visitor.open("/findings/?id=F106&id=F119")
    with pypdfium2.PdfDocument(page.pdf()) as pdf:
        words = "".join(part.get_textpage().get_text_bounded() for part in pdf)

    assert words.count("http") == 1
    assert "id=F106&id=F119" in words


def test_list_is_copied_with_its_formatting(visitor):
    page = visitor.open("/findings/?id=F106&id=F119&title=Pairs&note-F106=Ask+first.")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Copy for Word").click()
    page.get_by_text("Copied. Paste it").wait_for()
    html, text = page.evaluate("""async () => {
        const [item] = await navigator.clipboard.read();
        return Promise.all(["text/html", "text/plain"].map(async (type) => (await item.getType(type)).text()));
    }""")

    assert "<h2" in html
    assert "Read these together." in html
    assert "Note: Ask first." in html
    assert text.startswith("Pairs\n")
    assert "1. Read these together." in text
    assert visitor.problems == []


def test_without_scripts_a_list_is_made_over_pages_titled_and_put_in_order(visitor):
    page = visitor.open("/themes/babies/", scripts=False)
    first = page.locator(ALONE).nth(0)
    codes = [first.get_attribute("value")]
    first.check()
    page.get_by_role("button", name="Make a list").click()
    page.get_by_text("Give it a title").click()
    page.get_by_label("Title of the list").fill("Mine")
    page.get_by_label("Title of the list").press("Enter")
    page.wait_for_url("**title=Mine")
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Findings").click()
    assert page.locator("[data-my-list-count]").inner_text() == "1"
    page.locator(".portal-strip__part[href]").first.click()
    second = page.locator(f"{ALONE}:not([value={codes[0]}])").nth(0)
    codes.append(second.get_attribute("value"))
    second.check()
    page.get_by_role("button", name="Make a list").click()
    page.wait_for_url("**title=Mine")

    place = page.get_by_label(f"Place of {codes[1]}")
    place.fill("1")
    page.get_by_role("button", name="Reorder by the numbers you typed").click()

    page.wait_for_url(f"**/findings/?id={codes[1]}&id={codes[0]}&title=Mine")
    assert page.locator("h1").inner_text() == "Mine"


def test_note_is_kept_on_a_list_begun_with_the_second_of_a_block(visitor):
    page = visitor.open(visitor.site.addresses["in_block"])
    first, second, *_ = page.locator("[data-add-to-list]").get_attribute("data-add-to-list").split()
    page.goto(f"/findings/{second}/")
    page.get_by_role("button", name=re.compile("Add .*to my list")).click()
    page.wait_for_url(f"**/findings/?id={first}&id={second}*")
    assert OWN in page.locator("[data-list-here]").inner_text()
    save_note(page, "Ask first.")
    page.wait_for_url(f"**note-{first}=**")

    page.goto("/help/")
    page.locator("[data-my-list]").click()

    assert page.locator(".portal-listed__words").inner_text() == "Ask first."
    assert OWN in page.locator("[data-list-here]").inner_text()


@pytest.mark.parametrize("is_refused", [True, False], ids=["refused", "stopped"])
def test_list_that_somebody_sent_takes_no_place_of_an_own_one_whose_saving_failed(visitor, is_refused):
    page = visitor.open("/findings/")
    *own, other = find_alone(page, 3)
    keep(page, own)
    page.locator("[data-my-list]").click()
    if is_refused:
        page.get_by_label(f"Place of {own[0]}").fill("first")
    else:
        page.route("**/findings/arranged/", lambda route: route.abort("aborted"))
    page.get_by_role("button", name="Reorder by the numbers you typed").click()
    if is_refused:
        page.get_by_text("This was not saved yet").wait_for()

    page.goto(f"/findings/?id={other}&title=Theirs")

    assert OTHER in page.locator("[data-list-here]").inner_text()
    assert read_kept(page)["codes"] == own


def test_own_list_mended_after_a_refusal_is_kept(visitor):
    page = visitor.open("/findings/")
    first, second = find_alone(page, 2)
    keep(page, [first, second])
    page.locator("[data-my-list]").click()
    place = page.get_by_label(f"Place of {second}")
    for typed in ("first", "second", "1"):
        place.fill(typed)
        page.get_by_role("button", name="Reorder by the numbers you typed").click()
        page.wait_for_url("**/arranged/" if typed != "1" else f"**/findings/?id={second}&id={first}")

    assert read_kept(page)["codes"] == [second, first]
    assert OWN in page.locator("[data-list-here]").inner_text()


def test_note_to_a_withdrawn_finding_is_kept_until_its_reader_replaces_the_list(visitor):
    gone = visitor.site.addresses["withdrawn"].strip("/").split("/")[-1]
    page = visitor.open("/findings/")
    [code] = find_alone(page, 1)
    keep(page, [code, gone], notes={gone: "What I noted."})
    here = page.locator("[data-list-here]")

    page.locator("[data-my-list]").click()
    assert "with what was left out here" in here.inner_text()
    save_note(page, "To the other.")
    page.wait_for_url(f"**note-{code}=**")
    assert "with what was left out here" in here.inner_text()
    assert read_kept(page)["notes"] == {code: "To the other.", gone: "What I noted."}
    page.get_by_role("button", name="Replace my list with this one").click()

    assert read_kept(page)["notes"] == {code: "To the other."}
    assert OWN in here.inner_text()


def test_adding_what_is_on_the_list_already_changes_nothing(visitor):
    page = visitor.open("/findings/")
    first, second = find_alone(page, 2)
    keep(page, [first, second], title="T", notes={first: "Ask."})
    page.goto(f"/findings/{first}/")

    page.get_by_role("button", name="Add to my list").click()

    page.wait_for_url(f"**/findings/?id={first}&id={second}&title=T&note-{first}=Ask.")
    assert OWN in page.locator("[data-list-here]").inner_text()


def test_more_findings_than_a_list_holds_are_refused_aloud(visitor):
    page = visitor.open("/findings/")
    [code] = find_alone(page, 1)
    box = page.locator(f"{ALONE}[value={code}]")
    full = [f"F{number}" for number in range(900_000, 900_100)]
    keep(page, full)
    said = "A list holds at most 100 findings. Yours stays as it is: take some off first."

    box.click()
    assert not box.is_checked()
    assert page.get_by_role("alert").inner_text() == said
    page.goto(f"/findings/{code}/")
    page.get_by_role("button", name="Add to my list").click()
    assert page.get_by_role("alert").inner_text() == said
    page.goto(f"/findings/?id={code}")
    page.get_by_role("button", name="Add this one to my list").click()
    assert said in page.locator("[data-list-here]").inner_text()

    assert read_kept(page)["codes"] == full
    assert visitor.problems == []


@pytest.mark.parametrize(
    "name", [re.compile("^My list"), re.compile("Make a list")], ids=["my-list", "make-a-list"]
)
def test_list_too_long_for_an_address_opens_with_what_to_shorten(visitor, name):
    page = visitor.open("/findings/")
    codes = find_alone(page, 9)
    notes = dict.fromkeys(codes, "\u05e9" * 190)
    keep(page, codes, notes=notes)

    page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first.click()
    page.get_by_text("This was not saved yet").wait_for()
    assert "too long together" in page.locator("main").inner_text()
    assert read_kept(page)["notes"] == notes
    for code in codes[:-1]:
        page.locator(f"[id=note-{code}]").evaluate("(field) => { field.closest('details').open = true }")
        page.locator(f"[id=note-{code}]").fill("")
    page.get_by_role("button", name=f"Save the note to {codes[0]}").click()
    page.wait_for_url(f"**note-{codes[-1]}=**")

    assert list(read_kept(page)["notes"]) == codes[-1:]
    assert OWN in page.locator("[data-list-here]").inner_text()
    assert visitor.problems == []
