"""Comments that nobody should write, without end: made of parts that did harm elsewhere, each by its number."""

from __future__ import annotations

import random
from collections.abc import Iterator
from html.parser import HTMLParser

from themes.discussion.markdown import ALLOWED

DOES_SOMETHING = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>x</a>",
    "<details open ontoggle=alert(1)>",
    "<style>*{display:none}</style>",
    "<base href=//evil.example>",
    "<form action=//evil.example><button>x",
    "<meta http-equiv=refresh content=0>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "</p></div></article></main><h1>Mine</h1>",
    '"><script>alert(1)</script>',
    "'-alert(1)-'",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
]
LINKS = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](//evil.example)",
    "[x](https://user:pass@evil.example)",
    "[nhs.uk](https://evil.example)",
    '[x](https://a.example "onmouseover=alert(1)")',
    "[x](https://a.example/\"onmouseover='alert(1)')",
    "[x](https://a.example/'><script>alert(1)</script>)",
    '<https://a.example/"onclick=alert(1)>',
    "<javascript:alert(1)>",
    "![x](https://a.example/pixel.gif)",
    "[![x](https://a.example/x)](https://b.example)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "[a](https://[::1)",
    "[a](https://\u0430pple.example)",
    "[[a](https://a.example)](https://b.example)",
]
MARKS = [
    *(
        "*",
        "**",
        "***",
        "_",
        "__",
        "[",
        "]",
        "](",
        ")",
        "<",
        ">",
        "> ",
        "- ",
        "* ",
        "1. ",
        "999999999. ",
        "\\",
        "`",
    ),
    *(
        "```\n",
        "~~~\n",
        "# ",
        "===\n",
        "---\n",
        "|a|b|\n|-|-|\n",
        "    ",
        "\t",
        "  \n",
        "&amp;",
        "&",
        "![",
        "\n",
        "\n\n",
    ),
]
SIGNS = [
    *(
        "\u202e",
        "\u2066",
        "\u200b",
        "\u200d",
        "\u200e",
        "\ufeff",
        "\u00ad",
        "\u2028",
        "\u0085",
        "\ufffd",
        "\U000e0041",
    ),
    *(
        "Z\u0351\u036b\u0343" * 20,
        "\u0430\u0435\u043e",
        "\u202eexe.gpj",
        "\ud7ff",
        "\U0001f468\u200d\U0001f469",
        "\ufdfd",
    ),
]


def make_hostile(number: int) -> str:
    """The comment with this number."""
    chance = random.Random(number)  # noqa: S311 - the same each time
    kind = number % 8
    every = [*DOES_SOMETHING, *LINKS, *MARKS, *SIGNS, "word", "a b"]
    if kind == 0:
        return chance.choice(DOES_SOMETHING) + chance.choice(SIGNS) + chance.choice(DOES_SOMETHING)
    if kind == 1:
        return " ".join(chance.choices(LINKS, k=chance.randint(1, 40)))
    if kind == 2:
        return chance.choice(MARKS) * chance.choice([50, 1_000, 5_000])
    if kind == 3:
        return "".join(chance.choices(MARKS, k=2)) * chance.choice([60, 199, 3_000])
    if kind == 4:
        return "\n".join(
            " " * chance.randint(0, 40) + chance.choice([">", "-", "1."]) * chance.randint(1, 30) + " a"
            for _ in range(chance.randint(1, 90))
        )
    if kind == 5 and number % 200 == 5:
        return chance.choice(["a", "*", "[", "> ", "\u202e", "\u0300", "<b>"]) * (
            10**6 // chance.randint(1, 3)
        )
    whole = "".join(chance.choices(every, k=chance.randint(1, 120)))
    if kind == 6:
        start = chance.randrange(len(whole))
        return whole[start:] + chance.choice(DOES_SOMETHING) + whole[:start]
    return whole


class HarmReading(HTMLParser):
    """What a browser would make of it: which elements with which attributes, and what it does not allow."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ALLOWED.get(tag, set()):
                self.wrong.append(f"{tag} {name}")
            if name == "href" and not (value or "").startswith(("http://", "https://")):
                self.wrong.append(f"href {value}")
            if name == "class" and value != "govuk-link":
                self.wrong.append(f"class {value}")
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.wrong.append("<!--")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append("<!")

    def handle_pi(self, data: str) -> None:
        self.wrong.append("<?")


def find_harm(html: str) -> Iterator[str]:
    """What in this HTML is anything else than the few elements of a comment, each of them closed."""
    reading = HarmReading()
    reading.feed(html)
    reading.close()
    yield from reading.wrong
    yield from (f"<{tag}> is not closed" for tag in reading.open)
