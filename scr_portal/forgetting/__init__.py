"""A person taken out of all that is kept: `manage.py forget`."""
