"""The collection as it stood at the end of a day, from its history, without what was withdrawn since."""
