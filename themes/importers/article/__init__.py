"""Trade-press articles: bytes to text, text to drafts, drafts to rows. Only the last needs the database."""
