"""A visit to an address on the web, to see whether something is still there. Never inside our own network."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import Timeout

MOST_REDIRECTS = 5
WAITING = Timeout(connect=10, read=20)
LONGEST = (
    60.0  # seconds of one connection: a site that sends a byte now and then never exceeds the pauses above
)
PORTS = {80, 443}
FOR_GOOD = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
FOR_NOW = {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}
# Answers that programs get where people may see the page.
NOT_FOR_PROGRAMS = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.NOT_ACCEPTABLE,
    HTTPStatus.TOO_MANY_REQUESTS,
}
# The public web beside what Python's own rule knows: of IPv6 only the block that is given out, and in both what IANA
# keeps for protocols, examples and relays (the registries of special-purpose addresses; some lead back inside).
GIVEN_OUT = ipaddress.ip_network("2000::/3")
KEPT_BACK = [
    ipaddress.ip_network(network)
    for network in (
        *("192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
]

MayConnect = Callable[[str, int], bool]


class VisitAnswer(Enum):
    THERE = auto()
    MOVED = auto()  # for good, and there
    GONE = auto()  # the site says that it was taken away
    MISSING = auto()
    SILENT = auto()  # no answer, or one that says that something is broken
    UNTOLD = auto()  # the site does not answer programs
    FORBIDDEN = auto()  # not visited: no address on the public web


@dataclass(frozen=True)
class Visit:
    answer: VisitAnswer
    url: str  # where it led
    message: str  # for a curator


class NotPublic(Exception):
    """The name leads to an address that is not on the public web."""


def is_public(address: str, port: int) -> bool:
    """Whether an IP address belongs to the public web, and the port to its pages."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return is_public(str(found.ipv4_mapped), port)
        if found not in GIVEN_OUT:
            return False
    if any(found in network for network in KEPT_BACK):
        return False
    return found.is_global and not found.is_multicast and port in PORTS


def visit(url: str, *, user_agent: str, may_connect: MayConnect = is_public) -> Visit:
    """Ask for `url` and follow where it leads; nothing of a page is read but its head.

    `may_connect` is asked about every IP address and port before anything is sent there, after each redirect too.
    """
    with contextlib.ExitStack() as connections:
        return _visit(url, _build_session(user_agent, may_connect, connections))


def _visit(url: str, session: urllib3.PoolManager) -> Visit:
    for_good = True
    current = url
    try:
        for _ in range(MOST_REDIRECTS + 1):
            if urlsplit(current).scheme not in ("http", "https") or not urlsplit(current).hostname:
                return Visit(VisitAnswer.FORBIDDEN, current, "It is no address of a web page.")
            answer = session.request("GET", current, redirect=False, preload_content=False)
            answer.close()
            onward = answer.headers.get("Location")
            if answer.status not in FOR_GOOD | FOR_NOW or not onward:
                return _read_status(answer.status, current, moved=for_good and current != url)
            for_good = for_good and answer.status in FOR_GOOD
            current = urljoin(current, onward)
    except NotPublic:
        return Visit(VisitAnswer.FORBIDDEN, current, "It leads to an address that is not on the public web.")
    except (urllib3.exceptions.HTTPError, ValueError, OSError) as error:
        return Visit(VisitAnswer.SILENT, current, _explain_silence(error))
    return Visit(VisitAnswer.SILENT, current, f"It leads on and on: more than {MOST_REDIRECTS} times.")


def _read_status(status: int, url: str, *, moved: bool) -> Visit:
    if 200 <= status < 300:
        answer, message = (
            (VisitAnswer.MOVED, f"It has moved to {url}") if moved else (VisitAnswer.THERE, "It is there.")
        )
    elif status == HTTPStatus.GONE:
        answer, message = VisitAnswer.GONE, "The site says that it was taken away."
    elif status == HTTPStatus.NOT_FOUND:
        answer, message = VisitAnswer.MISSING, "The site says that there is nothing at this address."
    elif status in NOT_FOR_PROGRAMS:
        answer, message = VisitAnswer.UNTOLD, "The site does not answer programs. Look at it in a browser."
    else:
        answer, message = VisitAnswer.SILENT, f"The site answers with an error ({status})."
    return Visit(answer, url, message)


def _is_caused_by(error: BaseException, kind: type[BaseException]) -> bool:
    """Whether an error of `kind` led to this one; urllib3 wraps what connections raise."""
    reasons = (getattr(error, "reason", None), error.__cause__, error.__context__)
    return isinstance(error, kind) or any(
        _is_caused_by(reason, kind) for reason in reasons if isinstance(reason, BaseException)
    )


def _explain_silence(error: BaseException) -> str:
    if _is_caused_by(error, socket.gaierror):
        return "No site has this name."
    if _is_caused_by(error, urllib3.exceptions.SSLError):
        return "The site cannot prove that it is the one named."
    if _is_caused_by(error, urllib3.exceptions.TimeoutError) or _is_caused_by(error, TimeoutError):
        return "The site did not answer in time."
    return "The site did not answer."


@contextlib.contextmanager
def _end_in_time(connection: socket.socket) -> Iterator[None]:
    """Shut a connection down once it has lasted too long, whatever is waited for on it."""
    watched = connection.dup()  # TLS takes the connection itself over

    def break_off() -> None:
        with contextlib.suppress(OSError):  # it has just ended
            watched.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(LONGEST, break_off)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        watched.close()


def _build_session(
    user_agent: str, may_connect: MayConnect, connections: contextlib.ExitStack
) -> urllib3.PoolManager:
    """A session that asks about every address before it connects: a name can change what it stands for at any time.

    They end with `connections`.
    """

    class Careful:
        def _new_conn(self: Any) -> socket.socket:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
            addresses = [str(place[0]) for *_, place in found]
            if not all(may_connect(address, self.port) for address in addresses):
                raise NotPublic(self.host)
            # The address that was looked at, not the name: the name could lead elsewhere the next time.
            connection = socket.create_connection((addresses[0], self.port), self.timeout)
            connections.enter_context(_end_in_time(connection))
            return connection

    class CarefulPlain(Careful, HTTPConnection):
        pass

    class CarefulSecure(Careful, HTTPSConnection):
        pass

    class Plain(urllib3.HTTPConnectionPool):
        ConnectionCls = CarefulPlain

    class Secure(urllib3.HTTPSConnectionPool):
        ConnectionCls = CarefulSecure

    session = urllib3.PoolManager(
        headers={"User-Agent": user_agent, "Accept": "*/*"}, timeout=WAITING, retries=False
    )
    session.pool_classes_by_scheme = {"http": Plain, "https": Secure}
    connections.callback(session.clear)
    return session
