"""What nobody should paste or upload, by the thousand: what each answers, and the slowest.

    .venv/bin/python -m tests.bench.malformed_articles [HOW_MANY]

Prints how often each answer came, for each kind; fails on a 500, on an answer without a message, and where anything
of it was imported. Kinds of files that other screens take are added to `KINDS`.
"""

from __future__ import annotations

import http.client
import io
import json
import os
import random
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from tests.articles import ArticlePlan, ThemePlan, write_article, write_page
from tests.bench.portal import BENCH, MANAGE, ROOT, environment, running

SHOWN = 5
ADD = "/admin/themes/articleintake/add/"
# What is odd in text: control characters, marks of direction, half characters, bullets, page lists, tags.
ODD = [
    *(
        "\x00",
        "\x07",
        "\x1b",
        "\x85",
        "\u202e",
        "\u200f",
        "\u2028",
        "\ufeff",
        "\ufffd",
        "\U0001f6a3",
        "e\u0301",
    ),
    *(
        "•",
        "- ",
        "1. ",
        "(a) ",
        "(pg ",
        "(pg 11 & 179)",
        "(pp. 99999999999-1)",
        "(pg iv/v/vi)",
        "“",
        "”",
        '"',
    ),
    *(
        "\n",
        "\r",
        "\t",
        "\n\n",
        " " * 40,
        "<",
        "</ul>",
        "<ul><li>",
        "&#0;",
        "&#xD800;",
        "<!--",
        "]]>",
        "<h2>",
    ),
    *(
        "8 Responses to it",
        "31 February 2016 at 25:61 pm",
        "incidents from 2011 to 1914",
        "9" * 40,
        "x" * 2_000,
    ),
]
PLAN = ArticlePlan(
    themes=[
        ThemePlan("Ropes are let go", [(["They go.", "“Many,” it says."], "11 & 179"), (["Some."], "3")]),
        ThemePlan("Charts differ", [(["Each harbour draws its own."], "17/18 & 200")]),
    ]
)


class MalformedFile(NamedTuple):
    kind: str
    name: str  # of the file; empty for what is pasted
    data: bytes


def texts(rng: random.Random, number: int) -> Iterator[MalformedFile]:
    """Articles as nobody writes them: the same for the same seed."""
    makers = [
        _noise,
        _mutated,
        _broken_page,
        _deep,
        _long_line,
        _many_bullets,
        _broken_document,
        _cut,
        _comments,
    ]
    for _ in range(number):
        maker = rng.choice(makers)
        data, ending = maker(rng)
        pasted = ending == "txt" and rng.random() < 0.5
        yield MalformedFile(maker.__name__.strip("_"), "" if pasted else f"a.{ending}", data)


def _noise(rng: random.Random) -> tuple[bytes, str]:
    start = rng.choice(
        [b"", b"PK\x03\x04", b"%PDF", b"\xff\xfe", b"\xef\xbb\xbf", b"<html>", b"\xd0\xcf\x11\xe0"]
    )
    return start + rng.randbytes(rng.randrange(3_000)), rng.choice(["txt", "html", "docx"])


def _odd(rng: random.Random, text: str, times: int) -> str:
    odd = ODD if rng.random() < 0.1 else ODD[1:]  # the first alone has any text refused
    for _ in range(times):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(odd) + text[at + rng.choice([0, 0, 1, 20]) :]
    return text


def _mutated(rng: random.Random) -> tuple[bytes, str]:
    text = _odd(rng, write_article(PLAN), rng.randrange(1, 40))
    return text.encode(rng.choice(["utf-8", "utf-8", "utf-16", "cp1252"]), "replace"), "txt"


def _broken_page(rng: random.Random) -> tuple[bytes, str]:
    return _odd(rng, write_page(PLAN), rng.randrange(1, 60)).encode("utf-8", "replace"), "html"


def _deep(rng: random.Random) -> tuple[bytes, str]:
    tag = rng.choice(["div", "ul><li", "blockquote", "table><tr><td", "span", "b", "p", "font"])
    depth = rng.choice([10, 60, 148, 151, 2_000, 20_000])
    return f"<html><h1>SCR</h1>{f'<{tag}>' * depth}<h2>Ropes</h2><ul><li>One. (pg 3)".encode(), "html"


def _long_line(rng: random.Random) -> tuple[bytes, str]:
    piece = rng.choice(["word ", "(pg ", "“", "1. ", "• ", "a", "9 & ", "<b>", "2011 to 2014 incidents "])
    return f"Title\n\nRopes\n\n• {piece * rng.choice([100, 10_000, 60_000])} (pg 3)\n".encode(), "txt"


def _many_bullets(rng: random.Random) -> tuple[bytes, str]:
    number = rng.choice([99, 101, 3_000, 60_000])
    heading = rng.choice(["", "Ropes\n\n"])
    return ("Title about SCRs\n\nRopes\n\n" + f"{heading}• Point. (pg 3)\n\n" * number).encode(), "txt"


def _comments(rng: random.Random) -> tuple[bytes, str]:
    lines = ["", f"{rng.randrange(10 ** rng.randrange(1, 30))} Responses to it", ""]
    for number in range(rng.choice([3, 100, 300])):
        indent = " " * rng.choice([0, 2, 4, number % 200, 400])
        lines += [
            f"{indent}{rng.choice(['•', f'{number}.'])} Ann {rng.choice(['', 'July 7, 2016 at 2:18 pm #'])}",
            "",
        ]
        lines += [f"{indent}  {rng.choice(ODD)} words", ""]
    return (write_article(PLAN) + "\n".join(lines)).encode("utf-8", "replace"), "txt"


@lru_cache
def _document() -> bytes:
    import docx  # slow, and only here

    document = docx.Document()
    document.add_heading("On serious case reviews", 1)
    document.add_heading("Ropes", 2)
    document.add_paragraph("They go. (pg 3)", style="List Bullet")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _broken_document(rng: random.Random) -> tuple[bytes, str]:
    whole = _document()
    if rng.random() < 0.5:
        broken = bytearray(whole)
        for _ in range(rng.randrange(1, 60)):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        return bytes(broken), "docx"
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == rng.choice(["word/document.xml", "word/numbering.xml", "word/styles.xml"]):
                content = _odd(rng, content.decode(), rng.randrange(1, 20)).encode("utf-8", "replace")
            if rng.random() < 0.95:
                new.writestr(entry.filename, content)
        if rng.random() < 0.1:
            new.writestr("word/media/large.png", b"\x00" * 61_000_000)
    return file.getvalue(), "docx"


def _cut(rng: random.Random) -> tuple[bytes, str]:
    whole, ending = rng.choice([_broken_document, _broken_page, _mutated])(rng)
    return whole[: rng.randrange(len(whole))], ending


class KindOfFile(NamedTuple):
    make: Callable[[random.Random, int], Iterator[MalformedFile]]
    address: str
    pasted: str  # names of the fields that take what is pasted, and a file
    file: str


KINDS = [KindOfFile(texts, ADD, "pasted", "file")]

# A curator who is signed in, and what stands in the collection.
SIGN_IN = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import HttpRequest
user, _ = get_user_model().objects.get_or_create(username="bench", is_staff=True, is_superuser=True)
request = HttpRequest()
request.session = import_module(settings.SESSION_ENGINE).SessionStore()
login(request, user, backend="django.contrib.auth.backends.ModelBackend")
request.session.save()
print(json.dumps([settings.SESSION_COOKIE_NAME, request.session.session_key]))
"""
COUNT = """
from reviews.models import *
from themes.models import *
print([model.objects.count() for model in (Article, ArticleSection, Citation, Comment, Finding, Quotation, Theme)])
"""


def shell(code: str) -> str:
    command = [*MANAGE, "shell", "--no-imports", "-c", code]
    return subprocess.check_output(command, cwd=ROOT, env=environment(BENCH), text=True).strip()


class Curator:
    """A browser, as far as it is needed here."""

    def __init__(self, port: int) -> None:
        name, key = json.loads(shell(SIGN_IN))
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookie = f"{name}={key}; csrftoken={'a' * 32}"

    def get(self, address: str) -> tuple[int, str, str]:
        return self._ask("GET", address, b"", {})

    def post(self, address: str, fields: dict[str, bytes], file: tuple[str, str, bytes] | None = None):
        parts = [(f'name="{name}"', value) for name, value in fields.items()]
        parts += [(f'name="{file[0]}"; filename="{file[1]}"', file[2])] if file else []
        body = b"".join(
            b"--~~\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + value + b"\r\n"
            for head, value in parts
        )
        return self._ask(
            "POST", address, body + b"--~~--\r\n", {"Content-Type": "multipart/form-data; boundary=~~"}
        )

    def _ask(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> tuple[int, str, str]:
        self.connection.request(
            method, address, body, {**headers, "Cookie": self.cookie, "X-CSRFToken": "a" * 32}
        )
        answer = self.connection.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read().decode("utf-8", "replace")


def answered(curator: Curator, kind: KindOfFile, case: MalformedFile) -> str:
    """What became of it: "refused", "taken in", or in capitals what must not be."""
    file = (kind.file, case.name, case.data) if case.name else None
    status, place, page = curator.post(kind.address, {} if file else {kind.pasted: case.data}, file)
    if status == 302:
        status, _, page = curator.get(place)
        if status != 200:
            return f"PREVIEW {status}"
        # Accepted without a review and without answers: refused with a message.
        status, _, page = curator.post(place, {"act": b"accept", "version": b"1"})
        return "taken in" if status < 500 and "errornote" in page else f"ACCEPTED {status}"
    if status == 400 and "<h1" in page:
        return "refused by the server"  # more than a request may hold
    return "refused" if status == 200 and "errornote" in page else f"STATUS {status}"


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    os.environ.setdefault("PLAIN_HTTP", "true")
    tally: Counter[tuple[str, str]] = Counter()
    times: list[tuple[float, str, int]] = []
    with running() as port:
        curator = Curator(port)
        before = shell(COUNT)
        for kind in KINDS:
            for place, case in enumerate(kind.make(random.Random(number), number)):  # noqa: S311 - examples
                began = time.perf_counter()
                outcome = answered(curator, kind, case)
                times.append((time.perf_counter() - began, case.kind, place))
                tally[case.kind, outcome] += 1
        after = shell(COUNT)
    for (kind_name, outcome), times_seen in sorted(tally.items()):
        print(f"{kind_name:20} {outcome:25} {times_seen:6}")
    times.sort(reverse=True)
    print(
        "Slowest:", ", ".join(f"{seconds:.1f} s ({name} {place})" for seconds, name, place in times[:SHOWN])
    )
    print(f"Median: {times[len(times) // 2][0] * 1000:.0f} ms. Held before {before}, after {after}.")
    if before != after or any(outcome[0] != outcome[0].lower() for _, outcome in tally):
        sys.exit("There were answers that must not be.")


if __name__ == "__main__":
    main()
