"""Hold the embedded server in FOLDER, as ACCOUNT if given, until standard input ends. Run by the tests."""

import os
import pwd
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from scr_portal import embedded
from scr_portal.supervisor import exit_on_signal

folder, account = Path(sys.argv[1]), sys.argv[2]
exit_on_signal(signal.SIGTERM)
if account != "self":
    # After the imports: an ordinary account need not be able to read this Python's own files.
    entry = pwd.getpwnam(account)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)
try:
    with embedded.EmbeddedServer(folder):
        print("ready", flush=True)  # noqa: T201
        sys.stdin.read()
except embedded.EmbeddedServerError as error:
    sys.exit(f"{error}")
