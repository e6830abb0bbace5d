"""What is refused in the workspace, or not there, is said in the workspace, to those who are in it."""

import pytest

from tests.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    user = make_member("Moderator")
    client.force_login(user)
    return user


def test_refusal_says_what_and_who_may(client, moderator):
    response = client.get("/admin/reviews/review/add/")

    page = response.content.decode()
    assert response.status_code == 403
    assert "Your account may not add reports and papers. Nothing was changed." in page
    assert "These roles may: Curator, Publisher, Administrator." in page
    assert '<a href="/admin/">Back to “To do”</a>' in page
    assert 'class="govuk' not in page


def test_refusal_does_not_tell_what_exists(client, moderator):
    there = client.get("/admin/themes/coverage/review/1/")
    nowhere = client.get("/admin/themes/coverage/review/987654/")

    assert [there.status_code, nowhere.status_code] == [403, 403]
    assert "see or change what has been read" in there.content.decode()
    assert there.content.decode().partition("<main")[2] == nowhere.content.decode().partition("<main")[2]


@pytest.mark.parametrize("address", ["/admin/no/such/", "/admin/themes/coverage/theme/987654/"])
def test_what_is_not_there_is_said_in_the_workspace(client, admin_user, address):
    client.force_login(admin_user)

    response = client.get(address)

    assert response.status_code == 404
    assert "<h1>There is nothing at this address</h1>" in response.content.decode()
    assert "Back to “To do”" in response.content.decode()


def test_who_is_not_signed_in_is_asked_to(client):
    response = client.get("/admin/no/such/")

    assert response.status_code == 302
    assert response.url == "/admin/login/?next=/admin/no/such/"


def test_refusal_asks_the_database_nothing_of_its_own(client, moderator, django_assert_num_queries):
    with django_assert_num_queries(5):  # session, account, its own rights, those of its roles, what waits
        client.get("/admin/reviews/review/add/")


def test_refusal_is_logged_with_the_account_and_the_screen_and_nothing_of_the_address(
    client, moderator, caplog
):
    client.get("/admin/themes/coverage/review/1/?q=childname")

    [entry] = [record.getMessage() for record in caplog.records if record.name == "scr_portal.refusals"]
    assert entry == f"Account {moderator.pk} was refused GET admin:themes_coverage_review."
