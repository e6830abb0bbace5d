#!/bin/sh
# The first start copies the database; every start then follows it. PGPASSWORD is the password of both.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
	# Whatever an interrupted copy left behind is in the way of the next.
	rm -rf "$PGDATA"
	mkdir -p -m 700 "$PGDATA"
	pg_basebackup --host=database --username=portal --pgdata="$PGDATA" --wal-method=stream --checkpoint=fast --write-recovery-conf
fi
exec "$@"
