"""The catalogue in the memory of a web process, which finds and counts in the place of the database."""
