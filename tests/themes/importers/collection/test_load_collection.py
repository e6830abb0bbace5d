"""The command tells what it did, and what it kept."""

from io import StringIO

import pghistory
import pytest
from django.core.management import CommandError, call_command

from tests.themes.importers.collection.small import SMALL_ROWS, edit_text, finding, stored_rows
from themes.models import Finding, Situation

pytestmark = pytest.mark.django_db


def test_command_ends_with_a_tally(small):
    out = StringIO()
    call_command("load_collection", small(), stdout=out)
    assert (
        out.getvalue().splitlines()[-1]
        == f"{SMALL_ROWS} rows: {SMALL_ROWS} created, 0 changed, 0 unchanged, 0 kept."
    )

    out = StringIO()
    call_command("load_collection", small(), stdout=out)
    assert out.getvalue().splitlines()[-1] == f"Nothing to change in {SMALL_ROWS} rows."


def test_command_names_what_it_kept(small):
    call_command("load_collection", small(), stdout=StringIO())
    with pghistory.context(user=1):
        edit_text(Finding.objects.get(number=1))

    out = StringIO()
    call_command("load_collection", small(), stdout=out)

    assert out.getvalue().startswith("findings.yaml, F001: kept, because it was edited here on ")


def test_command_dry_run_saves_nothing(small):
    out = StringIO()
    call_command("load_collection", small(), dry_run=True, stdout=out)

    assert f"{SMALL_ROWS} created" in out.getvalue()
    assert stored_rows() == 0


def test_command_fails_with_every_problem(small, tmp_path):
    with pytest.raises(CommandError, match=r"there is no such folder\.\n1 problem\. Nothing was saved\."):
        call_command("load_collection", tmp_path / "nowhere")

    folder = small(lambda content: finding(content, "F001").update(text=None, review=None))
    with pytest.raises(
        CommandError, match=r"(?s)F001: “text” is missing.*F001: “review” is missing.*2 problems"
    ):
        call_command("load_collection", folder)


def test_command_says_that_a_row_was_deleted(small):
    call_command("load_collection", small(), stdout=StringIO())
    with pghistory.context(command="shell"):
        Situation.objects.get().delete()

    out = StringIO()
    call_command("load_collection", small(), stdout=out)

    first = out.getvalue().splitlines()[0]
    assert first.startswith("situations.yaml, about-to-close: kept, because it was deleted here on ")
    assert first.endswith("--overwrite brings it back.")
