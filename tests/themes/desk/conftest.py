"""A report with pages, and who decides."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User

from reviews.models import Document, Review
from tests.factories import make_review
from tests.themes.desk.cases import make_document
from themes import roles


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
    roles.make_roles(apps)
    user = User.objects.create_user("curator", is_staff=True)
    user.groups.add(Group.objects.get(name="Curator"))
    return user
