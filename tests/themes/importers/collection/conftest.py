"""The small collection on disk."""

from pathlib import Path

import pytest
import yaml

from tests.themes.importers.collection.small import SMALL


@pytest.fixture
def small(tmp_path):
    """A small collection, written by calling it; what is given replaces or adds files."""
    content = yaml.safe_load(SMALL)

    def write(change=lambda content: None, folder: Path = tmp_path) -> Path:
        change(content)
        for file, sections in content.items():
            (folder / file).write_text(yaml.safe_dump(sections, allow_unicode=True), encoding="utf-8")
        return folder

    return write
