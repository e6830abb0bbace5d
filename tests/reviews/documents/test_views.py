"""The PDFs that we hold and the pictures of their pages: for those who may see them, and for nobody else."""

import hashlib
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model

from reviews.models import Document, DocumentPage
from tests import factories
from tests.reviews.documents import pdfs
from tests.themes.forms import seen

pytestmark = pytest.mark.django_db


PDF = pdfs.plain(2)


@pytest.fixture
def document(media) -> Document:
    sha256 = hashlib.sha256(PDF).hexdigest()
    document = Document.objects.create(
        review=factories.make_review("the-report"),
        sha256=sha256,
        file=f"documents/{sha256}.pdf",
        size=len(PDF),
        state="read",
        page_count=2,
    )
    (media / document.file.name).write_bytes(PDF)
    for index in (1, 2):
        DocumentPage.objects.create(document=document, index=index, label=str(index), text="Words.")
    return document


@pytest.fixture
def addresses(document) -> list[str]:
    return [f"/documents/{document.pk}/1.webp", f"/documents/{document.pk}.pdf"]


def signed_in(client, role: str = "", **fields):
    user = get_user_model().objects.create_user("somebody", **fields)
    if role:
        user.groups.add(factories.group(role))
    client.force_login(user)
    return client


def test_strangers_get_the_same_answer_as_for_what_is_not_there(client, document, addresses):
    missing = [f"/documents/{document.pk}/3.webp", "/documents/999999999.pdf"]
    for role in ("", "Moderator"):
        if role:
            signed_in(client, role, is_staff=True)
        answers = [client.get(address) for address in addresses + missing]
        asked = [(answer.content.decode(), answer.request["PATH_INFO"]) for answer in answers]
        words = {said.replace(address, "").replace(quote(address, safe=""), "") for said, address in asked}

        assert [answer.status_code for answer in answers] == [404] * 4
        assert len(words) == 1


@pytest.mark.parametrize("role", ["Curator", "Publisher", "Administrator"])
def test_those_with_the_right_get_both_and_no_shared_cache_keeps_them(client, addresses, role):
    signed_in(client, role, is_staff=True)

    picture, file = (client.get(address) for address in addresses)

    assert (picture.status_code, picture["Content-Type"]) == (200, "image/webp")
    assert picture.content[8:12] == b"WEBP"
    assert (file.status_code, file["Content-Type"]) == (200, "application/pdf")
    assert b"".join(file.streaming_content) == PDF
    for answer in (picture, file):
        assert answer["Content-Encoding"] == "identity"
        assert "private" in answer["Cache-Control"]
        assert "public" not in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_all_get_them_where_the_licence_allows_it(client, document, addresses):
    Document.objects.update(is_public=True)

    picture, file = (client.get(address) for address in addresses)

    assert picture.status_code == file.status_code == 200
    assert "public" in picture["Cache-Control"]
    assert "immutable" in picture["Cache-Control"]
    assert b"".join(file.streaming_content) == PDF


@pytest.mark.parametrize("state", ["waiting", "reading", "failed"])
def test_what_is_not_read_is_for_nobody_yet_whatever_its_licence(client, document, addresses, state):
    Document.objects.update(is_public=True, state=state)
    strangers = [client.get(address).status_code for address in addresses]
    signed_in(client, "Curator", is_staff=True)

    file = client.get(addresses[1])

    assert strangers == [404, 404]
    assert (file.status_code, "private" in file["Cache-Control"]) == (200, True)


@pytest.mark.parametrize(("role", "may"), [("Curator", False), ("Publisher", True), ("Administrator", True)])
def test_pdf_is_opened_to_all_only_by_those_who_may_publish(client, document, role, may):
    signed_in(client, role, is_staff=True)
    address = f"/admin/reviews/document/{document.pk}/change/"

    answer = client.post(address, {**seen(client, address), "is_public": "on"})

    document.refresh_from_db()
    assert (answer.status_code, document.is_public) == (302, may)


def test_pdf_is_shown_under_its_own_name_as_it_is(client, addresses):
    Document.objects.update(is_public=True)

    file = client.get(addresses[1], headers={"accept-encoding": "gzip"})

    assert file["Content-Disposition"] == 'inline; filename="the-report.pdf"'
    assert file["Content-Length"] == str(len(PDF))
    assert "default-src 'none'" in file["Content-Security-Policy"]
    assert "script-src" not in file["Content-Security-Policy"]


def test_former_edition_is_still_there(client, document, addresses):
    later = Document.objects.create(
        review=document.review, sha256="0" * 64, file="documents/0.pdf", size=1, state="read"
    )
    Document.objects.filter(pk=document.pk).update(superseded_by=later, is_public=True)

    assert [client.get(address).status_code for address in addresses] == [200, 200]


def test_file_that_is_gone_is_told_without_an_error(client, document, addresses, media):
    Document.objects.update(is_public=True)
    (media / document.file.name).unlink()

    picture, file = (client.get(address) for address in addresses)

    assert picture.status_code == 503
    assert "cannot be read" in picture.content.decode()
    assert picture["Cache-Control"] == "no-store"
    assert file.status_code == 404


@pytest.mark.parametrize("address", ["/documents/0.pdf", "/documents/1/0.webp", f"/documents/{10**30}.pdf",
                                     f"/documents/1/{10**30}.webp"])  # fmt: skip
def test_nonsense_is_not_there(client, document, address):
    assert client.get(address).status_code == 404


def test_nothing_can_be_sent_there(client, addresses):
    assert [client.post(address).status_code for address in addresses] == [405, 405]
