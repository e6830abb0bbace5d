"""A report with pages, and who is logged in."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from reviews.models import Document, Review
from tests.factories import make_member, make_review
from tests.themes.desk.cases import make_document


@pytest.fixture
def review() -> Review:
    return make_review("harbours")


@pytest.fixture
def document(review) -> Document:
    return make_document(review)


@pytest.fixture
def publisher(client, admin_user) -> User:
    client.force_login(admin_user)
    return admin_user


@pytest.fixture
def curator(client) -> User:
    user = make_member("Curator")
    client.force_login(user)
    return user
