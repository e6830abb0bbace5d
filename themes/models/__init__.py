"""The learning: themes, findings, where they stand, and what is said about them."""

from themes.models.alert import Letter, Subscription
from themes.models.article import ArticleSection
from themes.models.catalogue import CatalogueChange, CatalogueEntry
from themes.models.change import Change, ChangeKind
from themes.models.citation import Citation, PageCitation, Quotation, Standing
from themes.models.discussion import Comment, ModerationDecision, Thread
from themes.models.finding import Finding, FindingTheme, ReadTogether
from themes.models.help import HelpService
from themes.models.intake import ArticleIntake, ArticleMention, IntakeState
from themes.models.member import Member, NameReason
from themes.models.note import ColleagueNote
from themes.models.notice import (
    EvidenceLook,
    LegalRemoval,
    Notice,
    NoticeKind,
    NoticeOutcome,
    NoticeStep,
    SealedEvidence,
)
from themes.models.problem import ProblemKind, ProblemOutcome, ProblemReport
from themes.models.reading import ReadingPlace
from themes.models.restricted import RestrictedTerm
from themes.models.saved_filter import SavedFilter
from themes.models.search import FindingWord, Synonym
from themes.models.situation import Situation, SituationFinding, SituationTheme
from themes.models.spreadsheet import SheetImport, SheetImportState, SheetWord
from themes.models.taken import TakenWork
from themes.models.theme import (
    ContestedTerm,
    Coverage,
    KnownGap,
    Rearrangement,
    RearrangementKind,
    RelatedTheme,
    StartingPoint,
    Theme,
    ThemeGroup,
    ThemeSeries,
)
from themes.models.trust import AuthorTrust
from themes.models.vocabulary import AgeGroup, Agency, Harm
from themes.models.week import WeeklyFinding

__all__ = [
    "AgeGroup",
    "Agency",
    "ArticleIntake",
    "ArticleMention",
    "ArticleSection",
    "AuthorTrust",
    "CatalogueChange",
    "CatalogueEntry",
    "Change",
    "ChangeKind",
    "Citation",
    "ColleagueNote",
    "Comment",
    "ContestedTerm",
    "Coverage",
    "EvidenceLook",
    "Finding",
    "FindingTheme",
    "FindingWord",
    "Harm",
    "HelpService",
    "IntakeState",
    "KnownGap",
    "LegalRemoval",
    "Letter",
    "Member",
    "ModerationDecision",
    "NameReason",
    "Notice",
    "NoticeKind",
    "NoticeOutcome",
    "NoticeStep",
    "PageCitation",
    "ProblemKind",
    "ProblemOutcome",
    "ProblemReport",
    "Quotation",
    "ReadTogether",
    "ReadingPlace",
    "Rearrangement",
    "RearrangementKind",
    "RelatedTheme",
    "RestrictedTerm",
    "SavedFilter",
    "SealedEvidence",
    "SheetImport",
    "SheetImportState",
    "SheetWord",
    "Situation",
    "SituationFinding",
    "SituationTheme",
    "Standing",
    "StartingPoint",
    "Subscription",
    "Synonym",
    "TakenWork",
    "Theme",
    "ThemeGroup",
    "ThemeSeries",
    "Thread",
    "WeeklyFinding",
]
