"""What people type in an address stays with them."""

import pytest

from tests.factories import make_finding, make_theme

TYPED = "Whitechapel"


@pytest.fixture
def rows():
    make_theme(slug="neglect")
    make_finding("Missed appointments were not followed up.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        *(
            "/search/",
            "/findings/",
            "/findings",
            "/findings.bib",
            "/findings/references/",
            "/search.ris",
            "/search/references/",
        ),
        *(
            "/",
            "/themes/neglect/",
            "/themes/neglect",
            "/t/1",
            "/nowhere/",
            "/findings/F999999/",
            "/search/suggestions/",
        ),
    ],
)
@pytest.mark.parametrize("name", ["q", "note-F001", "title", "page", "unheard-of"])
@pytest.mark.parametrize("secure", [True, False])
def test_no_answer_to_typed_words_is_kept(client, rows, address, name, secure):
    """Nor where it leads on, to https or to the address with its slash, or is an error."""
    answer = client.get(address, {name: TYPED}, secure=secure)

    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    assert "public" not in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/findings/", "/findings.bib", "/findings/references/", "/findings/choices/theme/"]
)
def test_no_answer_to_a_choice_that_nobody_offered_is_kept(client, rows, address):
    answer = client.get(address, {"theme": TYPED})

    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["", "?theme=neglect", "?page=2", "?period=", "?q=", "?theme=neglect&page=1"]
)
def test_answers_to_choices_may_be_kept(client, rows, query):
    assert "no-store" not in client.get(f"/findings/references/{query}", follow=True)["Cache-Control"]


@pytest.mark.django_db
def test_more_than_can_be_read_is_not_kept(client):
    answer = client.get("/findings/?" + "&".join(f"a{number}=x" for number in range(2_000)))

    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (400, True)
