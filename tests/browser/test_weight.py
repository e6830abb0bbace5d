"""How much a first visit costs people who pay for what they load."""

import pytest

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser

MOST_BYTES = 60 * 1024


def test_first_visit_to_longest_theme_page_is_light(visitor, capsys):
    page = visitor.new_page(viewport=PHONE)
    received: dict[str, list] = {}
    session = page.context.new_cdp_session(page)
    session.on(
        "Network.responseReceived",
        lambda event: received.update({event["requestId"]: [event["response"]["url"], None]}),
    )
    session.on(
        "Network.loadingFinished",
        lambda event: received[event["requestId"]].__setitem__(1, event["encodedDataLength"]),
    )
    session.send("Network.enable")

    page.goto("/themes/neglect/")
    page.wait_for_load_state("networkidle")
    # What a window shows in its tab is not loaded by every browser without one.
    if not any(url.endswith(".svg") for url, _ in received.values()):
        with page.expect_event("requestfinished"):
            page.evaluate("fetch(document.querySelector('link[rel=icon]').href).then(icon => icon.text())")

    weights = {url.removeprefix(visitor.site.origin): size for url, size in received.values()}
    with capsys.disabled():
        print(f"\nFirst visit: {sum(weights.values()):,} bytes: {weights}")  # noqa: T201
    kinds = {address.rpartition(".")[2] for address in weights}
    assert {"css", "js", "svg"} <= kinds
    assert len(weights) == 5  # the page, its style, script, icons and the code of its address
    assert min(weights.values()) > 100
    assert sum(weights.values()) <= MOST_BYTES
