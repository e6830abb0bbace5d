"""Printed pages waste no sheet, and tables fit a phone or say that they go on."""

import pypdfium2  # type: ignore[import-untyped]
import pytest

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser

# Tables that are wider than their place, with no words above that say so.
CUT_UNSAID = """() => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
    const scrolls = [...document.querySelectorAll(".portal-figures__scroll")];
    const cut = scrolls.filter(one => one.scrollWidth > one.clientWidth);
    const said = one => one.previousElementSibling?.matches(".portal-figures__cue");
    return [scrolls.length, cut.length, cut.filter(one => !said(one)).map(one => one.innerText)];
}"""


def test_where_to_get_help_is_printed_on_no_sheet_of_its_own(visitor):
    page = visitor.open("/themes/pregnancy/")
    alone = []

    for height in range(230, 310, 16):  # wherever the last sheet ends
        with pypdfium2.PdfDocument(page.pdf(width="210mm", height=f"{height}mm")) as pdf:
            words = pdf[len(pdf) - 1].get_textpage().get_text_bounded()
        before, named, _ = words.partition("Need help?")
        if not named or len(before.split()) < 5:  # the number of the sheet, and no more
            alone.append((height, words[:80]))

    assert alone == []


def test_tables_of_figures_fit_the_narrowest_phone_or_say_that_they_go_on(visitor):
    page = visitor.open("/themes/patterns/", viewport=PHONE)

    tables, cut, unsaid = page.evaluate(CUT_UNSAID)

    assert tables > 20
    assert cut > 5
    assert unsaid == []
