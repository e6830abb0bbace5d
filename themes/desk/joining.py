"""A draft that says what another finding says already, and one that is no finding: the acts of the desk for wording."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from reviews.history.tracking import annotate_history
from themes.enums import FindingState
from themes.findings.block_members import NEVER_PUBLIC, delete_draft
from themes.findings.snapshots import refuse_changing_published, take_public_snapshots
from themes.models import ArticleIntake, ArticleMention, Citation, Finding


def discard_draft(*, draft: Finding, by: Any = None) -> None:
    """Take out a draft that is no finding. History keeps it, with all that was typed.

    Raises ValidationError where `by` may not, as with one that is read together with what readers see.
    """
    _refuse_what_was_public(draft)
    with transaction.atomic(), annotate_history(act="not_a_finding"):
        delete_draft(finding=draft, by=by)


def join_draft(*, draft: Finding, into: Finding, by: Any = None) -> bool:
    """Give `into` what the draft has and it lacks: the article's words, pages, quotations. Then the draft goes.

    What `into` has already stays as it is; the draft's wording becomes its own only where it has none. Returns whether
    what readers would see waits for a publisher, as where an article is accepted.

    Raises ValidationError where the two are not of one report, or a change is not `by`'s to make.
    """
    _refuse_what_was_public(draft)
    if into.pk == draft.pk:
        raise ValidationError("This is the draft itself. Name the finding that says the same.")
    if into.review_id != draft.review_id:
        raise ValidationError(
            f"{into.code} is from another report, {into.review.short_title}, so the pages of this one are not its own. "
            f"Word this draft for its own report; on its whole form you can name {into.code} as worth reading next."
        )
    with transaction.atomic(), annotate_history(act="same_as"):
        into = Finding.objects.select_for_update(of=("self",)).get(pk=into.pk)
        before = take_public_snapshots([into.pk])
        waits = _waits_for_publisher(draft, into, by)
        _keep_article_words(draft, into, waits=waits)
        if not waits:
            _move_page_lists(draft, into)
            if draft.text and not into.text:
                into.text = draft.text
                into.save(update_fields=["text"])
        refuse_changing_published(before, [into.pk], by=by)
        draft.colleague_notes.update(finding=into)
        delete_draft(finding=draft, by=by)
    return waits


def _refuse_what_was_public(draft: Finding) -> None:
    if draft.published_at or draft.state not in NEVER_PUBLIC:
        raise ValidationError(f"{draft.code} was published, so it is withdrawn and not taken out.")


def _waits_for_publisher(draft: Finding, into: Finding, by: Any) -> bool:
    """Whether the article's pages are added later: readers see the finding, and `by` may not change that.

    All that the draft has must be the article's, from which a publisher adds it.
    """
    if into.state != FindingState.PUBLISHED or by is None or by.has_perm("themes.publish_finding"):
        return False
    if (
        draft.article_section_id is None
        or not ArticleIntake.objects.filter(article=draft.article_id).exists()
    ):
        return False
    return not draft.citations.exclude(given_by_article=draft.article_id).exists()


def _keep_article_words(draft: Finding, into: Finding, *, waits: bool) -> None:
    present = set(into.mentions.values_list("section", "words"))
    for mention in draft.mentions.all():
        if (mention.section_id, mention.words) not in present:
            mention.finding = into
            mention.save(update_fields=["finding"])
    if draft.article_section_id and draft.article_words:
        mention, is_new = ArticleMention.objects.get_or_create(
            finding=into,
            article=draft.article,
            section=draft.article_section,
            words=draft.article_words,
            defaults={"pages_wait": waits},
        )
        if waits and not is_new:
            mention.pages_wait = True
            mention.save(update_fields=["pages_wait"])


def _move_page_lists(draft: Finding, into: Finding) -> None:
    """Each list to the other finding, unless it has one with the same pages; with each the words quoted from it."""
    present = {_read_pages(citation): citation for citation in into.citations.prefetch_related("pages")}
    quoted = set(into.quotations.values_list("words", flat=True))
    moved: dict[int | None, Citation | None] = {None: None}
    for citation in draft.citations.prefetch_related("pages"):
        held = present.setdefault(_read_pages(citation), citation)
        moved[citation.pk] = held
        if held == citation:
            into.citations.add(citation)
    position = into.quotations.count()
    for quotation in draft.quotations.all():
        if quotation.words in quoted:
            continue
        quotation.finding, quotation.citation = into, moved[quotation.citation_id]
        quotation.position = position
        quotation.save(update_fields=["finding", "citation", "position"])
        position += 1
    lists = list(draft.citations.all())
    draft.citations.clear()
    for citation in lists:
        if not citation.findings.exists():
            citation.delete()


def _read_pages(citation: Citation) -> tuple[Any, ...]:
    """What makes two lists the same: what they are known from, and their pages."""
    pages = sorted((page.review_id, page.first_page, page.last_page) for page in citation.pages.all())
    return (citation.basis, citation.given_by_article_id, citation.given_by, tuple(pages))
