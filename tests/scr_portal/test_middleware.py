"""What people type in an address stays with them."""

import resource
from functools import partial

import pytest
from django.http import HttpResponse

from scr_portal.middleware import leave_room_for_calls
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
def test_no_answer_to_typed_words_is_kept(client, rows, address):
    """Nor where it leads on, to https or to the address with its slash, or is an error."""
    for name in ("q", "note-F001", "title", "page", "unheard-of"):
        for secure in (True, False):
            answer = client.get(address, {name: TYPED}, secure=secure)

            assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", ")), (name, secure)
            assert "public" not in answer["Cache-Control"], (name, secure)


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


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/themes/", "/admin/", "/no/such/", "/health/live"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "NONSENSE"])
def test_methods_that_no_page_uses_are_refused(client, address, method):
    answer = client.generic(method, address)

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST, OPTIONS")


@pytest.mark.django_db
@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/xml", "nonsense"])
def test_what_is_no_form_is_refused(client, content_type):
    answer = client.post("/admin/login/", "{}", content_type=content_type)

    assert answer.status_code == 415


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", "username=ada&password=x"),
        ("application/x-www-form-urlencoded; charset=UTF-8", "username=ada&password=x"),
        ("", ""),
    ],
)
def test_forms_are_taken_and_so_is_what_sends_nothing(client, content_type, body):
    assert client.post("/admin/login/", body, content_type=content_type).status_code == 200


def test_calls_find_memory_however_deep_they_are(rf):
    def call_at_depth(depth, request):
        if depth:
            return call_at_depth(depth - 1, request)
        for _ in range(500):
            call_with_a_larger_frame()
        return HttpResponse()

    def call_with_a_larger_frame():
        _a, _b, _c, _d, _e, _f, _g, _h = range(8)

    for depth in range(200):
        answer = leave_room_for_calls(partial(call_at_depth, depth))
        answer(rf.get("/"))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        answer(rf.get("/"))
        # At the edge of a chunk it would be one for each of the calls.
        assert resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before < 100, depth
