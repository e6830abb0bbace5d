"""Fixtures of articles in hand."""

import pytest

from tests.factories import make_citation, make_finding, make_period, make_review, make_theme
from tests.themes.admin.intake.cases import get_address, post_article
from themes.models import ArticleIntake, Finding


@pytest.fixture
def review():
    return make_review("the-review", period=make_period(2011, 2014))


@pytest.fixture
def held(review) -> Finding:
    """What the first finding says, in our words and with the same pages."""
    finding = make_finding(
        "Mooring ropes are often let go too early.", review=review, themes=(make_theme("Mooring"),)
    )
    finding.periods.set(review.periods.all())
    make_citation(finding, pages=("11", "179"))
    return finding


@pytest.fixture
def intake(client, curator, review) -> ArticleIntake:
    """An article in hand whose review was chosen."""
    post_article(client)
    intake = ArticleIntake.objects.get()
    client.post(get_address(intake), {"act": "review", "version": 1, "review": review.pk})
    intake.refresh_from_db()
    return intake
