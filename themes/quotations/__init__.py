"""Quoted words: taken apart, looked for on their pages, marked, and what came of it written down."""
