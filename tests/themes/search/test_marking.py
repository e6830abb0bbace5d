"""Words that counted, marked in words of ours: exactly those, safely, and as PostgreSQL found them."""

import html
import re
from pathlib import Path

import pytest
import yaml
from django.utils.html import escape
from hypothesis import example, given
from hypothesis import strategies as st

from themes.models import CatalogueEntry, Finding
from themes.search.findings import MatchesWords, SearchGroup
from themes.search.marking import Marker
from themes.search.understanding import understand
from themes.search.words import INDEX_STOP_WORDS, read_words

WORDS = [
    "father",
    "was",
    "not",
    "brought",
    "baby's",
    "long",
    "term",
    "<b>",
    "&",
    "neglect",
    "the",
    "mother’s",
]
ODD = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("<>&'\" -­İǰﬃ")), max_size=80)
TEXTS = st.one_of(ODD, st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))


def build_group(*alternatives: str) -> SearchGroup:
    words = tuple(tuple(read_words(phrase).plain) for phrase in alternatives)
    return SearchGroup(alternatives[0], words)


def mark(text: str, *groups: SearchGroup) -> str:
    return Marker(groups).mark(text)


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        (("father",), "Fathers were left out.", "<mark>Fathers</mark> were left out."),
        (("dad", "father"), "A father's history", "A <mark>father</mark>&#x27;s history"),
        (("child",), "Children, CHILD", "<mark>Children</mark>, <mark>CHILD</mark>"),
        (("cold",), "A scolding in a cold home", "A scolding in a <mark>cold</mark> home"),
        (
            ("missed appointments",),
            "Missed appointments; appointments were missed.",
            "<mark>Missed appointments</mark>; appointments were missed.",
        ),
        (("out of sight",), "Lost out of sight", "Lost out of <mark>sight</mark>"),
        (
            ("child in need",),
            "A child in need, a child at need",
            "A <mark>child</mark> in <mark>need</mark>, a <mark>child</mark> at <mark>need</mark>",
        ),
        (("long term",), "long-term help", "<mark>long-term</mark> help"),
        (("neglect",), "<i>neglect</i>", "&lt;i&gt;<mark>neglect</mark>&lt;/i&gt;"),
        (("the",), "the home", "the home"),
        (("organisation",), "Organizations grew", "<mark>Organizations</mark> grew"),
        (("father",), "", ""),
    ],
)  # fmt: skip
def test_words_are_marked_as_they_were_found(typed, text, marked):
    assert mark(text, build_group(*typed)) == marked


@given(TEXTS, st.lists(TEXTS, max_size=4))
@example("<script>alert('neglect')</script> & \"neglect\"", ["neglect script alert"])
def test_text_without_its_marks_is_the_text_and_no_markup_of_its_own_is_left(text, typed):
    groups = [SearchGroup(words, (read_words(words).plain, *((one,) for one in read_words(words).plain)))
              for words in typed]  # fmt: skip

    marked = mark(text, *groups)

    pieces = re.split("(</?mark>)", marked)
    assert "".join(pieces[0::2]) == escape(text)
    assert pieces[1::2] == ["<mark>", "</mark>"] * (len(pieces[1::2]) // 2)
    for piece in re.findall("<mark>(.*?)</mark>", marked, re.DOTALL):
        assert not INDEX_STOP_WORDS.intersection(re.findall(r"[^\W_]+", html.unescape(piece).lower()))


@pytest.mark.django_db
@pytest.mark.usefixtures("starter_collection")
def test_what_postgresql_finds_is_marked_and_nothing_else():
    """Each thing typed in the sentences, against every finding that is shown."""
    files = sorted(Path(__file__).parent.glob("*.yaml"))
    typed = [
        sentence["words"]
        for file in files
        for section in yaml.safe_load(file.read_text()).values()
        for sentence in section
        if isinstance(sentence, dict) and "words" in sentence
    ]
    groups = {group.tsquery: group for words in typed[::3] for group in understand(words).groups}
    texts = dict(Finding.objects.filter(catalogue_entry__is_listed=True).values_list("pk", "text"))

    differing = []
    for group in filter(lambda group: group.tsquery, groups.values()):
        holding = set(
            Finding.objects.order_by().filter(MatchesWords(group.tsquery)).values_list("pk", flat=True)
        )
        marker = Marker([group])
        differing += [
            (group.typed, text) for pk, text in texts.items() if (pk in holding) != bool(marker.find(text))
        ]

    assert len(groups) > 100
    assert CatalogueEntry.objects.exists()
    assert differing == []
