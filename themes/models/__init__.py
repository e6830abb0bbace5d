"""The learning: themes, findings, where they stand, and what is said about them."""

from themes.models.article import ArticleSection
from themes.models.catalogue import CatalogueEntry
from themes.models.citation import Citation, PageCitation, Quotation
from themes.models.discussion import Comment, ModerationDecision, Thread
from themes.models.finding import Finding, FindingTheme, ReadTogether
from themes.models.intake import ArticleIntake, ArticleMention, IntakeState
from themes.models.search import FindingWord, Synonym
from themes.models.situation import Situation, SituationFinding
from themes.models.theme import ContestedTerm, Coverage, KnownGap, StartingPoint, Theme, ThemeGroup
from themes.models.vocabulary import AgeGroup, Agency, Harm

__all__ = [
    "AgeGroup",
    "Agency",
    "ArticleIntake",
    "ArticleMention",
    "ArticleSection",
    "CatalogueEntry",
    "Citation",
    "Comment",
    "ContestedTerm",
    "Coverage",
    "Finding",
    "FindingTheme",
    "FindingWord",
    "Harm",
    "IntakeState",
    "KnownGap",
    "ModerationDecision",
    "PageCitation",
    "Quotation",
    "ReadTogether",
    "Situation",
    "SituationFinding",
    "StartingPoint",
    "Synonym",
    "Theme",
    "ThemeGroup",
    "Thread",
]
