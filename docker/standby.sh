#!/bin/sh
# The first start copies the database; every start then follows it. PGPASSWORD is the password of both.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
	# Under another name until all of it is there; whatever an interrupted copy left behind is in the way of the next.
	rm -rf "$PGDATA" "$PGDATA.part"
	mkdir -p -m 700 "$PGDATA.part"
	pg_basebackup --host=database --username=portal --pgdata="$PGDATA.part" --wal-method=stream --checkpoint=fast --write-recovery-conf
	mv "$PGDATA.part" "$PGDATA"
fi
exec "$@"
