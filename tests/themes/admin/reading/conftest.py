"""Fixtures of a report that is read on the screen."""

import pytest

from tests.factories import make_period, make_review, make_theme
from tests.themes.admin.reading.cases import make_document, sign_in


@pytest.fixture
def review():
    return make_review(period=make_period(), short_title="On harbours")


@pytest.fixture
def document(review):
    return make_document(review)


@pytest.fixture
def theme():
    return make_theme("Boats")


@pytest.fixture
def curator(client):
    return sign_in(client)
