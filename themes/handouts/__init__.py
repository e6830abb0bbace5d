"""Handouts: what they say, and PDF, slides and Word of it."""

ON_ONE_PAGE = 6  # findings of a PDF; known here and in the process that makes it
