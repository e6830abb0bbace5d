"""Every kind of page that can be reached from home, and a few hundred addresses that no link holds.

`--every-page` visits all pages, which takes six times as long.
"""

import random
import re
from collections import Counter, deque
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit
from zlib import crc32

import feedparser
import pytest
import yaml
from django.db import transaction
from django.urls import Resolver404, get_resolver, resolve

from reviews.models import Article, Availability, AvailabilityPlace
from tests.conftest import SecureClient
from themes.handouts.files import KINDS as HANDOUTS
from themes.importers.collection import STARTER_COLLECTION
from themes.references.files import FORMATS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_collection")]

HOME = "https://testserver/"
MOST_PAGES = 5_000  # far more than there are: a crawl without end is a fault of its own
# Each page links to files of its findings and to references in other styles, each theme to its findings of each period:
# one function writes a kind.
MOST_OF_A_KIND = 6
# Of the pages that one view makes: the first, then one in so many of the others.
FIRST_OF_A_VIEW = 16
ONE_IN = 8
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Never where a passer-by sees them: tabs, previews, search results.
DISTRESSING = re.compile(
    r"\b(?:suicid|murder|kill|homicid|filicid|infanticid|manslaughter|death|dead\b|die[ds]?\b|dying|fatal"
    r"|abus|maltreat|sexual|rape|assault|stab|strangl|shak(?:en|ing)|injur|violen|harm|cruel|tortur"
    r"|starv|murdered|self-harm|corpse|bod(?:y|ies)\b)\w*",
    re.IGNORECASE,
)


@dataclass
class PageRead(HTMLParser):
    """What a page says, as far as these tests ask."""

    text: str
    title: str = ""
    lang: str | None = None
    description: str = ""
    h1: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    robots: str = ""
    previews: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    images_without_alt: list[str] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self.feed(self.text)
        self.close()
        self.unclosed += self._open

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag not in VOID:
            self._open.append(tag)
        if tag == "html":
            self.lang = attributes.get("lang")
        if tag == "h1":
            self.h1.append("")
        # There are more lists than anybody can visit, each with its references: those links say so.
        is_followed = "nofollow" not in (attributes.get("rel") or "") or not is_internal(
            urljoin(HOME, attributes.get("href") or "")
        )
        if tag in ("a", "area") and "href" in attributes and is_followed:
            self.links.append(attributes["href"] or "")
        if tag == "img" and "alt" not in attributes:
            self.images_without_alt.append(str(self.get_starttag_text()))
        if tag == "meta":
            name = attributes.get("name") or attributes.get("property") or ""
            content = attributes.get("content") or ""
            self.description = content if name == "description" else self.description
            self.robots = content if name == "robots" else self.robots
            if name.startswith(("og:", "twitter:")):
                self.previews.append(content)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        inline = [name for name in attributes if name == "style" or name.startswith("on")]
        if inline or tag == "style" or (tag == "script" and not {"src", "type"} & attributes.keys()):
            self.inline.append(str(self.get_starttag_text()))

    def handle_endtag(self, tag):
        if self._open[-1:] == [tag]:
            self._open.pop()
        elif tag not in VOID:
            self.unclosed.append(f"/{tag} at {self.getpos()}")

    def handle_data(self, data):
        if self._open[-1:] == ["title"]:
            self.title += data
        if "h1" in self._open:
            self.h1[-1] += data


def canonical(address: str) -> str:
    """The same for all addresses that name one page."""
    parts = urlsplit(address)
    chosen = sorted(parse_qsl(parts.query, keep_blank_values=True))
    query = urlencode([pair for pair in chosen if pair != ("page", "1")])
    return parts._replace(query=query, fragment="").geturl()


def is_internal(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and parts.netloc == urlsplit(HOME).netloc


@dataclass
class Crawl:
    pages: dict[str, PageRead] = field(default_factory=dict)  # by canonical address
    linked_from: dict[str, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    external: dict[str, str] = field(default_factory=dict)
    fragments: set[tuple[str, str]] = field(default_factory=set)


@pytest.fixture(scope="module")
def crawl(starter_collection, django_db_blocker, request) -> Crawl:
    with django_db_blocker.unblock():
        return crawl_from_home(every_page=request.config.getoption("every_page"))


def crawl_from_home(*, every_page: bool) -> Crawl:
    client, crawl = SecureClient(), Crawl(linked_from={HOME: "nothing"})
    visited: Counter[tuple | str] = Counter()
    queue = deque([(HOME, HOME)])  # each as we link to it, and as the one page that it names
    while queue:
        assert len(crawl.pages) < MOST_PAGES
        linked, address = queue.popleft()
        if kind := one_of_many(linked):
            visited[kind] += 1
            if visited[kind] > MOST_OF_A_KIND:
                continue
        elif not every_page:
            visited[view := name_view(address)] += 1
            if visited[view] > FIRST_OF_A_VIEW and crc32(address.encode()) % ONE_IN:
                continue
        answer = client.get(linked.removeprefix(HOME.rstrip("/")))
        if answer.status_code != 200:
            crawl.broken.append(f"{address}: {answer.status_code}, from {crawl.linked_from[address]}")
            continue
        if not answer["Content-Type"].startswith("text/html"):
            continue  # a feed, or a file
        page = crawl.pages[address] = PageRead(answer.content.decode())
        for href in dict.fromkeys(page.links):
            # As a browser reads it: the page's own address with its query, not the canonical one.
            target, named = follow(HOME if href.startswith("/") else linked, href)
            if not named:
                crawl.external.setdefault(href, address)
                continue
            target, _, fragment = target.partition("#")
            if fragment:
                crawl.fragments.add((named, fragment))
            if named not in crawl.linked_from:
                crawl.linked_from[named] = address
                queue.append((target, named))
    return crawl


@cache
def follow(base: str, href: str) -> tuple[str, str]:
    """Where a link leads, and the one page of ours that it names. Most stand on hundreds of pages."""
    target = urljoin(base, href)
    return target, canonical(target) if is_internal(target) else ""


def name_view(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:  # visited, and found to be broken
        return ""


def one_of_many(address: str) -> tuple:
    """Which kind of file this address names, of references in a style, or of list by several filters; else nothing."""
    parts = urlsplit(address)
    suffix, names = parts.path.partition(".")[2], {name for name, _ in parse_qsl(parts.query)}
    if suffix not in FORMATS and not names & {"id", "style"} and len(names) < 2:
        return ()
    return (parts.path.split("/")[1] if suffix else parts.path, suffix, *sorted(names))


def test_crawl_reaches_the_whole_collection(crawl, capsys):
    findings = [address for address in crawl.linked_from if re.search(r"/findings/F\d+/$", address)]
    themes = [address for address in crawl.linked_from if re.search(r"/themes/[\w-]+/$", address)]
    with capsys.disabled():
        print(f"\nCrawled {len(crawl.pages)} pages; linked: {len(findings)} findings, {len(themes)} themes")  # noqa: T201

    files = {
        name: (STARTER_COLLECTION / f"{name}.yaml").read_text("utf-8") for name in ("findings", "themes")
    }
    groups = yaml.safe_load(files["themes"])["groups"]
    assert len(findings) == len(yaml.safe_load(files["findings"])["findings"])
    assert len(themes) == sum(len(group["themes"]) for group in groups)


def test_no_link_is_broken(crawl):
    nowhere = [
        f"{address}#{fragment}"
        for address, fragment in crawl.fragments
        if address in crawl.pages and fragment not in crawl.pages[address].ids
    ]

    assert crawl.broken == []
    assert nowhere == []


def test_every_page_has_one_heading_and_a_language(crawl):
    wrong = {
        address: (page.h1, page.lang)
        for address, page in crawl.pages.items()
        if len(page.h1) != 1 or not page.h1[0].strip() or page.lang != "en-GB"
    }

    assert wrong == {}


def test_every_page_has_a_title_of_its_own(crawl):
    by_title: dict[str, list[str]] = {}
    for address, page in crawl.pages.items():
        by_title.setdefault(page.title.strip(), []).append(address)

    assert "" not in by_title
    assert {title: same for title, same in by_title.items() if len(same) > 1} == {}


def test_markup_is_whole(crawl):
    twice = {
        address: sorted({one for one in page.ids if page.ids.count(one) > 1})
        for address, page in crawl.pages.items()
        if len(page.ids) != len(set(page.ids))
    }

    assert twice == {}
    assert {address: page.unclosed for address, page in crawl.pages.items() if page.unclosed} == {}
    assert {a: page.images_without_alt for a, page in crawl.pages.items() if page.images_without_alt} == {}


def test_nothing_is_inline_that_the_policy_forbids(crawl):
    assert {address: page.inline for address, page in crawl.pages.items() if page.inline} == {}


def test_no_distressing_word_where_a_passer_by_sees_it(crawl):
    shown = {
        address: " | ".join([page.title, page.description, *page.previews])
        for address, page in crawl.pages.items()
    }

    assert all(page.description for page in crawl.pages.values())
    assert {address: words for address, words in shown.items() if DISTRESSING.search(words)} == {}


def test_copies_that_we_read_are_never_linked(crawl):
    copies = Availability.objects.filter(place=AvailabilityPlace.COPY_READ)
    elsewhere = {
        copy.url
        for copy in copies
        if not Availability.objects.filter(url=copy.url).exclude(place=copy.place).exists()
        # An article that told of a report has its own page here, which links to it as the article.
        and not Article.objects.filter(url=copy.url).exists()
    }

    assert len(elsewhere) > 5
    assert {address: page for address, page in crawl.external.items() if address in elsewhere} == {}


def test_links_elsewhere_are_ones_we_mean(crawl):
    schemes = {urlsplit(address).scheme for address in crawl.external}

    assert schemes <= {"https", "http", "mailto", "tel"}


FILE_TYPES = {
    "application/json",
    "text/plain",
    "image/svg+xml",
    "image/png",
    "text/csv",
    "application/xml",
    *(each.content_type for each in FORMATS.values()),
    *(each.content_type for each in HANDOUTS.values()),
}
NASTY = (
    *("", " ", ".", "..", "../../etc/passwd", "%", "%2e%2e%2f", "\x00", "neglect\x00", "\n", "a\r\nSet-Cookie: a=b"),
    *("'", '"', "' or 1=1 --", "\\", "%s", "{{ 7 }}", "{% load x %}", "<script>alert(1)</script>", "\x1b[31m"),
    *("0", "-1", "1", "007", "2147483648", "9223372036854775808", "9" * 400, "1e9", "1.5", "0x10", "NaN", "None"),
    *("F0", "F119", "f119", "F00119", "F999999999", "F9999999999", "F-1", "F1.0", "F119 ", "F１１９"),
    *("٣", "²", "½", "Ⅻ", "ﬁnding", "é", "e\u0301", "\u202e", "\u200b", "\ufeff", "🙂", "Ä" * 300, "a" * 5_000),
    *("xii", "XII", "17-18", "18-17", "17–18", "A1", "A-1", "p17", "17 and 18", "iiii", "mdccclxxxviii"),
    *("neglect", "Neglect", "NEGLECT", "neglect,babies", "neglect/", "no-such-theme", "-", "_", "--"),
    *("2011-2014", "2014-2011", "2011", "national-analysis-2011-2014", "baby-due-history-of-neglect"),
)  # fmt: skip
NOT_EVEN_TEXT = (
    "%ff",
    "%c3%28",
    "%ed%a0%80",
    "%00",
    "%2F",
    "%252F",
    "%",
    "%zz",
    "%u0041",
    "//",
    "///",
    "/./",
    "/../",
)
PLACE = re.compile(r"%\(\w+\)s")  # what an address takes, as Django writes it in reverse
NAMES = (
    *(
        "theme",
        "period",
        "page",
        "alone",
        "agency",
        "age",
        "harm",
        "kind",
        "how",
        "wording",
        "review",
        "since",
        "until",
        "together",
    ),
    *("sort", "id", "q", "list", "day", "theme[]", "", "theme__slug", "_", "é", "\x00"),
)


# Pages that read what stands behind the question mark, and the names that each knows; most do not look at it.
READ = {
    "findings/": NAMES[:16],
    "search/": ("q", "page"),
    "search/pages/": ("q", "page"),
    "search/suggestions/": ("q",),
    "compare/": ("theme", "period", "review"),
    "figures/": ("theme", "period"),
    "figures.csv": ("theme", "period"),
    "what-changed/": ("theme", "period"),
    "reviews/": ("kind", "page"),
}
EVERY = 25  # of the nonsense; `make bench` asks for all of it, over HTTP


def hostile_addresses(seed: int = 20_160_707, each: int = 12) -> list[str]:
    """For each public address: the worst in every place, then `each` at random, with and without a query."""
    chance = random.Random(seed)  # noqa: S311 (not for secrets)

    def part() -> str:
        kind = chance.randrange(4)
        if kind == 0:
            return chance.choice(NOT_EVEN_TEXT)
        if kind == 1:
            characters = [chr(chance.choice([chance.randrange(32, 127), chance.randrange(0xD7FF)]))
                          for _ in range(chance.randrange(1, 12))]  # fmt: skip
            return quote("".join(characters), safe="")
        return quote(chance.choice(NASTY), safe="")

    def query() -> str:
        pairs = (f"{quote(chance.choice(NAMES))}={part()}" for _ in range(chance.randrange(5)))
        return chance.choice(["&", "&", "&", ";", "&&", "="]).join(pairs)

    addresses = [f"/{piece}" for piece in NOT_EVEN_TEXT]
    named: Any = get_resolver().reverse_dict
    for route in sorted(named[name][0][0][0] for name in named if isinstance(name, str)):
        places = PLACE.findall(route)
        for worst in NASTY:
            word = quote(worst, safe="")
            addresses += [f"/{route.replace(place, word)}" for place in places]
            addresses += [f"/{route}?{name}={word}" for name in READ.get(route, ())]
        for _ in range(each * 10 if route in READ else each):
            address = PLACE.sub(lambda place: part(), route)
            addresses.append(f"/{address}?{query()}" if chance.random() < 0.7 else f"/{address}")
    # What is left to fill gets the one name that is there, so that the other place is reached at all.
    return [PLACE.sub("national-analysis-2011-2014", address) for address in addresses]


def test_pages_that_read_their_query_are_there():
    named: Any = get_resolver().reverse_dict

    assert set(READ) <= {named[name][0][0][0] for name in named if isinstance(name, str)}


def test_nonsense_in_an_address_gets_a_page(settings):
    settings.API_REQUESTS_A_MINUTE = 1_000_000
    client, wrong, seen = SecureClient(), [], set()
    addresses = hostile_addresses()[::EVERY]

    for address in addresses:
        at = address
        try:
            for _ in range(4):
                with transaction.atomic():
                    answer = client.get(at)
                if answer.status_code not in (301, 302):
                    break
                at = urljoin(urljoin(HOME, at), answer["Location"])
                assert is_internal(at), f"leads to {at}"
                at = at.removeprefix(HOME.rstrip("/"))
            seen.add(answer.status_code)
            # 202: the worker has yet to make it. 422: the API names the choice that it does not know.
            assert answer.status_code in (200, 202, 400, 404, 410, 422), answer.status_code
            assert answer.status_code != 422 or address.startswith("/api/"), address
            if answer["Content-Type"].removesuffix("; charset=utf-8") in FILE_TYPES:
                continue
            if answer["Content-Type"] == "application/atom+xml; charset=utf-8":
                assert feedparser.parse(answer.content).bozo is False
                continue
            assert answer["Content-Type"] == "text/html; charset=utf-8"
            page = PageRead(answer.content.decode())
            assert len(page.h1) == 1, page.h1
            assert (
                str(page.lang).lower() == "en-gb"
            )  # some addresses ask for the admin's sign-in, which is Django's
            assert page.inline == []
        except Exception as error:
            wrong.append(f"{address[:200]}: {error!r}"[:500])

    assert len(addresses) > 250
    assert seen >= {200, 404}
    assert wrong == []
