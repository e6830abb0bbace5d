"""Pictures beside links: at the size that is shown whole, and without words that nobody looked for."""

import re
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image

from tests.factories import make_finding, make_theme
from themes import previews
from themes.figures.slides import Slide
from themes.previews import GROUND, LEFT, SIZE, draw_preview

LONG = "Working together across services and with families " * 4


def read(picture: bytes) -> Image.Image:
    return Image.open(BytesIO(picture)).convert("RGB")


@pytest.mark.parametrize("title", ["Neglect", LONG, "W" * 120, "Ärzte & Œuvre – “quoted”"])
def test_words_stay_within_the_picture_and_apart(title, monkeypatch):
    drawn: list[Slide] = []
    picture = read(draw_preview(title, "A theme"))
    monkeypatch.setattr(previews, "draw_png", drawn.append)
    draw_preview.__wrapped__(title, "A theme")  # not what is remembered
    [slide] = drawn

    bottoms = [words.y for words in slide.words]
    assert bottoms == sorted(bottoms)
    assert all(below - above >= 20 for above, below in pairwise(bottoms))
    assert picture.size == SIZE
    edge = picture.crop((SIZE[0] - LEFT // 3, 0, SIZE[0], SIZE[1]))
    assert edge.getcolors() == [(edge.width * edge.height, tuple(bytes.fromhex(GROUND[1:])))]


@pytest.mark.django_db
def test_a_theme_has_its_calm_title(client, monkeypatch):
    theme = make_theme("A distressing title", slug="distressing", tab_title="Calm words")
    monkeypatch.setattr("themes.views.previews.draw_preview", lambda *words: repr(words))

    response = client.get(f"/t/{theme.pk}.png")

    assert response.content.decode() == repr(("Calm words", "A theme of serious case reviews"))
    assert response["Content-Type"] == "image/png"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.django_db
def test_each_page_names_the_picture_of_its_kind(client):
    theme = make_theme("Neglect")
    finding = make_finding("Words of a lesson.", themes=(theme,))
    pages = {
        "/": "/preview/portal.png",
        finding.get_absolute_url(): "/preview/finding.png",
        "/themes/neglect/": f"/t/{theme.pk}.png",
        finding.review.get_absolute_url(): "/preview/review.png",
    }

    for page, picture in pages.items():
        head = client.get(page).content.decode()
        assert re.findall(r'property="og:image" content="([^"]+)"', head) == [f"https://testserver{picture}"]
        assert client.get(picture).status_code == 200
    assert client.get("/preview/no-such.png").status_code == client.get("/t/999999.png").status_code == 404
