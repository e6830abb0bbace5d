"""The engine behind the search box: what was typed, what it means here, and which findings match."""
