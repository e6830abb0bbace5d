"""Templates can be read: no line is longer than a wide window. Their formatter leaves lines as they are."""

from pathlib import Path

from django.conf import settings

LONGEST = 160  # characters


def test_no_line_of_a_template_is_too_long():
    templates = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))

    too_long = [
        f"{template.relative_to(settings.BASE_DIR)}:{number}"
        for template in templates
        for number, line in enumerate(template.read_text().splitlines(), 1)
        if len(line) > LONGEST
    ]

    assert templates
    assert too_long == []
