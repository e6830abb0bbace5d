"""Every act that is recorded has words in the history, and whatever is given as its reason can be kept."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from reviews.history.acts import ACTS
from reviews.history.tracking import LONGEST_WHY, annotate_history, get_events
from tests.factories import make_finding
from themes.desk.acts import ACTS as DECISIONS
from themes.models import Agency, Finding
from themes.models.intake import IntakeState

APPS = ("reviews", "themes", "scr_portal")
# Acts that are named by what a row becomes.
MADE = {
    'f"article_{state}"': {f"article_{state}" for state in IntakeState},
    "after.value": {"draft", "in_review"},
    "act": {"quotations_checked"},  # or nothing, within another act
    "act.slug": {*DECISIONS},
}


def find_acts() -> set[str]:
    """The acts of all calls of `annotate_history` and `pghistory.context`."""
    found: set[str] = set()
    for path in [path for app in APPS for path in (Path(settings.BASE_DIR) / app).rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in (
                "annotate_history",
                "context",
            ):
                for keyword in node.keywords:
                    if keyword.arg == "act":
                        value = keyword.value
                        said = ast.unparse(value).replace("'", '"')
                        found |= {str(value.value)} if isinstance(value, ast.Constant) else MADE[said]
    return found


def test_every_act_has_words():
    assert find_acts() - ACTS.keys() == set()
    assert len(find_acts()) > 10


@pytest.mark.django_db
def test_reason_is_cut_and_cleaned_so_that_the_name_is_kept_with_it():
    with annotate_history(act="order", why=" a\x00b\ud800\n" + "x" * 9_999):
        Agency.objects.create(slug="police", name="Police")

    said = get_events(Agency).get().pgh_context.metadata
    assert said == {"act": "order", "why": "ab" + "x" * (LONGEST_WHY - 2)}


@pytest.mark.django_db
def test_withdrawing_for_an_unprintable_reason_says_who_did_it(client, curator):
    finding = make_finding()

    client.post(reverse("admin:themes_finding_withdraw", args=[finding.pk]), {"why": "a\x00b"})

    said = get_events(Finding).order_by("pgh_id").last().pgh_context.metadata
    assert (said["act"], said["why"], said["user"]) == ("withdraw", "ab", curator.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [{}, {"why": "a\x00b"}])
def test_order_of_nothing_is_saved_as_it_is(client, curator, sent):
    for name in ("themes_knowngap_changelist", "themes_theme_changelist"):
        assert client.post(reverse(f"admin:{name}"), {"_save": "Save", **sent}).status_code == 200
