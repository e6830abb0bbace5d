"""Rows of the collection as spreadsheets, out and in: CSV and XLSX."""
