"""Limits this process, then runs a module in it. What the module is given may come from anybody.

Run as a program with the bytes of memory, the seconds of the processor, the module's name and its arguments; or the
path of another program in the module's place. It imports nothing of ours, so the limits are there before anything
else is.
"""

import contextlib
import ctypes
import os
import resource
import runpy
import sys
from pathlib import Path

OUT_OF_MEMORY = 77  # as this program ends; no other does
BEHIND_OTHERS = 10  # of 19: other programs take long, and pages for readers come first
LARGEST_FILE = 1_000_000  # bytes; Python may keep a compiled module, and nothing else is written
# As Linux names them: users and a network of its own. A process may have its own network if it has its own users.
OWN_USERS, OWN_NETWORK = 0x10000000, 0x40000000

_REFUSED = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "pty.")


def limit_process(memory: int, seconds: int) -> None:
    limits = {
        resource.RLIMIT_AS: (memory, memory),
        # Two limits: at the first the system says which limit it was, at the second it asks no more.
        resource.RLIMIT_CPU: (seconds, seconds + 5),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (LARGEST_FILE, LARGEST_FILE),
    }
    for limit, soft_and_hard in limits.items():
        with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of memory
            resource.setrlimit(limit, soft_and_hard)


def leave_network() -> None:
    """Take the network away, where the system lets us."""
    with contextlib.suppress(AttributeError, OSError):  # macOS has no such call
        ctypes.CDLL(None).unshare(OWN_USERS | OWN_NETWORK)


def _refuse(event: str, details: tuple) -> None:
    if event.startswith(_REFUSED):
        raise PermissionError(f"{event} is not allowed in a limited process")


def main() -> None:
    _, memory, seconds, module, *arguments = sys.argv
    leave_network()
    limit_process(int(memory), int(seconds))
    if module.startswith("/"):
        os.nice(BEHIND_OTHERS)
        # The path is ours.
        os.execv(module, [module, *arguments])  # noqa: S606  # nosec B606
    sys.addaudithook(_refuse)  # Python's own ways to the network and to other programs, on every system
    sys.path.append(str(Path(__file__).resolve().parents[2]))
    sys.argv = [module, *arguments]
    try:
        runpy.run_module(module, run_name="__main__")
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
    except (ImportError, OSError) as error:  # what is wrong is what is installed here
        sys.exit(f"{type(error).__name__}: {error}")
    except Exception as error:
        sys.exit(type(error).__name__)  # its message may have words of what was read, which are never logged


if __name__ == "__main__":
    main()
