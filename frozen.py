"""The program of a bundle: the client; with --serve first the backend, with --picture the child that decodes."""

import multiprocessing
import runpy
import sys

ROLES = {"--serve": "server", "--picture": "server.pictures.child"}
"""What runs instead of the client, by the first argument."""


def main() -> None:
    """Runs one of them as `python -m` would; the executable alone stands for `python -m app`."""
    module = ROLES.get(sys.argv[1] if len(sys.argv) > 1 else "", "app")
    if module != "app":
        del sys.argv[1]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    multiprocessing.freeze_support()
    main()
