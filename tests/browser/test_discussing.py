"""Somebody writes a comment, is asked to look at it once more, and it appears once it is approved."""

import pytest

from tests.browser.visits import AA
from tests.themes.discussion.hostile import DOES_SOMETHING, LINKS

pytestmark = pytest.mark.browser

HOSTILE = "\n\n".join([*DOES_SOMETHING, *LINKS])  # few enough signs for all to be read as Markdown
WITHIN = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def look_at(visitor, page, scripts) -> list[str]:
    faults = visitor.axe(page, tags=AA)
    visitor.set_scripts(page, on=scripts)
    return faults


def write_and_send(visitor, writer, scripts) -> None:
    writer.goto("/themes/babies/")
    writer.get_by_role("link", name="Write a comment").click()
    writer.get_by_label("Your comment").fill(
        f"A boy of 6 called Exampla Smith. *Look* ({scripts}).\n\n{HOSTILE}"
    )
    writer.get_by_role("button", name="Look at it before it is sent").click()
    assert "Could somebody be recognised?" in writer.locator("main").inner_text()
    assert look_at(visitor, writer, scripts) == []
    assert writer.evaluate(WITHIN)
    writer.go_back()
    assert writer.get_by_label("Your comment").input_value().startswith("A boy of 6")
    assert look_at(visitor, writer, scripts) == []
    writer.get_by_role("button", name="Look at it before it is sent").click()
    writer.get_by_role("button", name="Change my words").click()
    assert writer.get_by_label("Your comment").input_value().startswith("A boy of 6")
    writer.get_by_role("button", name="Look at it before it is sent").click()
    writer.get_by_role("button", name="Send as it is").click()
    assert "It waits to be read" in writer.locator("h1").inner_text()
    assert look_at(visitor, writer, scripts) == []


def withdraw_newest(visitor, writer, scripts) -> None:
    writer.goto("/account/comments/")
    assert look_at(visitor, writer, scripts) == []
    writer.get_by_role("link", name="Withdraw it").first.click()
    assert look_at(visitor, writer, scripts) == []
    writer.get_by_role("button", name="Withdraw it").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_comment_is_written_kept_through_going_back_approved_and_does_nothing(visitor, scripts):
    reader = visitor.new_page(scripts=scripts, viewport={"width": 320, "height": 700})
    reader.goto("/themes/babies/")
    reader.get_by_role("link", name="Sign in to comment").click()
    assert "/account/sign-in/?next=%2Fdiscussion%2F" in reader.url
    assert "Sign in" in reader.locator("h1").inner_text()

    reader = visitor.new_page(scripts=scripts, viewport={"width": 320, "height": 700})  # no cookie
    writer = visitor.new_page(curator=True, scripts=scripts, viewport={"width": 320, "height": 700})
    write_and_send(visitor, writer, scripts)
    reader.goto("/themes/babies/")
    assert "Exampla Smith" not in reader.locator("#discussion").inner_text()

    writer.goto("/admin/themes/comment/?q=Exampla")
    card = writer.locator(".comment-card", has_text=f"({scripts})")
    card.get_by_label("Publish").check()
    writer.get_by_role("button", name="Save these decisions").click()
    writer.locator(".messagelist .success").wait_for()

    reader.goto("/themes/babies/")
    comment = reader.locator(".portal-comment", has_text=f"({scripts})")
    assert comment.locator("em").first.inner_text() == "Look"
    assert comment.locator("script, img, iframe, svg, form, style, h1").count() == 0
    assert all(
        address.startswith("http")
        for address in comment.locator(".portal-comment__words a").evaluate_all(
            "links => links.map(link => link.href)"
        )
    )
    assert reader.evaluate(WITHIN)
    assert look_at(visitor, reader, scripts) == []
    comment.get_by_role("link", name="link to this comment").click()
    assert "/discussion/" in reader.url
    assert "#comment-" in reader.url
    assert reader.locator(".portal-comment:target", has_text=f"({scripts})").count() == 1
    assert look_at(visitor, reader, scripts) == []
    assert reader.context.cookies() == []

    withdraw_newest(visitor, writer, scripts)
    reader.goto("/themes/babies/")
    assert f"({scripts})" not in reader.locator("#discussion").inner_text()
    assert "This comment is not shown." in reader.locator("#discussion").inner_text()
    assert visitor.problems == []
    assert visitor.elsewhere() == []
