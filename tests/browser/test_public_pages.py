"""Every kind of public page in a real browser."""

import contextlib
import re
from collections import defaultdict
from typing import Any

import pytest
from django.urls import get_resolver, resolve
from django.utils import timezone

from scr_portal.signing_in.urls import urlpatterns as signing_in
from tests.browser.visits import AA, Kind, PageVisitor, assert_sound

pytestmark = pytest.mark.browser

# Examples stand beside each other and beside the page's own navigation, and these names are theirs wherever they are.
SAME_LANDMARKS = re.compile(
    r'landmark-unique .*(?:aria-label="(?:Main|Breadcrumb|Pagination|Read together: [^"]*)"|role="search")'
)

named: Any = get_resolver().reverse_dict
# Those of signing in are not for everybody: `test_signing_in` looks at them.
ROUTES = {
    name: named[name][0][0]
    for name in named
    if isinstance(name, str)
    and name not in {pattern.name for pattern in signing_in}
    # For members: `test_discussing`.
    and name not in {"write-comment", "own-comments", "own-comment", "change-comment", "withdraw-comment"}
}
FEEDS = {
    "corrections-feed",
    "this-week-feed",
    *(f"{kind}-list-feed" for kind in ("finding", "theme", "situation", "review", "figure")),
    "search-suggestions",
    "oembed",
    "robots",
    "security",
    "sitemap",
    "sitemap-part",
}  # for programs, not to look at
FILES = {
    name for name in ROUTES if name.endswith(("-file", "-handout", "-list-data")) or name.startswith("api-")
}
FILES |= {
    f"{name}-data" for name in ("theme", "finding", "search", "situation", "period", "review", "figure")
}  # to keep, not to look at
FILES |= {"page-picture", "theme-code", "preview", "theme-preview"}  # stand in pages, or beside links to them
FILES |= {
    f"{name}-embed" for name in ("theme", "finding", "figure")
}  # stand in pages of others: `test_embedding`
UNKEYED = {"alert-list": "", "alert-confirm": "confirm/", "alert-end": "end/"}
FILES |= {"alert-export", "alert-end-all"}
FEEDS |= {f"{kind}-thread-feed" for kind in ("theme", "finding", "article")}
PUBLIC = {
    **{
        name: Kind(f"/{route}")
        for name, (route, arguments) in ROUTES.items()
        if not arguments and name not in FEEDS | FILES
    },
    "theme": Kind("/themes/neglect/"),
    "theme-as-it-stood": Kind(f"/themes/neglect/?as-of={timezone.localdate()}"),
    "finding-as-it-stood": Kind(f"/findings/F004/?as-of={timezone.localdate()}"),
    "made-list-as-it-stood": Kind(f"/findings/?id=F004&id=F060&as-of={timezone.localdate()}"),
    "theme-on-no-day": Kind("/themes/neglect/?as-of=yesterday", status=404),
    "findings-references-vancouver": Kind("/findings/references/?theme=babies&style=vancouver"),
    "findings-references-plain": Kind("/findings/references/?theme=babies&style=plain"),
    "search-pages": Kind("/search/pages/?q=father"),
    "search-references": Kind("/search/references/?q=father+who+won%27t+engage"),
    "findings-second": Kind("/findings/?page=2"),
    "findings-filtered": Kind("/findings/?theme=babies&theme=neglect&period=2011-2014"),
    "findings-choices": Kind("/findings/choices/theme/?period=2011-2014"),
    "findings-every-agency": Kind(
        "/findings/?theme=thresholds&theme=shared-responsibility&agency=health&agency=police"
    ),
    "findings-made-list": Kind("/findings/?id=F004&id=F060&id=F020&id=F999"),
    "findings-nothing-ticked": Kind("/findings/?list=new"),
    "search-results": Kind("/search/?q=father+who+won%27t+engage%2C+baby+due%2C+history+of+neglect"),
    "search-with-term-and-gap": Kind("/search/?q=disguised+compliance+and+police"),
    "search-none": Kind("/search/?q=complience+of+probation&theme=babies"),
    "search-several-pages": Kind("/search/?q=p.+17"),
    "search-no-such": Kind("/search/?q=F998"),
    "findings-unknown-filter": Kind("/findings/?theme=neglect&theme=no-such-theme&period=1066"),
    "findings-none": Kind("/findings/?theme=safer-sleep&period=2007-2009&alone=yes"),
    "finding-single": Kind("{single}"),
    "finding-in-block": Kind("{in_block}"),
    "finding-shared-pages": Kind("{shared_pages}"),
    "finding-statistic": Kind("{statistic}"),
    "finding-withdrawn": Kind("{withdrawn}", status=410),
    "finding-hidden": Kind("{hidden}", status=404),
    # By a key in a letter: `test_alerts`.
    **{name: Kind(f"/alerts/{path}", status=404) for name, path in UNKEYED.items()},
    "alert-new-of-a-theme": Kind("/alerts/new/?theme=neglect"),
    "report-problem-of-a-page": Kind("/problem/?page=/findings/F119/"),
    "problem-report": Kind("{report_sent}"),
    "problem-report-answered": Kind("{report_answered}"),
    "discussion": Kind("{discussion}"),
    "discussion-newest": Kind("{discussion}?order=newest"),
    "notice-form": Kind("/complaints/defamation/"),
    "notice-form-data": Kind("/complaints/data/"),
    "notice": Kind("{notice_sent}"),
    "situation": Kind("/situations/baby-due-history-of-neglect/"),
    "review": Kind("/reviews/national-analysis-2011-2014/"),
    "check-page": Kind("/reviews/national-analysis-2011-2014/p/?page=thirty"),
    "check-several-pages": Kind("/reviews/national-analysis-2011-2014/p/?page=11-13"),
    "review-page": Kind("/reviews/national-analysis-2011-2014/p/17/"),
    "review-page-empty": Kind("/reviews/national-analysis-2011-2014/p/2/"),
    "period": Kind("/periods/2011-2014/"),
    "figures-filtered": Kind("/figures/?theme=neglect&period=2009-2011"),
    "figure": Kind("/figures/scr-begun-by-year/"),
    "figure-of-parts": Kind("/figures/ofsted-children/"),
    "figure-in-words": Kind("/figures/parent-drug-deaths/"),
    "compare-periods": Kind("/compare/?period=2003-2005&period=2011-2014"),
    "compare-periods-of-theme": Kind("/compare/?theme=thresholds&period=2003-2005&period=2007-2009"),
    "compare-themes": Kind("/compare/?theme=babies&theme=neglect"),
    "compare-reports": Kind(
        "/compare/?review=national-analysis-2009-2011&review=national-analysis-2011-2014"
    ),
    "compare-refused": Kind("/compare/?theme=neglect&review=neglect-2013", status=400),
    "article": Kind("/articles/community-care-2016-07-07/"),
    "theme-open-for-comments": Kind("/themes/babies/"),
    "styleguide": Kind("/styleguide/", curator=True),  # for staff, but all of it is in the public look
    "corrections-of-a-day": Kind("{corrections_of_day}"),
    "finding-reworded": Kind("{reworded}"),
    "not-found": Kind("/no/such/page/", status=404),
}


class Addresses(defaultdict):
    def __missing__(self, name):
        if name == "discussion":
            return "/discussion/1/"
        if name == "notice_sent":
            return "/complaints/ABCD-EFGH-JKLM/"
        return "/problem/ABCD-EFGH-JKLM/" if name.startswith("report") else super().__missing__(name)


def test_every_kind_of_page_is_visited():
    redirects = {"theme-short", "finding-short", "comment"}
    addresses = [kind.address.format_map(Addresses(lambda: "/findings/F1/")) for kind in PUBLIC.values()]

    visited = {
        resolve(address.partition("?")[0]).url_name for address in addresses if "no/such" not in address
    }

    assert visited == set(ROUTES) - redirects - FEEDS - FILES


@pytest.fixture(scope="module")
def pages(browser, site):
    with contextlib.closing(PageVisitor(browser, site, tags=[*AA, "best-practice"], dark=True)) as pages:
        yield pages


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_is_sound(pages, name):
    visit = pages.visit(PUBLIC[name])
    if name == "styleguide":
        visit.faults = [fault for fault in visit.faults if not SAME_LANDMARKS.match(fault)]

    assert_sound(visit)
    assert (visit.with_scripts.has_scripts, visit.without_scripts.has_scripts) == (True, False)
