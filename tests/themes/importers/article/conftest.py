"""Fixtures of an article that the command imports."""

from pathlib import Path

import pytest

from tests.articles import article_bytes
from tests.factories import make_period, make_review
from tests.themes.importers.article.importing import PLAN


@pytest.fixture
def review():
    return make_review("the-review", period=make_period(2011, 2014))


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "article.txt"
    path.write_bytes(article_bytes(PLAN))
    return path
