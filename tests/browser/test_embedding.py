"""A page of somebody else, on another port, shows what may be shown within it, and nothing else of ours."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser.conftest import AXE, DESKTOP, PHONE, RUN_AXE

pytestmark = pytest.mark.browser

FRAMED = ("/findings/F119/embed/", "/themes/neglect/embed/", "/figures/scr-begun-by-year/embed/")
REFUSED = (
    "/",
    "/findings/F119/",
    "/themes/neglect/",
    "/figures/scr-begun-by-year/",
    "/problem/",
    "/admin/login/",
)


@pytest.fixture
def others_page(site):
    """The address of a page that frames the one that its query names."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            path = self.path.partition("?")[2]
            frame = f'<iframe src="{site.origin}{path}" width="640" height="480" title="A frame"></iframe>'
            body = f'<!doctype html><html lang="en"><title>Theirs</title><h1>Theirs</h1>{frame}'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def open_frame(page, address):
    """What stands in the frame: its words, or nothing where the browser refused to show it."""
    page.goto(address)
    [frame] = page.frames[1:]
    frame.wait_for_load_state()
    return frame, frame.locator("main").inner_text() if frame.locator("main").count() else ""


def test_others_frame_what_is_for_frames_and_no_other_page(browser, site, others_page):
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))

    for path in FRAMED:
        frame, words = open_frame(page, f"{others_page}?{path}")
        assert words, path
        assert said == [], path
        ground = frame.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground not in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"), "its styles were not loaded"
    assert context.cookies() == []
    frame.locator("footer a").click()
    page.wait_for_url(f"{site.origin}{FRAMED[-1].removesuffix('embed/')}")  # out of the frame

    for path in REFUSED:
        said.clear()
        _, words = open_frame(page, f"{others_page}?{path}")
        assert words == "", path
        assert any("frame-ancestors" in each for each in said), path
    context.close()


@pytest.mark.parametrize("path", FRAMED)
def test_what_is_for_frames_is_accessible_and_fits(browser, site, path):
    context = browser.new_context(viewport=PHONE, bypass_csp=True)  # so that axe can be put in
    page = context.new_page()
    page.goto(f"{site.origin}{path}")

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE, {})["violations"] == []
    context.close()
