"""A portal of its own, started as its users start it, and a browser to visit it with."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Page,
    Request,
    Response,
    ViewportSize,
    sync_playwright,
)
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.browser.find import find_browser
from tests.conftest import WORKER

PROJECT = Path(__file__).resolve().parents[2]
AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
PHONE: ViewportSize = {"width": 320, "height": 640}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
START_SECONDS = 180
PATIENCE_MILLISECONDS = 15_000
COLOURS = ["color-contrast", "link-in-text-block"]  # the rules whose answer another colour scheme may change

# What passed is left in the browser: with a line for each element, it may be a megabyte.
RUN_AXE = """async options => {
    const result = await axe.run(document, options);
    const done = [...result.passes, ...result.violations, ...result.incomplete].map(rule => rule.id);
    return {done, violations: result.violations};
}"""

CURATORS_PASSWORD = "ropes and lanterns are counted"
# Rows that the starter collection lacks, and where pages are whose addresses the database makes up.
PREPARE = (
    f"""
from django.contrib.auth import get_user_model
curator = get_user_model().objects.create_superuser("curator", password={CURATORS_PASSWORD!r})
"""
    + """
import json
from django.urls import reverse
from django.utils import timezone
from reviews.history.chronicle import Chronicle
from reviews.models import Article
from themes.discussion.sealing import propose_removal, withdraw_at_once
from themes.models import Comment, Finding, NoticeStep, Theme, Thread
from themes.merging.acts import merge_themes
from themes.findings.publishing import hide_findings, withdraw_finding
from themes.importers.spreadsheets.uploads import upload_sheet

alone = Finding.objects.published().filter(block=None, situations=None).order_by("number")
withdrawn, draft = alone.last(), Finding.objects.create(article_words="Words of an article.", state="draft",
    review=alone.last().review, article=Article.objects.first())
withdraw_finding(finding=withdrawn, why="To see what is left.")
hidden = alone.last()
hide_findings(findings=[hidden])
from tests.factories import make_notice, make_report
report_of_reader = make_report(kind="recognised", finding=alone.first())
answered = make_report(outcome="left", answer="The report says so on page 12.", answered_at=timezone.now())
notice = make_notice("defamation")
NoticeStep.objects.create(notice=notice, act="received")
thread = Thread.objects.create(article=Article.objects.first())
first = Comment.objects.create(thread=thread, position=1, author_name="A. Reader", body="A question.")
reply = Comment.objects.create(
    thread=thread, position=2, parent=first, author_name="Another", body="An answer.")
gone = Comment.objects.create(thread=thread, position=3, author_name="A third", body="A mistake.")
sealed = withdraw_at_once(comment=gone, by=curator)
proposed = Comment.objects.create(thread=thread, position=4, author_name="A fourth", body="Something else.")
propose_removal(comment=proposed, why="An order of the court", by=curator)

def discuss(**about):
    thread = Thread.objects.create(**about)
    comment = None
    for position in range(1, 7):
        comment = Comment.objects.create(
            thread=thread, position=position, parent=comment, author_name=f"Reader {position}", state="published",
            posted_at=None if position == 3 else timezone.now(), time_known=position != 2,
            finding_version=99 if position == 4 else None, body="A view of it.\\nA line.\\n\\nMore." + "ever" * 99)
    Comment.objects.create(thread=thread, position=7, author_name="Reader 7", state="published", body="Short.")

discuss(article=Article.objects.get(slug="community-care-2016-07-07"))
discuss(theme=Theme.objects.get(slug="neglect"))
discuss(finding=alone.first())
Thread.objects.create(theme=Theme.objects.get(slug="babies"), is_open=True)
in_block = Finding.objects.published().filter(block__isnull=False).order_by("number").first()
shared = alone.filter(citations__slug="pathways-17-18-200").first()
statistic = alone.filter(kind="statistic").first()
reworded = alone.filter(changes__kind="added").exclude(pk=alone.first().pk)[1]
Finding.objects.filter(pk=reworded.pk).update(text=reworded.text + " They said so.")
day = reworded.changes.get(kind="wording").day.isoformat()
first_version = Chronicle(Finding, reworded.pk).entries[-1].address
history = reverse("admin:themes_finding_history", args=[reworded.pk])

from tests.articles import ArticlePlan, CommentPlan, ThemePlan, write_article
from themes.importers.article.reading import read_article
from themes.importers.article.saving import save_article
from themes.models import ArticleIntake

def in_hand(name, **fields):
    plan = ArticlePlan(title=f"On {name}", themes=[
        ThemePlan("Thresholds", [(["Ropes are let go early.", "“Many,” it says."], "11 & 179")]),
        ThemePlan("Charts", [(["Each draws its own.", "Some “draw none."], "17-16")])],
        closing_section=("Buoys", "New ones."), comments=[CommentPlan("A. Reader", None, ["We knew."])])
    text = write_article(plan)
    return text, ArticleIntake.objects.create(title=plan.title, text=text, sha256=name, **fields)

_, without_review = in_hand("boats")
_, with_review = in_hand("piers", review=shared.review)
text, accepted = in_hand("oars", review=shared.review)
accepted.article = save_article(draft=read_article(text), text=text, review=shared.review).article
accepted.save()
def give(*rows):
    content = "\\n".join(rows).encode()
    return upload_sheet(sheet="findings", file_name="findings of May.csv", content=content, by=curator)
sheet = give("Number,Wording,Review", f"{alone.first().code},Other words.,{alone.first().review.slug}",
    ",A new one.,national-analysis-2011-2014")
wrong = give("Number,Wording,Review,Primary theme", "F999,Nobody has it.,x,y", ",New.,national-analysis,negelct")
from tests.factories import make_citation
from tests.themes.desk.cases import LANTERN, LOST, NEARLY, ROPES, make_document
from themes.models import Quotation
from themes.quotations.verifying import verify_these

from reviews.models import Review
quoted = Review.objects.get(slug="garstang-2019")  # no article is about it, so nothing else is looked for in it
make_document(quoted)
def quoting(words, page):
    finding = Finding.objects.create(text="A lesson to quote for.", review=quoted, state="draft")
    return finding.quotations.create(words=words, citation=make_citation(finding, pages=(page,)))
lost, moved, near, alike = quoting(LOST, "3"), quoting(LANTERN, "1"), quoting(NEARLY, "1"), quoting(ROPES, "2")
verify_these([lost.pk, moved.pk, near.pk, alike.pk])
spare = Theme.objects.create(title="Spare", slug="spare", group=Theme.objects.first().group)
merged = merge_themes(theme=spare, into=Theme.objects.get(slug="babies"))

import tempfile
from pathlib import Path
import typst
from reviews.documents.storing import import_document
from reviews.models import Review
from tests.reviews.documents import pdfs
WORDS = [
    "Boats were seldom counted before the storm. Nobody asked the keeper.",
    "Ropes had been let go early, and nobody wrote down why.",
    "Lanterns were to be lit an hour before dusk."]
def to_read(slug, pdf):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "report.pdf")
        file.write_bytes(pdf)
        return import_document(review=Review.objects.get(slug=slug), path=file).document
numbered = '#set page(numbering: "1")\\n#counter(page).update(3)\\n' + '\\n#pagebreak()\\n'.join(WORDS)
report = to_read("national-analysis-2003-2005", typst.compile(numbered.encode()))
of_pictures = to_read("national-analysis-2005-2007", pdfs.of_pictures(2))
from tests.factories import make_article
lighthouses = make_article(Review.objects.get(slug="national-analysis-2003-2005"), slug="lighthouses")
waiting = Thread.objects.create(article=lighthouses)
root = None
WAITING = ["Boats were counted.", "Lanterns too.", "Exampla Smith, 6, of Ward Street.", "Buy oars.", "Buy sails.",
    "So said many."]
for position, words in enumerate(WAITING, 1):
    comment = Comment.objects.create(thread=waiting, position=position, parent=root if position == 2 else None,
        author_name=f"Keeper {position}", body=words, is_imported=True, posted_at=timezone.now())
    root = root or comment
for number in range(12):
    Finding.objects.create(
        review=lighthouses.review, article=lighthouses, article_words=f"Lighthouse {number} went dark.")
print(json.dumps({
    "reading_page": reverse("admin:reviews_review_read_page", args=[report.pk, 2]),
    "reading_picture": reverse("admin:reviews_review_read_page", args=[of_pictures.pk, 1]),
    "reading_nothing": reverse("admin:reviews_review_read", args=[shared.review.pk]),
    "corrections_of_day": f"/corrections/?day={day}", "reworded": reworded.get_absolute_url(),
    "history": history, "put_back": f"{history}{first_version}/",
    "article_without_review": reverse("admin:themes_articleintake_change", args=[without_review.pk]),
    "article_in_hand": reverse("admin:themes_articleintake_change", args=[with_review.pk]),
    "article_added": reverse("admin:themes_articleintake_added", args=[accepted.pk]),
    "undo_merge": reverse("admin:themes_theme_undo", args=[spare.pk, merged.pk]),
    "discussion": reverse("discussion", args=[Theme.objects.get(slug="neglect").thread.pk]),
    "hidden": hidden.get_absolute_url(), "report_sent": report_of_reader.get_absolute_url(),
    "report_answered": answered.get_absolute_url(), "notice_sent": notice.get_absolute_url(),
    "notice_to_answer": reverse("admin:themes_notice_change", args=[notice.pk]),
    "several_rejected": f"{reverse('admin:themes_comment_several')}?thread={waiting.pk}&decision=rejected",
    "thread_waiting": reverse("admin:themes_thread_change", args=[waiting.pk]),
    "removal_proposed": reverse("admin:themes_comment_change", args=[proposed.pk]),
    "sealed": reverse("admin:themes_sealedevidence_change", args=[sealed.pk]),
    "report_to_answer": reverse("admin:themes_problemreport_change", args=[report_of_reader.pk]),
    "withdrawn": withdrawn.get_absolute_url(), "single": alone.first().get_absolute_url(),
    "in_block": in_block.get_absolute_url(), "shared_pages": shared.get_absolute_url(),
    "statistic": statistic.get_absolute_url(),
    "change_finding": reverse("admin:themes_finding_change", args=[alone.first().pk]),
    "preview_finding": reverse("admin:themes_finding_preview", args=[alone.first().pk]),
    "withdraw_finding": reverse("admin:themes_finding_withdraw", args=[in_block.pk]),
    "change_draft": reverse("admin:themes_finding_change", args=[draft.pk]),
    "change_comment": reverse("admin:themes_comment_change", args=[reply.pk]),
    "quotation_lost": reverse("admin:themes_quotation_desk_one", args=[lost.pk]),
    "quotation_moved": reverse("admin:themes_quotation_desk_one", args=[alike.pk]),
    "quotation_near": reverse("admin:themes_quotation_desk_one", args=[near.pk]),
    "sheet": reverse("admin:themes_sheetimport_change", args=[sheet.pk]),
    "sheet_with_mistakes": reverse("admin:themes_sheetimport_change", args=[wrong.pk]),
}))
"""
)


@dataclass
class Site:
    """A running portal with the starter collection."""

    origin: str
    password: str  # the curator's
    folder: Path  # VAR_DIR
    addresses: dict[str, str] = field(default_factory=dict)
    signed_in: Any = None  # what the curator's browser keeps, once signed in


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """`manage.py up` with a database and collected files of its own, gone when the tests are over."""
    kept = settings.VAR_DIR / "site"
    with django_db_blocker.unblock():
        template = databases.site_template(lambda: prepare_site(kept))
    with (
        databases.copied(template, f"test_{WORKER}_site") as name,
        running_portal(databases.url_of(name), documents=kept / "documents") as site,
    ):
        site.addresses = json.loads((kept / "addresses.json").read_text())
        site.password = CURATORS_PASSWORD
        yield site


def prepare_site(folder: Path) -> None:
    """Fill Django's database, and `folder` with its documents and addresses. Each browser's portal gets a copy."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    url = databases.url_of(connection.settings_dict["NAME"])
    said = run_in_shell(PREPARE, build_environment(url, folder))
    (folder / "addresses.json").write_text(said)


def build_environment(database_url: str, folder: Path) -> dict[str, str]:
    ours = {"SECRET_KEY", "ALLOWED_HOSTS", "BEHIND_PROXY", "DEBUG", "PORT"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    environment |= {"DATABASE_URL": database_url, "VAR_DIR": str(folder), "PLAIN_HTTP": "true"}
    environment["DISCUSSION"] = "on"
    return environment | {"WEB_WORKERS": "1", "GUNICORN_CMD_ARGS": "--graceful-timeout 1"}


MANAGE = [sys.executable, str(PROJECT / "manage.py")]


def run_in_shell(program: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [*MANAGE, "shell", "--no-imports", "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextlib.contextmanager
def running_portal(
    database_url: str, *, people: str = "", documents: Path | None = None, **variables: str
) -> Iterator[Site]:
    """`people` is a program that makes accounts, beside the one that is made at the first start."""
    built = PROJECT / "var" / "assets"
    names = [f"{bundle}.{kind}" for bundle in ("portal", "workspace") for kind in ("css", "js")]
    if not all((built / name).exists() for name in names):
        pytest.fail("The browser's tests need the built styles and scripts. Run: make assets", pytrace=False)
    folder = Path(tempfile.mkdtemp(prefix="portal-browser-")).resolve()
    shutil.copytree(built, folder / "assets")
    if documents:
        shutil.copytree(documents, folder / "documents")
    output, run_file = folder / "output", folder / "running"
    run_file.touch()
    environment = build_environment(database_url, folder) | variables
    with output.open("w") as log:
        process = subprocess.Popen(
            [*MANAGE, "up", "--port", "0", "--while", run_file],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while "Ctrl-C stops it" not in output.read_text():
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"The portal did not start:\n{output.read_text()}", pytrace=False)
            time.sleep(0.1)
        if people:
            run_in_shell(people, environment)
        said = output.read_text()
        made = re.search(r"with the password (\S+)", said)  # at a first start alone
        yield Site(
            origin=re.findall(r"running at (\S+)", said)[0],
            password=made[1] if made else "",
            folder=folder,
        )
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(60)
        process.kill()
        shutil.rmtree(folder, ignore_errors=True)


# One for each module, not for all: while Playwright runs, Django takes this thread for an asynchronous one and
# refuses it the database. It has to be over before another module's tests begin.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = find_browser()
    if program is None:
        pytest.fail(
            "The browser tests need Chromium, Chrome or Edge, and there is none. Install one (Debian, Ubuntu: "
            "apt-get install chromium) or set BROWSER_PATH to its program.",
            pytrace=False,
        )
    quiet = ["--disable-gpu", "--disable-quic", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=quiet)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Somebody with a browser that has never been here, and what the browser reported meanwhile."""

    browser: Browser
    site: Site
    contexts: list[BrowserContext] = field(default_factory=list)
    sessions: dict[Page, CDPSession] = field(default_factory=dict)  # of pages whose scripts were turned off
    expected: set[tuple[str, int]] = field(default_factory=set)  # addresses and what they were to answer
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def new_page(self, *, curator: bool = False, scripts: bool = True, **options: Any) -> Page:
        """An empty page of a new browser profile."""
        context = self.browser.new_context(
            base_url=self.site.origin,
            storage_state=signed_in(self.browser, self.site) if curator else None,
            **{"viewport": DESKTOP, "locale": "en-GB", **options},
        )
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        context.add_init_script(
            "addEventListener('securitypolicyviolation', event => "
            "console.error(`policy: ${event.violatedDirective} forbids ${event.blockedURI}`))"
        )
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)
        context.on("console", lambda message: self._heard(message.type, message.text))
        context.on("weberror", lambda error: self._heard("error", str(error.error)))
        self.contexts.append(context)
        page = context.new_page()
        if not scripts:
            self.set_scripts(page, on=False)
        return page

    def open(self, address: str, *, status: int = 200, **options: Any) -> Page:
        """The page at `address`, wholly loaded. Whatever it loads must be there; itself may answer `status`."""
        page = self.new_page(**options)
        self.go_to(page, address, status=status)
        return page

    def go_to(self, page: Page, address: str, *, status: int = 200) -> None:
        self.expected.add((self.site.origin + address, status))
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == status

    def set_scripts(self, page: Page, *, on: bool) -> None:
        """Let whatever this page opens from now on run its scripts, or none."""
        # Not `java_script_enabled`: that lasts as long as the page, and axe would wait for ever.
        if page not in self.sessions:
            self.sessions[page] = page.context.new_cdp_session(page)
        self.sessions[page].send("Emulation.setScriptExecutionDisabled", {"value": not on})

    def elsewhere(self) -> list[str]:
        """Addresses of other hosts that were asked for."""
        own = urlsplit(self.site.origin).netloc
        return [address for address in self.requests if urlsplit(address).netloc != own]

    def axe(self, page: Page, *, tags: list[str], only_colours: bool = False) -> list[str]:
        """What axe-core finds wrong with a page as it is now, one line for each fault and element."""
        if not AXE.exists():
            pytest.fail("The browser's tests need axe-core. Run: make test", pytrace=False)
        if page in self.sessions:  # only now, so that what was loaded without scripts stays as it is
            self.set_scripts(page, on=True)
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text())  # brought in by the debugger: the page's own policy stays in force
        rules = {"type": "rule", "values": COLOURS} if only_colours else {"type": "tag", "values": tags}
        result = page.evaluate(RUN_AXE, {"runOnly": rules, "resultTypes": ["violations"]})
        structure = set() if only_colours else {"document-title", "html-has-lang", "target-size"}
        assert {"color-contrast", *structure} <= {*result["done"]}
        return [
            f"{fault['id']} ({fault['help']}): {' '.join(map(str, node['target']))}: {node['html'][:150]}"
            for fault in result["violations"]
            for node in fault["nodes"]
        ]

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and (response.url, response.status) not in self.expected:
            self.problems.append(f"{response.url}: {response.status}")

    def _failed(self, request: Request) -> None:
        # A page may change its mind: a search as one types gives up the question before.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"{request.url}: {request.failure}")

    def _heard(self, kind: str, text: str) -> None:
        # The answer's status is checked above; the console says of the page itself, too, that it is not there.
        if kind in ("error", "warning") and not text.startswith("Failed to load resource"):
            self.problems.append(f"{kind}: {text}")


def signed_in(browser: Browser, site: Site) -> Any:
    """What a browser keeps after the curator signed in, by the form and once for all tests."""
    if site.signed_in is None:
        context = browser.new_context(base_url=site.origin)
        page = context.new_page()
        page.goto("/admin/")
        page.get_by_label("Username").fill("curator")
        page.get_by_label("Password").fill(site.password)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Log out").wait_for()
        site.signed_in = context.storage_state()
        context.close()
    return site.signed_in


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Visitor]:
    visitor = Visitor(browser, site)
    yield visitor
    for context in visitor.contexts:
        context.close()
