"""Sees to it that a reading which hangs in a camera's driver can't hold up the end of the process."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time

THREAD_NAMES = "camera-"
"""How the names of all threads of this room begin."""
END_WITHIN_S = 2.0


def wait_for_threads(timeout_s: float) -> bool:
    """For every thread of this room, whoever began it; whether they all ended. They must have been told to end."""
    end = time.monotonic() + timeout_s
    for thread in _threads():
        thread.join(max(0.0, end - time.monotonic()))
    return not _threads()


def leave_process(code: int) -> None:
    """The last thing before the process ends, with everything kept and the window gone.

    Comes back unless a thread hangs: Python's own end tears down libraries under it, which may abort or wait for ever.
    Then the process is left here and now, with `code`.
    """
    if wait_for_threads(END_WITHIN_S):
        return
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # a windowed program of Windows has none
            stream.flush()
    os._exit(code)


def _threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith(THREAD_NAMES)]
