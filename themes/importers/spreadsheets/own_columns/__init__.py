"""Sheets in somebody's own columns and words: what they mean is proposed, asked once, remembered, and put into ours."""
