"""PDFs of reviews: read safely, their printed pages found, kept whole."""
