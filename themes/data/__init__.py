"""What readers see as data: one shape for files, the API and the whole collection, and who reads it."""
