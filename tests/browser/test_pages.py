"""Every kind of page in a real browser: accessible, within its policy, and no wider than a phone."""

import re
from collections import defaultdict
from typing import Any, NamedTuple

import pytest
from django.urls import get_resolver, resolve

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ALL_THE_WIDTH = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"

# Faults of Django's own admin, at which our templates have no say. Each: axe's rule, and the elements.
DJANGOS_OWN = re.compile(
    r"""
    link-in-text-block\ .*:\ \.breadcrumbs\ >  # parents of this page, told from its text by colour only
    | target-size\ .*<a\ href="\?  # a list's filters, 20 pixels high
    | aria-input-field-name\ .*select2-id_[\w-]+-container  # an autocomplete with nothing chosen is nameless
    | label\ .*class="select2-search__field"  # the box that one types in, in an autocomplete for several
    | aria-prohibited-attr\ .*help-tooltip\ search-label-icon  # the hint beside a select filter's search
    | (?:label|select-name)\ .*:\ \#id_\w+-\d+-\w+:\ <  # a table's cells, named by their column alone
    | scrollable-region-focusable\ .*:\ \#\w+-group:  # a table of entries on a phone, scrolled by touch only
    """,
    re.VERBOSE,
)
# Examples stand beside each other and beside the page's own navigation, and these names are theirs wherever they are.
SAME_LANDMARKS = re.compile(
    r'landmark-unique .*(?:aria-label="(?:Main|Breadcrumb|Pagination)"|role="search")'
)


class Kind(NamedTuple):
    """A kind of page; `{single}` and the like stand for addresses that only the site knows."""

    address: str
    status: int = 200
    curator: bool = False


named: Any = get_resolver().reverse_dict
ROUTES = {name: named[name][0][0] for name in named if isinstance(name, str)}
FEEDS = {"corrections-feed"}  # for feed readers, not for browsers
FILES = {name for name in ROUTES if name.endswith("-file")}  # to keep, not to look at
FILES.add("page-picture")  # stands in pages
PUBLIC = {
    **{
        name: Kind(f"/{route}")
        for name, (route, arguments) in ROUTES.items()
        if not arguments and name not in FEEDS
    },
    "theme": Kind("/themes/neglect/"),
    "findings-references-vancouver": Kind("/findings/references/?theme=babies&style=vancouver"),
    "findings-references-plain": Kind("/findings/references/?theme=babies&style=plain"),
    "search-references": Kind("/search/references/?q=father+who+won%27t+engage"),
    "findings-second": Kind("/findings/?page=2"),
    "findings-filtered": Kind("/findings/?theme=babies&theme=neglect&period=2011-2014"),
    "findings-every-agency": Kind(
        "/findings/?theme=thresholds&theme=shared-responsibility&agency=health&agency=police"
    ),
    "findings-made-list": Kind("/findings/?id=F004&id=F060&id=F020&id=F999"),
    "findings-nothing-ticked": Kind("/findings/?list=new"),
    "search-results": Kind("/search/?q=father+who+won%27t+engage%2C+baby+due%2C+history+of+neglect"),
    "search-with-term-and-gap": Kind("/search/?q=disguised+compliance+and+police"),
    "search-none": Kind("/search/?q=complience+of+probation&theme=babies"),
    "search-pages": Kind("/search/?q=p.+17"),
    "search-no-such": Kind("/search/?q=F998"),
    "findings-unknown-filter": Kind("/findings/?theme=neglect&theme=no-such-theme&period=1066"),
    "findings-none": Kind("/findings/?theme=safer-sleep&period=2007-2009&alone=yes"),
    "finding-single": Kind("{single}"),
    "finding-in-block": Kind("{in_block}"),
    "finding-shared-pages": Kind("{shared_pages}"),
    "finding-statistic": Kind("{statistic}"),
    "finding-withdrawn": Kind("{withdrawn}", status=410),
    "situation": Kind("/situations/baby-due-history-of-neglect/"),
    "review": Kind("/reviews/national-analysis-2011-2014/"),
    "review-page": Kind("/reviews/national-analysis-2011-2014/p/17/"),
    "review-page-empty": Kind("/reviews/national-analysis-2011-2014/p/2/"),
    "period": Kind("/periods/2011-2014/"),
    "article": Kind("/articles/community-care-2016-07-07/"),
    "theme-open-for-comments": Kind("/themes/babies/"),
    "styleguide": Kind("/styleguide/", curator=True),  # for staff, but all of it is in the public look
    "corrections-of-a-day": Kind("{corrections_of_day}"),
    "finding-reworded": Kind("{reworded}"),
    "not-found": Kind("/no/such/page/", status=404),
}
ADMIN = {
    "admin-login": Kind("/admin/login/"),
    "admin-index": Kind("/admin/", curator=True),
    "admin-findings": Kind("/admin/themes/finding/", curator=True),
    "admin-add-finding": Kind("/admin/themes/finding/add/", curator=True),
    "admin-change-finding": Kind("{change_finding}", curator=True),
    "admin-change-draft": Kind("{change_draft}", curator=True),
    "admin-history": Kind("{history}", curator=True),
    "admin-put-back": Kind("{put_back}", curator=True),
    "admin-articles-in-hand": Kind("/admin/themes/articleintake/", curator=True),
    "admin-add-article": Kind("/admin/themes/articleintake/add/", curator=True),
    "admin-article-in-hand": Kind("{article_in_hand}", curator=True),
    "admin-article-without-review": Kind("{article_without_review}", curator=True),
    "admin-article-added": Kind("{article_added}", curator=True),
    "admin-preview-finding": Kind("{preview_finding}", curator=True),
    "admin-withdraw-finding": Kind("{withdraw_finding}", curator=True),
    "admin-themes": Kind("/admin/themes/theme/", curator=True),
    "admin-change-theme": Kind("/admin/themes/theme/10/change/", curator=True),
    "admin-order-of-themes": Kind("/admin/themes/theme/order/", curator=True),
    "admin-merge-themes": Kind("/admin/themes/theme/6/merge/?into=7", curator=True),
    "admin-split-theme": Kind("/admin/themes/theme/6/split/", curator=True),
    "admin-undo-merge": Kind("{undo_merge}", curator=True),
    "admin-change-situation": Kind("/admin/themes/situation/1/change/", curator=True),
    "admin-change-gap": Kind("/admin/themes/knowngap/1/change/", curator=True),
    "admin-grid-of-reading": Kind("/admin/themes/coverage/grid/", curator=True),
    "admin-reading-of-report": Kind("/admin/themes/coverage/review/1/", curator=True),
    "admin-reading-for-theme": Kind("/admin/themes/coverage/theme/10/", curator=True),
    "admin-comments": Kind("/admin/themes/comment/", curator=True),
    "admin-change-comment": Kind("{change_comment}", curator=True),
    "admin-quotations": Kind("/admin/themes/quotation/?work=not-checked", curator=True),
    "admin-help-numbers": Kind("/admin/themes/helpservice/?work=due", curator=True),
    "admin-change-help-number": Kind("/admin/themes/helpservice/1/change/", curator=True),
    "admin-agencies": Kind("/admin/themes/agency/", curator=True),
    "admin-reports": Kind("/admin/reviews/review/?work=nothing-stated", curator=True),
    "admin-empty-list": Kind("/admin/themes/comment/?work=held&q=nosuchword", curator=True),
    "admin-accounts": Kind("/admin/auth/user/", curator=True),
    "admin-change-account": Kind("/admin/auth/user/1/change/", curator=True),
    "admin-add-account": Kind("/admin/auth/user/add/", curator=True),
    "admin-password-of-account": Kind("/admin/auth/user/1/password/", curator=True),
    "admin-not-there": Kind("/admin/no/such/", curator=True, status=404),
    "admin-change-report": Kind("/admin/reviews/review/1/change/", curator=True),
    "admin-change-figure": Kind("/admin/reviews/series/1/change/", curator=True),
    "admin-add-report": Kind("/admin/reviews/review/add/", curator=True),
    "admin-add-role": Kind("/admin/auth/group/add/", curator=True),
    "admin-spreadsheets": Kind("/admin/themes/sheetimport/", curator=True),
    "admin-upload-spreadsheet": Kind("/admin/themes/sheetimport/add/", curator=True),
    "admin-export-spreadsheet": Kind("/admin/themes/sheetimport/export/", curator=True),
    "admin-spreadsheet-in-hand": Kind("{sheet}", curator=True),
    "admin-spreadsheet-with-mistakes": Kind("{sheet_with_mistakes}", curator=True),
}


def open_kind(visitor, kind, **options):
    address = kind.address.format(**visitor.site.addresses)
    return visitor.open(address, status=kind.status, curator=kind.curator, **options)


def test_every_kind_of_page_is_visited():
    redirects = {"theme-short", "finding-short"}
    addresses = [kind.address.format_map(defaultdict(lambda: "/findings/F1/")) for kind in PUBLIC.values()]

    visited = {
        resolve(address.partition("?")[0]).url_name for address in addresses if "no/such" not in address
    }

    assert visited == set(ROUTES) - redirects - FEEDS - FILES


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_is_accessible(visitor, name, scripts):
    page = open_kind(visitor, PUBLIC[name], scripts=scripts)

    assert page.locator("body.js-enabled").count() == scripts

    seen = [*visitor.problems, *visitor.elsewhere()]
    found = {}
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        faults = visitor.axe(page, tags=[*AA, "best-practice"])
        excused = name == "styleguide"
        found[size["width"]] = [fault for fault in faults if not (excused and SAME_LANDMARKS.match(fault))]

    assert seen == []
    assert found == {1280: [], 320: []}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("name", ADMIN)
def test_admin_page_is_accessible(visitor, name, scripts):
    page = open_kind(visitor, ADMIN[name], scripts=scripts)

    seen = [*visitor.problems, *visitor.elsewhere()]
    found = {}
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        found[size["width"]] = visitor.axe(page, tags=AA)

    assert seen == []
    assert found == {1280: [], 320: []}


@pytest.mark.parametrize("name", PUBLIC | ADMIN)
def test_page_keeps_its_policy_and_asks_no_other_host(visitor, name):
    page = open_kind(visitor, (PUBLIC | ADMIN)[name])

    assert visitor.problems == []
    assert visitor.elsewhere() == []
    assert len(visitor.requests) >= 2  # the page and its style
    assert page.locator("h1").count() == 1
    assert page.locator("link[rel=icon]").count() == 1


@pytest.mark.parametrize("name", PUBLIC | ADMIN)
def test_page_does_not_scroll_sideways(visitor, name):
    page = open_kind(visitor, (PUBLIC | ADMIN)[name], viewport=PHONE)
    on_a_phone = page.evaluate(ALL_THE_WIDTH)
    page.set_viewport_size({"width": 320, "height": 256})  # a window of 1280 by 1024, at 400 %
    zoomed = page.evaluate(ALL_THE_WIDTH)
    page.set_viewport_size(DESKTOP)
    large = page.evaluate(ALL_THE_WIDTH)

    assert (on_a_phone, zoomed, large) == ([320, 320], [320, 320], [1280, 1280])
