"""A moderator decides about several comments together: looks at what would happen to each, and confirms once."""

import pytest

from tests.browser.visits import AA

pytestmark = pytest.mark.browser

WITHIN = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def look_at(visitor, page, scripts) -> None:
    heard = list(visitor.problems)
    assert visitor.axe(page, tags=AA) == []
    visitor.problems[:] = heard  # axe reads styles that others import by writing them into the page
    visitor.set_scripts(page, on=scripts)
    assert page.evaluate(WITHIN)


def find_cards(page, *words):
    return [page.locator(".comment-card", has_text=each) for each in words]


def test_several_comments_are_looked_at_and_decided_together(visitor):
    for scripts, words, button in ((True, ["Buy oars.", "Buy sails."], "Reject"), (False, [], "Publish")):
        page = visitor.new_page(curator=True, scripts=scripts, viewport={"width": 320, "height": 700})
        if words:  # from the queue, with a reason
            page.goto("/admin/themes/comment/?work=held")
            [marked] = find_cards(page, "Ward Street")
            assert marked.get_by_label("Decide about it together").count() == 0
            for card in find_cards(page, *words):
                card.get_by_label("Decide about it together").check()
            look_at(visitor, page, scripts)
            page.get_by_role("button", name="Reject together").click()
            visitor.expected.add((f"{visitor.site.origin}/admin/themes/comment/several/", 400))
            page.get_by_role("button", name="Reject what is ticked").click()
            assert "Choose a reason" in page.locator(".errornote").inner_text()
            look_at(visitor, page, scripts)
            page.get_by_label("Reason").select_option(label="Advertises, or only holds a link")
            page.get_by_label("In words").fill("Nothing is sold here.")
        else:  # all that is left of a thread
            page.goto(visitor.site.addresses["thread_waiting"])
            page.get_by_role("link", name="Decide about all of them together").click()
            assert "To be decided one by one: 1" in page.locator("main").inner_text()
            look_at(visitor, page, scripts)
            page.get_by_label("Publish it: Comment 6").uncheck()
        page.get_by_role("button", name=f"{button} what is ticked").click()
        assert "2 comments decided" in page.locator(".messagelist").inner_text()
        look_at(visitor, page, scripts)

    reader = visitor.new_page(scripts=False)
    reader.goto("/articles/lighthouses/")
    shown = reader.locator("#discussion").inner_text()
    told = ["Boats were counted.", "Lanterns too.", "Ward Street", "Buy oars.", "So said many."]
    assert [each in shown for each in told] == [True, True, False, False, False]
    assert visitor.problems == []
