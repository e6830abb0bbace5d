"""A report with pages, and who decides."""

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
def publisher() -> User:
    return User.objects.create_superuser("publisher")


@pytest.fixture
def curator() -> User:
    return make_member("Curator")
