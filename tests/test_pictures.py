"""README's pictures, and how those of the style guide are compared. They are taken by `make pictures` alone."""

import re

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.pictures import PICTURES, README, ROOT, compare_folders, draw_difference, shrink

ALL_TOGETHER = 600_000  # bytes


@pytest.fixture
def folders(tmp_path):
    """Two folders with a picture that is the same, one that changed, one that is gone and one that is new."""
    before, now = tmp_path / "before", tmp_path / "now"
    for folder, names in ((before, ("same", "changed", "gone")), (now, ("same", "changed", "new"))):
        folder.mkdir()
        for name in names:
            Image.new("RGB", (40, 30), "white").save(folder / f"{name}.png")
    changed = Image.new("RGB", (40, 30), "white")
    changed.putpixel((7, 5), (254, 255, 255))
    changed.save(now / "changed.png")
    return before, now, tmp_path / "differences"


def test_what_changed_is_named_and_drawn_and_what_did_not_is_not(folders):
    differences = folders[2]

    assert compare_folders(*folders) == ["changed.png: changed", "gone.png: gone", "new.png: new"]
    assert [file.name for file in differences.iterdir()] == ["changed.png"]
    drawn = Image.open(differences / "changed.png")
    assert drawn.size == (120, 30)
    assert drawn.getpixel((80 + 7, 5)) == (255, 0, 0)
    assert drawn.getpixel((80 + 8, 5)) == (255, 255, 255)


def test_picture_that_grew_has_changed_though_what_was_there_is_the_same():
    assert draw_difference(Image.new("RGB", (4, 4), "white"), Image.new("RGB", (4, 6), "white"))


def test_picture_is_shrunk_to_the_same_whatever_else_its_file_holds(tmp_path):
    image, when = Image.linear_gradient("L").convert("RGB"), PngInfo()
    when.add_text("When", "Now")
    image.save(tmp_path / "one.png")
    image.save(tmp_path / "other.png", pnginfo=when, compress_level=1)
    one, other = (tmp_path.joinpath(name).read_bytes() for name in ("one.png", "other.png"))

    assert one != other
    assert shrink(one) == shrink(other)


def test_readme_shows_pictures_that_are_taken_and_light():
    shown = re.findall(r"docs/pictures/([\w-]+)\.png", (ROOT / "README.md").read_text())

    assert sorted(shown) == sorted(picture.name for picture in PICTURES)
    assert sorted(file.stem for file in README.iterdir()) == sorted(shown)
    assert sum(file.stat().st_size for file in README.iterdir()) < ALL_TOGETHER
