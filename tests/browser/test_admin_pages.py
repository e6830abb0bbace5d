"""Every kind of page of the curators' workspace in a real browser."""

import contextlib

import pytest

from tests.browser.visits import AA, Kind, PageVisitor, assert_sound

pytestmark = pytest.mark.browser

ADMIN = {
    "admin-login": Kind("/admin/login/"),
    "admin-index": Kind("/admin/", curator=True),
    "admin-findings": Kind("/admin/themes/finding/", curator=True),
    "admin-add-finding": Kind("/admin/themes/finding/add/", curator=True),
    "admin-change-finding": Kind("{change_finding}", curator=True),
    "admin-change-draft": Kind("{change_draft}", curator=True),
    "admin-history": Kind("{history}", curator=True),
    "admin-put-back": Kind("{put_back}", curator=True),
    "admin-articles-in-hand": Kind("/admin/themes/articleintake/", curator=True),
    "admin-add-article": Kind("/admin/themes/articleintake/add/", curator=True),
    "admin-article-in-hand": Kind("{article_in_hand}", curator=True),
    "admin-article-without-review": Kind("{article_without_review}", curator=True),
    "admin-article-added": Kind("{article_added}", curator=True),
    "admin-preview-finding": Kind("{preview_finding}", curator=True),
    "admin-withdraw-finding": Kind("{withdraw_finding}", curator=True),
    "admin-themes": Kind("/admin/themes/theme/", curator=True),
    "admin-change-theme": Kind("/admin/themes/theme/10/change/", curator=True),
    "admin-merge-themes": Kind("/admin/themes/theme/6/merge/?into=7", curator=True),
    "admin-split-theme": Kind("/admin/themes/theme/6/split/", curator=True),
    "admin-undo-merge": Kind("{undo_merge}", curator=True),
    "admin-change-situation": Kind("/admin/themes/situation/1/change/", curator=True),
    "admin-change-gap": Kind("/admin/themes/knowngap/1/change/", curator=True),
    "admin-grid-of-reading": Kind("/admin/themes/coverage/grid/", curator=True),
    "admin-state": Kind("/admin/state/", curator=True),
    "admin-reading-of-report": Kind("/admin/themes/coverage/review/1/", curator=True),
    "admin-reading-for-theme": Kind("/admin/themes/coverage/theme/10/", curator=True),
    "admin-page-to-read": Kind("{reading_page}", curator=True),
    "admin-page-that-is-not-there": Kind("{reading_page}?to=99", curator=True),
    "admin-page-without-text-and-number": Kind("{reading_picture}", curator=True),
    "admin-nothing-to-read": Kind("{reading_nothing}", curator=True),
    "admin-comments": Kind("/admin/themes/comment/", curator=True),
    "admin-comments-together": Kind("{several_rejected}", curator=True),
    "admin-change-comment": Kind("{change_comment}", curator=True),
    "admin-removal": Kind("{removal_proposed}", curator=True),
    "admin-notices": Kind("/admin/themes/notice/", curator=True),
    "admin-notice": Kind("{notice_to_answer}", curator=True),
    "admin-sealed": Kind("{sealed}", curator=True),
    "admin-answer-report": Kind("{report_to_answer}", curator=True),
    "admin-quotations": Kind("/admin/themes/quotation/?work=not-checked", curator=True),
    "admin-desk": Kind("/admin/themes/quotation/desk/", curator=True),
    "admin-desk-filtered": Kind("/admin/themes/quotation/desk/?work=to-split&report=none", curator=True),
    "admin-quotation-lost": Kind("{quotation_lost}", curator=True),
    "admin-quotation-elsewhere": Kind("{quotation_moved}", curator=True),
    "admin-quotation-near": Kind("{quotation_near}", curator=True),
    "admin-help-numbers": Kind("/admin/themes/helpservice/?work=due", curator=True),
    "admin-change-help-number": Kind("/admin/themes/helpservice/1/change/", curator=True),
    "admin-agencies": Kind("/admin/themes/agency/", curator=True),
    "admin-reports": Kind("/admin/reviews/review/?work=nothing-stated", curator=True),
    "admin-empty-list": Kind("/admin/themes/comment/?work=held&q=nosuchword", curator=True),
    "admin-accounts": Kind("/admin/auth/user/", curator=True),
    "admin-change-account": Kind("/admin/auth/user/1/change/", curator=True),
    "admin-add-account": Kind("/admin/auth/user/add/", curator=True),
    "admin-password-of-account": Kind("/admin/auth/user/1/password/", curator=True),
    "admin-not-there": Kind("/admin/no/such/", curator=True, status=404),
    "admin-change-report": Kind("/admin/reviews/review/1/change/", curator=True),
    "admin-change-figure": Kind("/admin/reviews/series/1/change/", curator=True),
    "admin-add-report": Kind("/admin/reviews/review/add/", curator=True),
    "admin-add-role": Kind("/admin/auth/group/add/", curator=True),
    "admin-spreadsheets": Kind("/admin/themes/sheetimport/", curator=True),
    "admin-upload-spreadsheet": Kind("/admin/themes/sheetimport/add/", curator=True),
    "admin-export-spreadsheet": Kind("/admin/themes/sheetimport/export/", curator=True),
    "admin-spreadsheet-in-hand": Kind("{sheet}", curator=True),
    "admin-spreadsheet-with-mistakes": Kind("{sheet_with_mistakes}", curator=True),
}


@pytest.fixture(scope="module")
def pages(browser, site):
    with contextlib.closing(PageVisitor(browser, site, tags=AA, dark=False)) as pages:
        yield pages


@pytest.mark.parametrize("name", ADMIN)
def test_admin_page_is_sound(pages, name):
    assert_sound(pages.visit(ADMIN[name]))
