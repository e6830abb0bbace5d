"""Where documents are kept, and the report that they are of."""

from pathlib import Path

import pytest

from tests.factories import make_review


@pytest.fixture
def storage(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "kept"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "kept" / "uploads"
    return settings.MEDIA_ROOT


@pytest.fixture
def media(settings, tmp_path) -> Path:
    """The same, with the folder of the documents."""
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "documents").mkdir(parents=True)
    return settings.MEDIA_ROOT


@pytest.fixture
def review():
    return make_review("what-was-learned", short_title="What was learned")
