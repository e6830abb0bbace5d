"""What is kept of a page, for whom, and for how long. No reader sees another's, and none what was withdrawn."""

import contextlib
import gzip
import time
from datetime import date
from mmap import mmap
from types import SimpleNamespace

import brotli
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.urls import get_resolver

from reviews.collection_version import version_of_request
from scr_portal import gunicorn, kept_pages
from scr_portal.counting import SharedFigures
from scr_portal.kept_pages import (
    PAGES,
    PARAMETERS,
    PageKeeper,
    Room,
    build_etag,
    choose_packing,
    finish_for_one,
)
from scr_portal.listening import VersionListener
from scr_portal.signing_in.urls import urlpatterns as signing_in
from tests.factories import make_citation, make_finding, make_member, make_period, make_review, make_theme
from themes.findings.publishing import withdraw_finding

NEVER_KEPT = {
    "search": "what was typed",
    "search-file": "what was typed",
    "search-references": "what was typed",
    "search-pages": "what was typed",
    "finding-choices": "one for each choice, and what was typed",
    "check-page": "what was typed",
    "arrange-list": "what was typed",
    "search-handout": "what was typed",
    "theme-short": "leads on",
    "finding-short": "leads on",
    "theme-file": "is sent as it is written",
    "finding-file": "is sent as it is written",
    "finding-list-file": "is sent as it is written",
    "situation-file": "is sent as it is written",
    "review-file": "is sent as it is written",
    "collection-file": "is kept on the disk",
    "theme-data": "may be long",
    "finding-list-data": "may be long",
    "period-data": "may be long",
    "review-data": "may be long",
    "review-list-data": "may be long",
    "search-data": "what was typed",
    "theme-code": "says itself how long it holds: it only draws a short address",
    "notice-form": "what was typed",
    "notice": "for one visitor alone",
    "how-we-moderate": "depends on the day",
    "document-file": "not for everybody",
    "page-picture": "not for everybody",
    "alert-new": "what was typed",
    "alert-sent": "follows what was typed",
    "alert-list": "for one person alone",
    "alert-confirm": "for one person alone",
    "alert-end": "for one person alone",
    "alert-end-all": "for one person alone",
    "alert-export": "for one person alone",
    "report-problem": "what was typed, and a slip that holds once",
    "problem-report": "for one person alone",
    "comment": "leads on",
    **dict.fromkeys(
        ("write-comment", "own-comments", "own-comment", "change-comment", "withdraw-comment"),
        "for one person alone, and what was typed",
    ),
    "problem-counts": "counts what is sent, which changes no version",
    "styleguide": "for the staff",
    "robots": "a few words",
    "oembed": "one for each page and size, asked once by programs",
    "sitemap": "is read by machines, now and then",
    "sitemap-part": "is read by machines, now and then",
    "security": "says itself how long it holds",
    # Every one of `signing_in.urls`, which are for one person alone.
    **{pattern.name: "for one person alone" for pattern in signing_in},
}

LONG = "A lesson. " * 100


class Portal:
    """The keeper around a view of the test's own; counts how often a page was made."""

    def __init__(self) -> None:
        self.version = "7"
        self.made = 0
        self.view = lambda request: HttpResponse(f"{LONG}{self.made}")
        self.keeper = PageKeeper(self._answer)

    def _answer(self, request):
        self.made += 1
        return self.view(request)

    def get(self, path="/themes/", *, method="get", **headers):
        request = getattr(RequestFactory(), method)(path, headers=headers)
        if host := headers.get("host"):
            request.META["HTTP_HOST"] = host
        return self.keeper(request)


@pytest.fixture
def portal(monkeypatch, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    made = Portal()
    monkeypatch.setattr(kept_pages, "ask_for_version", lambda: made.version)
    monkeypatch.setattr(kept_pages, "read_release", lambda: "release")
    return made


def test_every_address_is_kept_or_never_kept():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}

    undecided = names - NEVER_KEPT.keys() - PAGES
    assert undecided == set(), "add it to PAGES, or above with the reason why it is never kept"
    assert names >= PAGES
    assert PARAMETERS.keys() <= PAGES


def test_a_page_is_made_once_a_version(portal):
    first, second = portal.get(), portal.get()
    assert first.content == second.content
    assert portal.made == 1

    portal.version = "8"
    assert portal.get().content == f"{LONG}2".encode()


def test_it_is_made_anew_on_another_day_and_by_another_release(portal, monkeypatch):
    tags = [portal.get()["ETag"]]
    monkeypatch.setattr(kept_pages, "read_release", lambda: "another")
    tags.append(portal.get()["ETag"])
    monkeypatch.setattr(kept_pages, "localdate", lambda: date(2030, 1, 1))
    tags.append(portal.get()["ETag"])

    assert portal.made == len(set(tags)) == 3


def test_browsers_and_proxies_may_keep_it_and_ask_each_time(portal):
    assert portal.get()["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert portal.get()["Vary"] == "Accept-Encoding, Cookie"


@pytest.mark.parametrize("held", ['{0}', '"no", {0}', '{1}', '*'])  # fmt: skip
def test_who_has_it_is_told_so(portal, held):
    tag = portal.get()["ETag"]
    assert tag.startswith('W/"')

    answer = portal.get(if_none_match=held.format(tag, tag.removeprefix("W/")))

    assert (answer.status_code, answer.content, answer["ETag"], portal.made) == (304, b"", tag, 1)
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_a_process_that_has_not_made_it_says_so_too(portal):
    tag = portal.get()["ETag"]
    other = Portal()

    assert other.get(if_none_match=tag).status_code == 304
    assert other.made == 0


@pytest.mark.parametrize("held", ['"no"', 'W/"no"', "nonsense", "*"])
def test_who_has_something_else_gets_the_page(portal, held):
    answer = portal.get(if_none_match=held)  # and there is nothing yet that `*` could mean

    assert (answer.status_code, answer.content) == (200, f"{LONG}1".encode())


def test_who_holds_the_page_of_an_earlier_version_gets_the_new_one(portal):
    tag = portal.get()["ETag"]
    portal.version = "8"

    assert portal.get(if_none_match=tag).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "packing"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5, br;q=0.4", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("br;q=nonsense", ""),
        ("identity", ""),
        ("*", ""),
        ("", ""),
        ("broken", ""),
    ],
)
def test_packing_is_what_the_browser_asks_for(portal, accepted, packing):
    assert choose_packing(accepted) == packing
    for _ in range(2):
        answer = portal.get(accept_encoding=accepted)
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[packing]
        assert unpack(answer.content) == f"{LONG}1".encode()
        assert answer.get("Content-Encoding", "") == packing
        assert answer["Content-Length"] == str(len(answer.content))
    assert portal.made == 1


def test_head_has_what_get_has_and_is_kept_once(portal):
    asked = []

    def view(request):
        asked.append(request.method)
        return HttpResponse(LONG)

    portal.view = view

    head, get = portal.get(method="head"), portal.get()

    assert asked == ["GET"]
    assert dict(head.items()) == dict(get.items())


def test_a_range_gets_the_whole_page(portal):
    for _ in range(2):
        answer = portal.get(range="bytes=0-3", if_range='W/"x"')
        assert (answer.status_code, answer.content) == (200, f"{LONG}1".encode())


@pytest.mark.parametrize(
    "headers",
    [{"cookie": "sessionid=abc"}, {"cookie": "anything=at-all"}, {"authorization": "Basic YTpi"}],
)
def test_who_is_somebody_gets_a_page_of_their_own_and_leaves_none(portal, headers):
    portal.get()
    own = portal.get(**headers)

    assert own.content == f"{LONG}2".encode()
    assert own["Cache-Control"] == "private, no-cache"
    assert "ETag" not in own
    assert portal.get(**headers, if_none_match=portal.get()["ETag"]).status_code == 200
    assert portal.get().content == f"{LONG}1".encode()


def _with_header(name, value):
    def view(request):
        response = HttpResponse(LONG)
        response[name] = value
        return response

    return view


def _with_cookie(request):
    response = HttpResponse(LONG)
    response.set_cookie("a", "b")
    return response


def _with_token(request):
    return HttpResponse(LONG + get_token(request))


def _with_nonce(request):
    request._csp_nonce = "abc"  # as django-csp leaves it where a page has used it
    return HttpResponse(LONG)


def _with_policy(request):
    response = HttpResponse(LONG)
    response._csp_update = {"img-src": "data:"}
    return response


@pytest.mark.parametrize(
    "view",
    [
        _with_cookie,
        _with_token,
        _with_nonce,
        _with_policy,
        _with_header("Cache-Control", "private"),
        _with_header("Cache-Control", "no-store"),
        _with_header("Vary", "Accept-Language"),
        _with_header("Vary", "*"),
        _with_header("Vary", "Cookie, X-Forwarded-Host"),
        _with_header("Content-Encoding", "gzip"),
        lambda request: HttpResponse(LONG, status=404),
        lambda request: HttpResponse(LONG, status=410),
        lambda request: HttpResponse(LONG, status=500),
        lambda request: HttpResponseRedirect("/"),
        lambda request: StreamingHttpResponse([LONG]),
    ],
)
def test_what_is_not_for_everybody_is_not_kept(portal, view):
    portal.view = view

    answers = [portal.get(), portal.get()]

    assert portal.made == 2
    assert all("ETag" not in answer for answer in answers)
    assert all("public" not in answer["Cache-Control"] for answer in answers)


def test_an_error_that_is_raised_is_not_kept(portal):
    def refuse(request):
        raise PermissionDenied

    portal.view = refuse
    for _ in range(2):
        with pytest.raises(PermissionDenied):
            portal.get()
    assert portal.made == 2
    assert version_of_request.get() is None


def test_a_language_changes_nothing(portal):
    assert portal.get(accept_language="cy").content == portal.get(accept_language="en").content
    assert portal.made == 1


def test_each_name_of_the_site_has_its_own(portal):
    portal.get()
    assert portal.get(host="other.example").content == f"{LONG}2".encode()
    assert portal.get(x_forwarded_host="other.example").content == f"{LONG}1".encode()  # is not believed
    portal.get(host="evil.example")  # is refused further in
    portal.get(host="evil.example")
    assert portal.made == 4


@pytest.mark.parametrize(
    "path",
    [
        "/themes/?utm_source=x",
        "/themes/?page=1",
        "/themes/?",
        "/findings/?theme=a&unknown=1",
        "/findings/?tick=F1",
        "/findings/?theme=a&filters=open",
        "/findings/?id=F1",
        "/findings/?list=new",
        "/findings/?q=x",
        "/findings/?theme=a%2Db",  # as nobody writes it
        f"/findings/?theme={'a' * 600}",
        "/search/?q=x",
        "/admin/",
        "/nothing/here/",
    ],
)
def test_what_nobody_foresaw_in_an_address_is_made_each_time(portal, path):
    portal.get("/themes/")
    portal.get("/findings/?theme=a")
    for _ in range(2):
        portal.get(path)

    held = {
        address for room in (portal.keeper.store.plain, portal.keeper.store.chosen) for address in room.pages
    }
    assert {(address.path, address.query) for address in held} == {
        ("/themes/", ""),
        ("/findings/", "theme=a"),
    }
    assert portal.made == (2 if path == "/themes/?" else 4)


def test_page_is_kept_by_the_address_that_chose_its_view(portal):
    portal.view = lambda request: HttpResponse(f"{LONG}{request.path_info}")
    mounted = RequestFactory().get("/findings/", headers={"host": "testserver"})
    mounted.META["SCRIPT_NAME"], mounted.path_info, mounted.path = "/findings", "/", "/findings/"

    portal.keeper(mounted)

    assert portal.get("/findings/").content.decode().endswith("/findings/")


def test_nothing_typed_is_remembered_where_it_is_asked_whether_a_page_may_be_kept():
    asked = [
        kept_pages.Address("https", "testserver", "", "/search/", f"q=word{number}") for number in range(5)
    ]

    before = kept_pages.find_name.cache_info().currsize
    assert not any(map(kept_pages.may_be_kept, asked))

    assert kept_pages.find_name.cache_info().currsize - before <= 1  # the path, once for all of them


@pytest.mark.parametrize("path", ["/wp-login.php", "/search/?q=x", "/admin/", "/findings/?id=F001"])
def test_nobody_asks_for_the_version_where_nothing_may_be_kept(portal, monkeypatch, path):
    asked = []
    monkeypatch.setattr(kept_pages, "ask_for_version", lambda: asked.append(path))

    portal.get(path)

    assert asked == []


@pytest.mark.django_db(transaction=True)
def test_what_may_lack_something_is_not_kept(portal):
    def fail(request):
        with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")
        return HttpResponse(LONG)

    portal.view = fail

    assert "ETag" not in portal.get("/about/")
    connection.close()


@pytest.mark.parametrize(
    ("said", "for_one", "for_anybody"),
    [
        ("", "private, no-cache", "no-cache"),
        ("private", "private, no-cache", "private, no-cache"),
        ("no-store", "no-store, private", "no-store"),
        ("public, max-age=60", "public, max-age=60", "public, max-age=60"),
    ],
)
def test_who_says_part_of_it_gets_the_rest_said(said, for_one, for_anybody):
    def answer(**options):
        response = HttpResponse()
        if said:
            response["Cache-Control"] = said
        return finish_for_one(response, **options)["Cache-Control"]

    assert (answer(), answer(is_anonymous=True)) == (for_one, for_anybody)


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_other_methods_pass_by(portal, method):
    portal.get()
    assert portal.get(method=method).content == f"{LONG}2".encode()


def test_a_page_made_while_something_changes_is_not_given_out_as_new(portal):
    def change_meanwhile(request):
        portal.version = "8"  # somebody commits, after the page's first query
        return HttpResponse(f"{LONG}old")

    portal.view = change_meanwhile
    old = portal.get()
    portal.view = lambda request: HttpResponse(f"{LONG}new")

    assert portal.get().content == f"{LONG}new".encode()
    assert portal.get(if_none_match=old["ETag"]).status_code == 200


def test_without_a_version_nothing_is_kept(portal):
    portal.get()
    portal.version = None  # the database is away, or this is a transaction

    answer = portal.get()

    assert answer.content == f"{LONG}2".encode()
    assert answer["Cache-Control"] == "no-cache"


def test_nothing_is_kept_where_there_is_no_room(portal, settings):
    settings.KEPT_PAGES_MB = 0
    portal.get()
    assert portal.get().content == f"{LONG}2".encode()


def test_the_page_knows_the_version_that_it_is_kept_by(portal):
    portal.view = lambda request: HttpResponse((version_of_request.get() or str)())
    assert portal.get().content == b"7"


# Room


def _page(size: int) -> kept_pages.KeptPage:
    return kept_pages.KeptPage(MOMENT, "", HttpResponse(b"x" * size))


MOMENT = kept_pages.MadeFrom("1", "2026-01-01", "")


def _address(path: str, query: str = "") -> kept_pages.Address:
    return kept_pages.Address("https", "host", "", path, query)


def test_what_nobody_asked_for_longest_goes_first():
    room = Room(14_000)
    for name in "abcd":
        room.put(_address(name), _page(1_400))
    assert room.get(_address("a"), MOMENT)
    room.put(_address("e"), _page(1_400))

    assert [address.path for address in room.pages] == ["c", "d", "a", "e"]
    assert room.used == 4 * 3_400 <= room.most


def test_a_page_that_is_packed_takes_more_room_and_one_too_large_none():
    room = Room(14_000)
    page = _page(1_400)
    room.put(_address("a"), page)
    used = room.used
    page.pack("br")
    room.put(_address("a"), page)
    assert room.used > used

    room.put(_address("a"), _page(2_000))
    assert (room.used, len(room.pages)) == (0, 0)


def test_choices_drive_out_no_page_without_one(portal, settings):
    settings.KEPT_PAGES_MB = 1
    portal.get("/themes/")
    for number in range(700):
        portal.get(f"/findings/?theme=t{number}")

    assert portal.keeper.store.chosen.used <= 500_000
    made = portal.made
    portal.get("/themes/")
    assert portal.made == made


def test_ports_drive_out_no_page_without_one(portal, settings):
    settings.KEPT_PAGES_MB = 1
    portal.get("/themes/")
    for port in range(1, 400):
        portal.get("/", host=f"testserver:{port}")

    made = portal.made
    portal.get("/themes/")
    assert portal.made == made


def test_etags_tell_addresses_apart_however_their_parts_are_divided():
    assert build_etag(_address("/a", "b"), MOMENT) != build_etag(_address("/ab"), MOMENT)


# The portal itself


PLACES = ["/", "/themes/", "/findings/", "/periods/", "/reviews/", "/corrections/", "/corrections/feed.atom"]


@pytest.mark.django_db(transaction=True)
def test_what_is_withdrawn_is_gone_everywhere_in_one_act(client):
    theme, period, review = make_theme("Neglect"), make_period(), make_review("report")
    finding = make_finding("Words that must go.", themes=(theme,), periods=(period,), review=review)
    make_citation(finding, pages=("53",))
    of_it = ["/themes/neglect/", "/periods/2011-2014/", "/reviews/report/", "/reviews/report/p/53/"]
    of_it += ["/findings/", "/findings/?theme=neglect", finding.get_absolute_url(), "/findings/references/"]
    of_it += ["/findings.bib", "/themes/neglect.ris", "/search/?q=words+that+must+go"]
    before = {path: client.get(path) for path in [*PLACES, *of_it]}
    again = {path: client.get(path) for path in before}
    assert all(answer.status_code == 200 for answer in before.values())
    assert all("Set-Cookie" not in answer and not answer.cookies for answer in before.values())
    kept = [path for path, answer in again.items() if "ETag" in answer]
    assert set(PLACES) < set(kept)
    assert [
        p for p in kept if client.get(p, headers={"if-none-match": again[p]["ETag"]}).status_code != 304
    ] == []
    assert b"Words that must go." in _whole(again["/findings/?theme=neglect"])

    withdraw_finding(finding=finding, why="a test")

    for path in of_it:
        tag = again[path].get("ETag", '"none"')
        answer = client.get(path, headers={"if-none-match": tag})
        assert answer.status_code in (200, 410), path
        assert b"Words that must go." not in _whole(answer), path
        assert finding.code.encode() not in _whole(answer) or answer.status_code == 410, path


def _whole(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.django_db(transaction=True)
def test_staff_and_readers_get_pages_of_their_own(client, settings):
    make_finding(themes=(make_theme("Neglect"),))
    public = client.get("/themes/neglect/")
    client.force_login(make_member("Curator"))

    own = client.get("/themes/neglect/")
    assert own["Cache-Control"] == "private, no-cache"
    assert "ETag" not in own

    client.logout()
    client.cookies.clear()
    assert client.get("/themes/neglect/").content == public.content


# Being told


@pytest.mark.django_db(transaction=True)
def test_a_process_is_told_of_a_change_and_asks_while_it_is_not():
    listener = VersionListener()
    assert listener.get_version() is None  # nothing is known before
    listener.start()
    try:
        known = _wait_for(listener, lambda version: version is not None)
        make_theme()
        assert int(_wait_for(listener, lambda version: version not in (None, known))) > int(known)
    finally:
        listener.stopped.set()


@pytest.mark.django_db(transaction=True)
def test_only_who_listens_knows_what_held_when_the_database_was_last_heard_of():
    listener = VersionListener()
    version = listener.read_version()
    assert listener.get_last_version() is None  # another machine may change something, and nobody would tell

    for heard, known in [(version, version), ("0", None)]:
        listener.last = heard, kept_pages.localtime(), bytes(8)
        listener.read_version()
        assert (listener.get_last_version() or [None])[0] == known


@pytest.mark.parametrize("listens", [True, False])
def test_processes_share_the_sign_whether_they_listen_or_not(monkeypatch, settings, listens):
    settings.LISTEN_FOR_CHANGES, started, own = listens, [], VersionListener()
    own.start = lambda: started.append(own.sign)  # type: ignore[method-assign]
    monkeypatch.setattr("scr_portal.listening.listener", own)
    monkeypatch.setattr("scr_portal.database.limit_waiting", lambda: None)
    monkeypatch.setattr("themes.index.keeping.keeper.is_on", False)
    monkeypatch.setattr("scr_portal.counting.figures", SharedFigures())

    gunicorn.post_worker_init(SimpleNamespace(age=1))

    assert own.sign is gunicorn.sign_of_changes
    assert started == [own.sign] * listens


def _wait_for(listener, is_it) -> str:
    for _ in range(3_000):
        if is_it(version := listener.get_version()):
            return version
        time.sleep(0.01)
    raise AssertionError("It was not told.")


def test_an_answer_is_good_for_a_while_only(monkeypatch):
    listener = VersionListener()
    now = 100.0
    monkeypatch.setattr("scr_portal.listening.time.monotonic", lambda: now)
    listener.answer = "7", 100.0, bytes(8)
    assert listener.get_version() == "7"
    now = 103.0
    assert listener.get_version() is None


def test_what_was_written_in_one_process_makes_all_of_its_server_ask():
    memory = mmap(-1, 8)
    listeners = [VersionListener(), VersionListener()]
    for each in listeners:
        each.sign = memory
        each.answer = "7", time.monotonic(), bytes(memory[:])
    assert [each.get_version() for each in listeners] == ["7", "7"]

    listeners[0].forget()

    assert [each.get_version() for each in listeners] == [None, None]


def test_other_methods_make_the_process_ask(portal, monkeypatch):
    asked = []
    monkeypatch.setattr(kept_pages.listener, "forget", lambda: asked.append(portal.made))

    portal.get()
    assert asked == []
    portal.get(method="post")
    assert asked == [2]  # once it is done


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/findings/?theme=no-such-thing", "/reviews/report/p/77/"])
def test_pages_without_end_are_not_kept(client, path):
    make_review("report")

    answer = client.get(path)

    assert answer.status_code == 200
    assert "no-" in answer["Cache-Control"]
    assert "ETag" not in answer
