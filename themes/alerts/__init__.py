"""“Tell me when this list changes”: who asked for it, what changed for them, and letters that are sent once."""
