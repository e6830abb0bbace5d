"""Every kind of page in a real browser: accessible, within its policy, and no wider than a phone."""

from typing import NamedTuple

import pytest

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ALL_THE_WIDTH = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


class Kind(NamedTuple):
    """A kind of page; `{single}` and the like stand for addresses that only the site knows."""

    address: str
    status: int = 200
    curator: bool = False


PUBLIC = {
    "home": Kind("/"),
    "themes": Kind("/themes/"),
    "theme": Kind("/themes/neglect/"),
    "findings": Kind("/findings/"),
    "findings-second": Kind("/findings/?page=2"),
    "findings-filtered": Kind("/findings/?theme=neglect&theme=babies&period=2011-2014"),
    "findings-unknown-filter": Kind("/findings/?theme=neglect&theme=no-such-theme&period=1066"),
    "findings-none": Kind("/findings/?theme=safer-sleep&period=2003-2005"),
    "finding-single": Kind("{single}"),
    "finding-in-block": Kind("{in_block}"),
    "finding-shared-pages": Kind("{shared_pages}"),
    "finding-statistic": Kind("{statistic}"),
    "finding-withdrawn": Kind("{withdrawn}", status=410),
    "situations": Kind("/situations/"),
    "situation": Kind("/situations/a-baby-is-due/"),
    "reviews": Kind("/reviews/"),
    "review": Kind("/reviews/national-analysis-2011-2014/"),
    "review-page": Kind("/reviews/national-analysis-2011-2014/p/17/"),
    "review-page-empty": Kind("/reviews/national-analysis-2011-2014/p/2/"),
    "periods": Kind("/periods/"),
    "period": Kind("/periods/2011-2014/"),
    "not-found": Kind("/no/such/page/", status=404),
}
ADMIN = {
    "admin-login": Kind("/admin/login/"),
    "admin-index": Kind("/admin/", curator=True),
    "admin-findings": Kind("/admin/themes/finding/", curator=True),
    "admin-add-finding": Kind("/admin/themes/finding/add/", curator=True),
    "admin-change-finding": Kind("{change_finding}", curator=True),
    "admin-change-draft": Kind("{change_draft}", curator=True),
    "admin-comments": Kind("/admin/themes/comment/", curator=True),
    "admin-change-comment": Kind("{change_comment}", curator=True),
}


def open_kind(visitor, kind, **options):
    address = kind.address.format(**visitor.site.addresses)
    return visitor.open(address, status=kind.status, curator=kind.curator, **options)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_is_accessible(visitor, run_axe, name, scripts):
    page = open_kind(visitor, PUBLIC[name], scripts=scripts)

    found = {}
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        found[size["width"]] = run_axe(page, tags=[*AA, "best-practice"])

    assert found == {1280: [], 320: []}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("name", ADMIN)
def test_admin_page_is_accessible(visitor, run_axe, name, scripts):
    page = open_kind(visitor, ADMIN[name], scripts=scripts)

    found = {}
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        found[size["width"]] = run_axe(page, tags=AA)

    assert found == {1280: [], 320: []}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("name", PUBLIC | ADMIN)
def test_page_keeps_its_policy_and_asks_no_other_host(visitor, name, scripts):
    page = open_kind(visitor, (PUBLIC | ADMIN)[name], scripts=scripts)

    assert visitor.problems == []
    assert visitor.elsewhere() == []
    assert len(visitor.requests) >= 2  # the page and its style
    assert page.locator("h1").count() == 1
    assert page.locator("link[rel=icon]").count() == 1


@pytest.mark.parametrize("name", PUBLIC)
def test_page_does_not_scroll_sideways(visitor, name):
    phone = open_kind(visitor, PUBLIC[name], viewport=PHONE)
    # What a window of 1280 by 1024 shows at 400 %.
    zoomed = open_kind(visitor, PUBLIC[name], viewport={"width": 320, "height": 256}, device_scale_factor=4)

    assert phone.evaluate(ALL_THE_WIDTH) == [320, 320]
    assert zoomed.evaluate(ALL_THE_WIDTH) == [320, 320]
