"""Readers and a curator who hardly pause, and what becomes of them."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

PAGES = (
    "/",
    "/themes/",
    "/findings/",
    "/findings/?period=2011-2014",
    "/help/",
    "/search/?q=neglect",
    "/situations/",
)
PATIENCE = 30  # seconds for one answer
READERS = 4
PAUSE = 0.05  # seconds, of each reader


@dataclass
class Tally:
    """What readers got, by the fault that was being tried."""

    read: Counter[str] = field(default_factory=Counter)
    as_it_was: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)  # 503 with Retry-After
    nothing: Counter[str] = field(default_factory=Counter)  # an error, or no answer
    slowest: dict[str, float] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    saved: list[str] = field(default_factory=list)  # what the curator was told is saved
    refused: Counter[str] = field(default_factory=Counter)  # what was given back in words
    unknown: Counter[str] = field(default_factory=Counter)  # no answer, or one that says so


class Load:
    """Runs until the `with` block ends. `now` is the name of the fault that is being tried."""

    def __init__(self, port: int, password: str) -> None:
        self.port, self.password = port, password
        self.tally, self.now = Tally(), "nothing"
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self.read, args=[number]) for number in range(READERS)]
        self.threads.append(threading.Thread(target=self.write))

    def __enter__(self) -> Load:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> http.client.HTTPResponse:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers |= {"Connection": "close"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        asking.request(method, path, body or None, headers)
        return asking.getresponse()

    def read(self, number: int) -> None:
        place = number
        while not self.is_over.wait(PAUSE):
            place, fault, begun = place + 1, self.now, time.monotonic()
            try:
                answer = self.ask("GET", PAGES[place % len(PAGES)])
                page, fault = answer.read(), self.now
                was_told = answer.status == 503 and answer.getheader("Retry-After")
                if answer.status == 200:
                    (self.tally.as_it_was if b"This page is as it was" in page else self.tally.read)[
                        fault
                    ] += 1
                else:
                    (self.tally.told if was_told else self.tally.nothing)[fault] += 1
                    if not was_told:
                        self.tally.reasons[f"{fault}: {answer.status}"] += 1
            except (OSError, http.client.HTTPException) as error:
                fault = self.now  # it broke off when that was done
                self.tally.nothing[fault] += 1
                self.tally.reasons[f"{fault}: {type(error).__name__}"] += 1
            took = time.monotonic() - begun
            self.tally.slowest[fault] = max(took, self.tally.slowest.get(fault, 0))

    def write(self) -> None:
        cookies: dict[str, str] = {}
        number = 0
        while not self.is_over.wait(2):  # between them, pages are kept
            fault = self.now
            try:
                if "sessionid" not in cookies:
                    self.sign_in(cookies)
                    continue
                number += 1
                slug = f"soak-{number}"
                fields = {
                    "slug": slug,
                    "topic": f"Topic {number}",
                    "note": "What is not known.",
                    "position": "1",
                }
                answer = self.post("/admin/themes/knowngap/add/", fields | {"why": "To see."}, cookies)
                page = answer.read().decode()
                if answer.status == 302 and "/knowngap/" in (answer.getheader("Location") or ""):
                    self.tally.saved.append(slug)
                elif answer.status in (503, 507) and "was not saved" in page:
                    self.tally.refused[fault] += 1
                else:
                    self.tally.unknown[fault] += 1
            except (OSError, http.client.HTTPException):
                self.tally.unknown[fault] += 1

    def sign_in(self, cookies: dict[str, str]) -> None:
        page = self.ask("GET", "/admin/login/")
        page.read()
        self.take_cookies(page, cookies)
        if "csrftoken" in cookies:
            fields = {"username": "curator", "password": self.password, "next": "/admin/"}
            self.post("/admin/login/", fields, cookies).read()

    def post(self, path: str, fields: dict[str, str], cookies: dict[str, str]) -> http.client.HTTPResponse:
        origin = f"http://127.0.0.1:{self.port}"
        said = "; ".join(f"{name}={value}" for name, value in cookies.items())
        body = urlencode(fields | {"csrfmiddlewaretoken": cookies["csrftoken"]})
        answer = self.ask("POST", path, body, Origin=origin, Cookie=said)
        self.take_cookies(answer, cookies)
        return answer

    def take_cookies(self, answer: http.client.HTTPResponse, cookies: dict[str, str]) -> None:
        for header in answer.headers.get_all("Set-Cookie", []):
            if match := re.match(r"(csrftoken|sessionid)=([^;]+)", header):
                cookies[match[1]] = match[2]
