"""Every figure of the starter collection: its picture says what its table says, in all the ways it can be taken."""

import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest
from altair.vegalite.v6.schema.core import load_schema
from jsonschema import Draft7Validator
from PIL import Image

from reviews.models import SeriesPoint
from themes.figures.charts import draw_chart
from themes.figures.files import build_figure_file
from themes.figures.listing import choose_first, group_by_subject, read_cards
from themes.figures.reading import read_figures
from themes.models import Theme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_collection")]

ORIGIN = "https://example.test"
NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def read_all():
    return read_figures(SeriesPoint.objects.all(), whole_series=True)


def take(figure, kind):
    """A file of it."""
    chart = draw_chart(figure)
    assert chart is not None
    return build_figure_file(figure, chart, kind, f"{ORIGIN}{figure.get_absolute_url()}").content


def join(texts) -> str:
    """Words that were broken into lines, whole again."""
    return " ".join(" ".join(texts).split())


def list_cells(figure) -> list[str]:
    cells = []
    for row in figure.rows:
        cells += [row.value, row.out_of, row.category, figure.format_year(row)]
    return [join([cell]) for cell in cells if cell]


def test_picture_says_what_its_table_says_and_nothing_else():
    figures = read_all()

    assert len(figures) == 45
    for figure in figures:
        chart = draw_chart(figure)
        cells = list_cells(figure)
        known = set(NUMBER.findall(" ".join([*cells, *(row.years for row in figure.rows)])))
        if chart.timeline:  # years of its windows, and of what changed then
            years = {day.year for column in chart.timeline.columns for day in (column.first, column.last)}
            known |= {f"{year}" for year in years} | {f"{year % 100:02}" for year in years}
            known |= {str(marker.on.year) for marker in chart.markers}
        for drawing in chart.drawings:
            # Lines stand in any order: of a column the lowest is written first.
            said = [words.text for words in drawing.words]
            both = join(said) + " " + join(reversed(said))
            assert [cell for cell in cells if cell not in both] == [], figure.slug
            assert set(NUMBER.findall(both)) - known == set(), figure.slug
        assert [cell for cell in cells if cell not in chart.label] == [], figure.slug


def test_kinds_of_pictures_are_as_they_were_looked_at():
    kinds = {}
    for figure in read_all():
        kinds.setdefault(draw_chart(figure).kind, []).append(figure.slug)

    assert {kind: len(slugs) for kind, slugs in kinds.items()} == {"time": 13, "bars": 21, "words": 11}
    assert {"scr-count-by-analysis", "neglect-feature", "fatal-cases"} < set(kinds["time"])


def test_files_say_what_the_table_says():
    for figure in read_all():
        address = f"{ORIGIN}{figure.get_absolute_url()}"
        rows = list(csv.DictReader(io.StringIO(take(figure, "csv").decode("utf-8-sig"))))
        assert [row["Value"] for row in rows] == [row.value for row in figure.rows]
        assert {row["Address"] for row in rows} == {address}

        drawn = ElementTree.fromstring(take(figure, "svg"))  # noqa: S314 - our own
        texts = [element.text for element in drawn.iter("{http://www.w3.org/2000/svg}text")]
        both = join(texts) + " " + join(reversed(texts))
        assert [cell for cell in list_cells(figure) if cell not in both] == [], figure.slug
        assert address in both
        assert not [name for element in drawn.iter() for name in element.attrib if name in ("style", "class")]

        told = json.dumps(json.loads(take(figure, "vl.json")), ensure_ascii=False)
        assert [row.value for row in figure.rows if row.value not in told] == [], figure.slug


def test_specifications_are_valid_and_the_validator_refuses_what_is_not():
    kinds = {draw_chart(figure).kind: json.loads(take(figure, "vl.json")) for figure in read_all()}

    validator = Draft7Validator(load_schema())

    assert len(kinds) == 3
    for specification in kinds.values():
        assert validator.is_valid(specification)
        assert not validator.is_valid(specification | {"width": "as you like"})


@pytest.mark.parametrize("slug", ["scr-begun-by-year", "ofsted-children", "parent-drug-deaths"])
def test_picture_for_a_slide_has_its_size_and_ink(slug):
    image = Image.open(io.BytesIO(take(next(each for each in read_all() if each.slug == slug), "png")))

    assert (image.format, image.size) == ("PNG", (1600, 900))
    grey = image.convert("L")
    assert grey.getpixel((5, 5)) == 255
    assert min(grey.crop((0, 0, 1600, 200)).tobytes()) < 60  # its name
    assert min(grey.crop((0, 800, 1600, 900)).tobytes()) < 120  # its source
    assert min(grey.crop((1580, 0, 1600, 900)).tobytes()) == 255  # nothing runs out of it


def test_every_figure_has_a_card_under_the_first_of_its_themes():
    cards = read_cards()
    order = list(Theme.objects.listed().in_order().values_list("slug", flat=True))
    subjects = group_by_subject(cards, order)

    assert len(cards) == sum(len(subject.cards) for subject in subjects) == 45
    assert [subject.slug for subject in subjects] == sorted((each.slug for each in subjects), key=order.index)
    neglect = next(subject for subject in subjects if subject.slug == "neglect")
    assert "neglect-feature" in [card.figure.slug for card in neglect.cards]
    assert choose_first(cards).figure.slug == "scr-count-by-analysis"
