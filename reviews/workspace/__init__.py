"""What all screens of the curators' workspace have in common."""
