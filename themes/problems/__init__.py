"""What readers say is wrong: taken in once, answered, counted, and emptied after a time."""
