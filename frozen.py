"""The program of a bundle: the client, or the backend when the first argument is --serve."""

import multiprocessing
import runpy
import sys

SERVE = "--serve"


def main() -> None:
    """Runs one of the two packages as `python -m` would; the executable stands for `python -m app`."""
    package = "app"
    if sys.argv[1:2] == [SERVE]:
        package = "server"
        del sys.argv[1]
    runpy.run_module(package, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    multiprocessing.freeze_support()
    main()
