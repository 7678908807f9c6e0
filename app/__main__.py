"""`python -m app`: reads the arguments, then opens the window or takes the tour."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from app.config import load
from app.domain.errors import ConfigFault
from app.swift_qt import hasten

HELP = ("-h", "--help")
VERIFY = "verify-export"
USAGE = """GettingOut: write to someone in custody.

  python -m app [--demo] [--server URL | --server embedded] [--data FOLDER] [--theme system|light|dark] [--touch]
                [--config FILE] [--tour FOLDER] [--secret-fd NUMBER]
  python -m app verify-export FILE.zip

  --demo       a made-up world on the backend inside the program; its addresses and sign-ins are printed
  --tour       drives the window through the main job by itself and leaves pictures in FOLDER
  verify-export checks a file that My Account, Your data has written against the list of SHA-256 in it
"""


def main(arguments: Sequence[str]) -> int:
    """The exit code: 2 for a wrong setting."""
    if any(argument in HELP for argument in arguments):
        sys.stdout.write(USAGE)
        return 0
    if arguments and arguments[0] == VERIFY:
        from app.storage.export_check import main as verify

        return verify(arguments[1:])
    # Nothing of what the start imports is ever rubbish, and looking through it doubles the time Qt's enums take.
    gc.disable()
    try:
        settings = load(arguments, os.environ)
    except ConfigFault as fault:
        from app.views.config_fault import show_config_fault

        return show_config_fault(fault)
    hasten()
    if settings.tour_dir is not None:
        from app.bootstrap import see_off
        from app.tour.take import take_tour

        code = take_tour(settings.tour_dir, settings)
        see_off(code)
        return code
    from app.bootstrap import run

    return run(settings, sys.argv[:1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
