"""The four sheets by their names: what their columns are, what they mean, and which row a row is about."""

from themes.importers.spreadsheets.rows import SheetRow
from themes.importers.spreadsheets.sheets.findings import FindingSheetRow
from themes.importers.spreadsheets.sheets.page_lists import CitationSheetRow
from themes.importers.spreadsheets.sheets.reviews import ReviewSheetRow
from themes.importers.spreadsheets.sheets.themes import ThemeSheetRow

__all__ = ["SHEETS"]

SHEETS: dict[str, type[SheetRow]] = {
    row.name: row for row in (FindingSheetRow, CitationSheetRow, ThemeSheetRow, ReviewSheetRow)
}
