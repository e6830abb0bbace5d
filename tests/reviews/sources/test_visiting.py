"""Visits to a server of our own, on this machine."""

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.sources import visiting
from reviews.sources.visiting import VisitAnswer, is_public, visit

ANSWERS: dict[str, tuple[int, dict[str, str]]] = {
    "/there": (200, {}),
    "/gone": (410, {}),
    "/missing": (404, {}),
    "/broken": (503, {}),
    "/private": (403, {}),
    "/busy": (429, {}),
    "/moved": (301, {"Location": "/there"}),
    "/moved-twice": (308, {"Location": "/moved"}),
    "/away-for-now": (302, {"Location": "/there"}),
    "/moved-then-away": (301, {"Location": "/away-for-now"}),
    "/moved-to-nothing": (301, {"Location": "/missing"}),
    "/round": (301, {"Location": "/round"}),
    "/nowhere": (301, {}),
    "/inside": (301, {"Location": "http://10.0.0.1/there"}),
    "/file": (301, {"Location": "file:///etc/passwd"}),
}


class Site(BaseHTTPRequestHandler):
    asked: list[tuple[str, str | None]] = []

    def do_GET(self) -> None:
        type(self).asked.append((self.path, self.headers["User-Agent"]))
        status, headers = ANSWERS[self.path]
        self.send_response(status)
        for name, value in {**headers, "Content-Length": "0"}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *args) -> None:
        """Nothing is printed."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def ours(address: str, port: int) -> bool:
    return address == "127.0.0.1"


@pytest.mark.parametrize(
    ("path", "answer", "end"),
    [
        ("/there", VisitAnswer.THERE, "/there"),
        ("/gone", VisitAnswer.GONE, "/gone"),
        ("/missing", VisitAnswer.MISSING, "/missing"),
        ("/broken", VisitAnswer.SILENT, "/broken"),
        ("/private", VisitAnswer.UNTOLD, "/private"),
        ("/busy", VisitAnswer.UNTOLD, "/busy"),
        ("/moved", VisitAnswer.MOVED, "/there"),
        ("/moved-twice", VisitAnswer.MOVED, "/there"),
        ("/away-for-now", VisitAnswer.THERE, "/there"),
        ("/moved-then-away", VisitAnswer.THERE, "/there"),
        ("/moved-to-nothing", VisitAnswer.MISSING, "/missing"),
        ("/round", VisitAnswer.SILENT, "/round"),
        ("/nowhere", VisitAnswer.SILENT, "/nowhere"),
    ],
)
def test_answer_of_a_site(site, path, answer, end):
    found = visit(site + path, user_agent="Us", may_connect=ours)

    assert (found.answer, found.url) == (answer, site + end)
    assert found.message
    assert {name for _, name in Site.asked} == {"Us"}


def test_new_address_of_a_page_that_moved_is_told(site):
    assert (
        visit(f"{site}/moved", user_agent="Us", may_connect=ours).message == f"It has moved to {site}/there"
    )


def test_site_that_leads_round_is_asked_no_more_than_a_few_times(site):
    visit(f"{site}/round", user_agent="Us", may_connect=ours)

    assert len(Site.asked) == visiting.MOST_REDIRECTS + 1


def test_nothing_is_sent_to_our_own_network(site):
    found = visit(f"{site}/there", user_agent="Us")

    assert (found.answer, Site.asked) == (VisitAnswer.FORBIDDEN, [])


@pytest.mark.parametrize("path", ["/inside", "/file"])
def test_site_cannot_lead_a_visit_where_it_must_not_go(site, path):
    found = visit(site + path, user_agent="Us", may_connect=ours)

    assert found.answer == VisitAnswer.FORBIDDEN
    assert [asked for asked, _ in Site.asked] == [path]


@pytest.mark.parametrize("url", ["ftp://example.org/a", "file:///etc/passwd", "http:///a", "no address", ""])
def test_what_is_no_web_address_is_not_visited(url):
    assert visit(url, user_agent="Us", may_connect=ours).answer == VisitAnswer.FORBIDDEN


def test_name_that_stands_for_a_public_and_an_inner_address_is_not_visited(site, monkeypatch):
    port = int(site.rpartition(":")[2])
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in ("127.0.0.1", "10.0.0.1")]
    monkeypatch.setattr(visiting.socket, "getaddrinfo", lambda *args, **kwargs: both)

    found = visit(f"http://two-faces.example:{port}/there", user_agent="Us", may_connect=ours)

    assert (found.answer, Site.asked) == (VisitAnswer.FORBIDDEN, [])


@contextmanager
def listening(answer: bytes) -> Iterator[str]:
    """A server that sends these bytes to whoever connects, and closes."""

    def serve() -> None:
        with listener, listener.accept()[0] as visitor:
            visitor.recv(1024)
            visitor.sendall(answer)

    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    thread.join(10)


@pytest.mark.parametrize(
    "answer", [b"", b"\x00\xff", b"HTTP/1.1 200 OK\r\nA: " + b"a" * 100_000, b"no http\r\n\r\n"]
)
def test_answer_that_is_none_is_silence(answer):
    with listening(answer) as host:
        found = visit(f"http://{host}/", user_agent="Us", may_connect=ours)

    assert found.answer == VisitAnswer.SILENT


@contextmanager
def dripping(start: bytes) -> Iterator[tuple[str, threading.Event]]:
    """A server that sends a little at a time, a hundred times. The event says that its visitor left before the end."""
    left = threading.Event()

    def serve() -> None:
        with listener, listener.accept()[0] as visitor:
            visitor.recv(1024)
            visitor.sendall(start)
            for _ in range(100):
                if visitor in select.select([visitor], [], [], 0.02)[0]:
                    left.set()
                    return
                visitor.sendall(b"a")

    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"127.0.0.1:{listener.getsockname()[1]}", left
    thread.join(20)


@pytest.mark.parametrize(
    ("scheme", "start"),
    [
        ("http", b"HTTP/1.1 2"),
        ("http", b"HTTP/1.1 200 OK\r\nA: "),
        ("https", b"\x16\x03\x03\x10\x00"),  # a handshake begins
    ],
)
def test_site_that_sends_a_little_now_and_then_is_left(scheme, start, monkeypatch):
    monkeypatch.setattr(visiting, "LONGEST", 0.1)

    with dripping(start) as (host, left):
        visit(f"{scheme}://{host}/", user_agent="Us", may_connect=ours)

    assert left.is_set()


def test_site_that_cannot_prove_its_name_is_silent():
    with listening(b"not a handshake") as host:
        found = visit(f"https://{host}/", user_agent="Us", may_connect=ours)

    assert (found.answer, found.message) == (
        VisitAnswer.SILENT,
        "The site cannot prove that it is the one named.",
    )


def test_port_where_nobody_listens_is_silent():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    assert visit(f"http://127.0.0.1:{port}/", user_agent="Us", may_connect=ours).answer == VisitAnswer.SILENT


INSIDE = [
    *[
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.1.2.3",
        "224.0.0.1",
    ],
    *["255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1"],
    *["64:ff9b::a00:1", "2002:a00:1::1", "2001:0:a00:1::1", "::ffff:127.0.0.1"],
    *["::127.0.0.1", "fec0::1", "::ffff:0:7f00:1", "64:ff9b:1::1", "100::1", "4000::1", "5f00::1", "e000::1"],
    *["2001:db8::1", "2001:20::1", "3fff::1", "2620:4f:8000::1"],
    *[
        "192.88.99.1",
        "192.0.0.9",
        "192.31.196.1",
        "192.52.193.1",
        "192.175.48.1",
        "198.51.100.1",
        "198.18.0.1",
    ],
]


@pytest.mark.parametrize("address", INSIDE)
def test_address_inside_is_not_public(address):
    assert not is_public(address, 443)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_address_on_the_web_is_public_for_pages_alone(address):
    assert [is_public(address, port) for port in (80, 443, 22, 8000)] == [True, True, False, False]


@given(st.ip_addresses(v=4))
def test_address_wrapped_in_another_is_as_public_as_it_is(address):
    assert is_public(f"::ffff:{address}", 443) == is_public(str(address), 443)
