from django.db import connection

ONE_IMPORT_AT_A_TIME = 5_117_003  # an advisory lock; any number that nothing else here uses


def lock_imports() -> None:
    """Wait for other imports of articles, until the end of the transaction. Constraints are checked at once."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_IMPORT_AT_A_TIME])
