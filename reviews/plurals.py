def count_things(number: int, singular: str, plural: str = "") -> str:
    """ "1 finding", "2 findings"; `plural` where an "s" does not make it."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
