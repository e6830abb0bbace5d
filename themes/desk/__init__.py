"""The citation desk and the desk for wording: what waits in which order, and what is done with it."""
