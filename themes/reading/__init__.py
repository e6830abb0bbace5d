"""A report being read: its pages, how far it was read, and the drafts that come of it."""
