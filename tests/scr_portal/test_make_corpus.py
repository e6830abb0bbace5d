from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from scr_portal.corpus.marks import FIRST_NUMBER
from tests.factories import make_finding, make_period, make_theme
from themes.models import Finding

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("make_corpus", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def collection() -> None:
    make_finding(themes=(make_theme(),), periods=(make_period(),))


@pytest.fixture
def answer(monkeypatch) -> Any:
    def give(words: str | None) -> None:
        def asked(question: str) -> str:
            if words is None:
                raise EOFError
            return words

        monkeypatch.setattr("builtins.input", asked)

    return give


def synthetic() -> int:
    return Finding.objects.filter(number__gte=FIRST_NUMBER).count()


def test_says_what_it_made_and_how_to_take_it_away(collection):
    said = run("--findings", "30", "--pages", "12", "--yes")

    assert "findings: 30\n" in said
    assert "document pages: 12\n" in said
    assert "rows added in" in said
    assert said.endswith("To take them away again: .venv/bin/python manage.py make_corpus --remove\n")


def test_tells_how_far_it_is(collection):
    said = run("--findings", "12000", "--yes")

    assert [line.split(" of ")[1] for line in said.splitlines() if " of " in line] == ["12,000 findings"] * 2


def test_takes_it_away_without_asking(collection):
    run("--findings", "30", "--yes")

    assert "findings: 30\n" in run("--remove")
    assert synthetic() == 0
    assert run("--remove") == "There is nothing synthetic here.\n"


def test_asks_first(collection, answer):
    answer("yes")

    assert "30 synthetic findings, which everybody who reads this portal will see, beside 1 real" in run(
        "--findings", "30"
    )
    assert synthetic() == 30


@pytest.mark.parametrize("words", ["no", "", None])
def test_does_nothing_unless_the_answer_is_yes(collection, answer, words):
    answer(words)

    with pytest.raises(CommandError, match="Nothing was added"):
        run("--findings", "30")

    assert synthetic() == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--findings", "0"], "--findings must be a number from 1 to 1,000,000, and 0 is not"),
        (["--findings", "1000001"], "--findings must be"),
        (["--pages", "-1"], "--pages must be a number from 0"),
        (["--pages", "1000001"], "--pages must be"),
        (["--seed", "-1"], "--seed must be"),
        (["--seed", "1000000000"], "--seed must be"),
        (["--remove", "--seed", "2"], "--remove takes everything"),
    ],
)
def test_refuses_what_it_cannot_do(collection, arguments, words):
    with pytest.raises(CommandError, match=words):
        run(*arguments, "--yes")

    assert synthetic() == 0


def test_says_what_is_missing():
    with pytest.raises(CommandError, match="load_collection"):
        run("--yes")
