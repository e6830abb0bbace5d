"""What was changed, by whom and why: kept by triggers, read as people read it, and taken back."""
