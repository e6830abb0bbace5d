"""Choices that several modules share."""

from django.db import models


class FindingState(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    PUBLISHED = "published", "Published"
    HIDDEN = "hidden", "Hidden for now"  # from readers, until somebody who may publish has decided
    WITHDRAWN = "withdrawn", "Withdrawn"


class FindingKind(models.TextChoices):
    FINDING = "finding", "Finding"
    STATISTIC = "statistic", "Statistic"
    RECOMMENDATION = "recommendation", "Recommendation"
    SCOPE = "scope", "Scope note"


class SourceBasis(models.TextChoices):
    """What stood before us when a finding without a page was written."""

    AUTHOR_SUMMARY = "author_summary", "Summary by the authors, the publisher or a professional body"
    PARTIAL_SOURCE = "partial_source", "Press report, local summary or part of a source"
    REPORT = "report", "The report itself"


class CitationBasis(models.TextChoices):
    PAGE_READ = "page_read", "Read on the page"
    SECONDARY_SOURCE = "secondary_source", "Given by another source"
    SAME_AUTHORS_LATER = "same_authors_later", "Given by the same authors later"
    CONTENTS_LIST = "contents_list", "Contents list only"


class PageRole(models.TextChoices):
    NOT_STATED = "not_stated", "Not stated"
    SUMMARY = "summary", "Summary"
    EVIDENCE = "evidence", "Evidence"


class Outcome(models.TextChoices):
    """What came of looking for quoted words on the page they are said to be on."""

    NOT_CHECKED = "not_checked", "Not checked yet"
    EXACT = "exact", "Wording checked"
    BY_MACHINE = "by_machine", "Found by machine"  # never stored: see read_outcome
    NEAR = "near", "Nearly the same"
    OTHER_PAGE = "other_page", "Found on another page"
    NOT_FOUND = "not_found", "Not found"
    UNAVAILABLE = "unavailable", "Report not available"
    OVERRULED = "overruled", "Accepted by a curator"


STORED_OUTCOMES = [choice for choice in Outcome.choices if choice[0] != Outcome.BY_MACHINE]


def read_outcome(stored: str, score: float | None) -> Outcome:
    """The outcome of a quotation by what is stored of it.

    Words found in what a program read off a picture are stored as not checked, with a score: a person has yet to look,
    and code of releases that know no such words, at work on the same database, says just that of them.
    """
    by_machine = stored == Outcome.NOT_CHECKED and score is not None
    return Outcome.BY_MACHINE if by_machine else Outcome(stored)


PAGE_UNREADABLE = "Page cannot be read"  # UNAVAILABLE in a report that we have


class CoverageState(models.TextChoices):
    READ = "read", "Read"
    PARTLY_READ = "partly_read", "Partly read"
    NOT_YET = "not_yet", "Not read yet"


class CommentState(models.TextChoices):
    HELD = "held", "Held"
    PUBLISHED = "published", "Published"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"
