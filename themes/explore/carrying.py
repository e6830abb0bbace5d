"""What is chosen goes along: every link, form and box of a page knows the list that its address holds.

Without scripts nothing but addresses can remember it, and cards are remembered as HTML that depends on no request. So a
page is made as if nothing were chosen, and what is chosen is put into its HTML on the way out.

A long list in each of five hundred links would be most of a page. Its links say instead that the list of the page they
stand on goes along (`?tick=along`), and are led to the whole address when they are followed: browsers say to the same
site which page somebody came from. One that does not say so gets the page, and is told how to keep the list.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.html import escape, format_html, format_html_join
from django.utils.http import url_has_allowed_host_and_scheme

from themes.explore.choice import build_address
from themes.explore.filters import ORDER, TICK
from themes.explore.list_addresses import ON_LIST, AddressedList, read_list_in_address

# Text is escaped in our pages, so that neither signs nor quotes in it can look like these.
LINK = re.compile(r'(<a)(\b[^>]*?\shref=")((?:/|\?|\./)(?:[^"#]|(?<=&)#)*)([^>]*>)')
FORM = re.compile(r'<form\b[^>]*\smethod="get"[^>]*>')
BOX = re.compile(r'<input type="checkbox" name="tick"[^>]*?data-codes="([^"]*)"')
ELSEWHERE = re.compile(r"(<p[^>]*data-list-elsewhere) hidden>")
MAIN = re.compile(r"<main\b[^>]*>")
NOT_A_PAGE = re.compile(r"/(?:/|admin/|static/)|[^?]*\.[a-z.]+(?:\?|$)")  # other hosts, the workspace, files
OF_A_LIST = re.compile(rf"[?&;](?:{ON_LIST}|{TICK})=")
ALONG = "along"  # instead of numbers: the list of the page that this was followed from
MOST_CARRIED = 48_000  # bytes of the list in all links of a page
LONGEST_NAMED = 4_000  # characters of an address: of longer ones browsers name the site alone
NOT_ALONG = (
    '<p class="portal-note" role="status">This link takes along the list of the page it stands on, and your browser '
    "did not say which page that was. If you chose findings there, nothing is lost: go back to it, and open your "
    "list there.</p>"
)


def carry_list(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, inside of all that packs or compares a page."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method in ("GET", "HEAD") and request.GET.getlist(TICK) == [ALONG]:
            return follow(request)
        response = get_response(request)
        chosen = read_list_in_address(request.GET)
        if not chosen.codes or not isinstance(response, HttpResponse):
            return response
        patch_cache_control(response, private=True, no_cache=True)  # somebody's notes
        if "Location" in response:
            target = response["Location"]
            if url_has_allowed_host_and_scheme(target, allowed_hosts=None):
                path, hash_, anchor = target.partition("#")
                response["Location"] = f"{add_list(path, chosen)}{hash_}{anchor}"
        elif response.get("Content-Type", "").startswith("text/html") and not request.path.startswith(
            "/admin/"
        ):
            is_named = len(request.build_absolute_uri()) <= LONGEST_NAMED
            response.content = put_into_page(response.content.decode(), chosen, is_named=is_named)
            response["X-Robots-Tag"] = "noindex"
        return response

    def follow(request: HttpRequest) -> HttpResponseBase:
        """A link that says that its page's list goes along."""
        query = request.GET.copy()
        del query[TICK]
        address = build_address(
            request.path, [(name, value) for name in query for value in query.getlist(name)]
        )
        chosen = read_list_of_page_before(request)
        if chosen.codes and url_has_allowed_host_and_scheme(address, allowed_hosts=None):
            response: HttpResponseBase = HttpResponseRedirect(add_list(address, chosen))
        else:
            request.GET = query  # type: ignore[assignment]
            request.META["QUERY_STRING"] = query.urlencode()
            response = get_response(request)
            if isinstance(response, HttpResponse) and response.get("Content-Type", "").startswith(
                "text/html"
            ):
                page = response.content.decode()
                response.content = MAIN.sub(lambda main: f"{main[0]}{NOT_ALONG}", page, count=1)
                response["X-Robots-Tag"] = "noindex"
        patch_cache_control(response, private=True, no_cache=True)
        return response

    return answer


def read_list_of_page_before(request: HttpRequest) -> AddressedList:
    """The list in the address of ours that this one was followed from; an empty one where there is none."""
    try:
        before = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return AddressedList()
    if before.netloc != request.get_host():
        return AddressedList()
    return read_list_in_address(QueryDict(before.query))


def add_list(address: str, chosen: AddressedList) -> str:
    """An address of ours that keeps what is chosen. One that is of a list, or no page, stays as it is."""
    if NOT_A_PAGE.match(address) or OF_A_LIST.search(address):
        return address
    added = build_address("", chosen.build_pairs(TICK)).removeprefix("?")
    return f"{address}{'&' if '?' in address else '?'}{added}"


def put_into_page(html: str, chosen: AddressedList, *, is_named: bool = True) -> str:
    """The page with the list in its links and forms, and with boxes ticked that are of its findings.

    `is_named`: whether browsers tell the address of this page where a link of it leads.
    """
    chosen = chosen.with_codes(chosen.codes)
    codes = set(chosen.codes)
    on_page = {code for box in BOX.findall(html) for code in box.split()}
    added = str(escape(build_address("", chosen.build_pairs(TICK)).removeprefix("?")))
    if is_named and len(added) * len(LINK.findall(html)) > MOST_CARRIED:
        added = f"{TICK}={ALONG}"

    def add_to_link(match: re.Match[str]) -> str:
        tag, before, address, after = match.groups()
        if NOT_A_PAGE.match(address) or OF_A_LIST.search(address):
            return match[0]
        # There are more lists than any search engine should follow.
        link = f"{before}{address}{'&amp;' if '?' in address else '?'}{added}{after}"
        if ' rel="' in link:
            return tag + link.replace(' rel="', ' rel="nofollow ', 1)
        return f'{tag} rel="nofollow"{link}'

    def tick_box(match: re.Match[str]) -> str:
        return f"{match[0]} checked" if codes & set(match[1].split()) else match[0]

    def add_to_form(match: re.Match[str]) -> str:
        tag = match[0]
        if 'id="list"' in tag:  # its boxes say themselves what is ticked
            elsewhere = " ".join(code for code in chosen.codes if code not in on_page)
            pairs = [(TICK, elsewhere)] if elsewhere else []
            pairs += [pair for pair in chosen.build_pairs(TICK) if pair[0] != TICK]
            pairs.append((ORDER, " ".join(chosen.codes)))
        else:
            pairs = chosen.build_pairs(ON_LIST if "data-add-to-list" in tag else TICK)
        fields = format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)
        return tag + format_html("<div data-goes-along hidden>{}</div>", fields)

    html = FORM.sub(add_to_form, BOX.sub(tick_box, LINK.sub(add_to_link, html)))
    if elsewhere := [code for code in chosen.codes if code not in on_page]:
        html = ELSEWHERE.sub(rf"\1>Ticked on other pages: {', '.join(elsewhere)}.", html)
    return html
