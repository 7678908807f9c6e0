"""`python -m server`: run, migrate, staff add, demo, openapi, check; heavy libraries load only where needed."""

from __future__ import annotations

import argparse
import getpass
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from server.config import SettingFault, Settings, load

if TYPE_CHECKING:
    from server.services.bundle import Services

OPENAPI_FILE = Path(__file__).resolve().parent.parent / "contract" / "openapi.json"
STAFF_PASSWORD = "GETTINGOUT_STAFF_PASSWORD"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code: 1 when something is wrong, 2 for a wrong command line."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    commands = {
        "run": _run,
        "migrate": _migrate,
        "staff": _staff,
        "demo": _demo,
        "openapi": _openapi,
        "check": _check,
    }
    try:
        return commands[options.command](options)
    except SettingFault as fault:
        _complain(str(fault))
        return 2


def _run(options: argparse.Namespace) -> int:
    settings = _settings(options)
    facts = None
    if settings.demo:
        from server import demo

        demo.seed(settings)
        facts = demo.facts()
    from server.serving import serve

    serve(settings, facts, lifeline=options.embedded)
    return 0


def _migrate(options: argparse.Namespace) -> int:
    _services(options).close()
    return 0


def _staff(options: argparse.Namespace) -> int:
    from server.services.faults import InvalidField

    password = os.environ.get(STAFF_PASSWORD) or getpass.getpass(f"Password for {options.username}: ")
    services = _services(options)
    try:
        services.staff.add(
            options.username, options.name or options.username, options.role, password, options.facility
        )
    except InvalidField as fault:
        _complain(f"{fault.field}: {fault.reason.value.replace('_', ' ')}")
        return 1
    finally:
        services.close()
    return 0


def _demo(options: argparse.Namespace) -> int:
    from server import demo

    if not options.facts:
        demo.seed(_settings(options))
    sys.stdout.write(json.dumps(demo.facts(), ensure_ascii=False, indent=2) + "\n")
    return 0


def _openapi(options: argparse.Namespace) -> int:
    from server.description import description

    text = description()
    if not options.write:
        sys.stdout.write(text)
    else:
        OPENAPI_FILE.write_text(text, encoding="utf-8")
    return 0


def _check(options: argparse.Namespace) -> int:
    from server.services.check import check

    services = _services(options)
    try:
        faults = check(services.store)
    finally:
        services.close()
    sys.stdout.write("".join(f"{fault}\n" for fault in faults or ["Everything is whole."]))
    return 1 if faults else 0


def _services(options: argparse.Namespace) -> Services:
    from server.services.bundle import build_services

    return build_services(_settings(options))


def _settings(options: argparse.Namespace) -> Settings:
    return load(
        options.data.absolute(),
        os.environ,
        host=getattr(options, "host", "127.0.0.1"),
        port=getattr(options, "port", 0),
        demo=options.command == "demo" or getattr(options, "demo", False),
        embedded=getattr(options, "embedded", False),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m server", description="The backend of GettingOut.")
    commands = parser.add_subparsers(dest="command", required=True)
    data = argparse.ArgumentParser(add_help=False)
    data.add_argument(
        "--data", type=Path, default=Path("data"), help="folder of the database (default: data)"
    )
    run = commands.add_parser("run", parents=[data], help="serve the JSON interface and the pages")
    run.add_argument("--host", default="127.0.0.1")
    run.add_argument("--port", type=int, default=0, help="0 takes a free one and says which")
    run.add_argument("--demo", action="store_true", help="fill an empty database with the demo world first")
    run.add_argument(
        "--embedded", action="store_true", help="as a child of the client: leaves with its stdin"
    )
    commands.add_parser("migrate", parents=[data], help="bring the database to the newest tables")
    staff = commands.add_parser("staff", help="staff accounts").add_subparsers(dest="action", required=True)
    add = staff.add_parser(
        "add", parents=[data], help=f"add somebody; the password is asked for, or taken from {STAFF_PASSWORD}"
    )
    add.add_argument("username")
    add.add_argument("--name", help="as others see it (default: the user name)")
    add.add_argument("--role", choices=["reviewer", "manager"], default="reviewer")
    add.add_argument("--facility", help="id of the one facility they may look into (default: all)")
    demo = commands.add_parser("demo", parents=[data], help="fill an empty database with the demo world")
    demo.add_argument("--facts", action="store_true", help="only print its sign-ins and codes")
    openapi = commands.add_parser("openapi", help="print the description of the JSON interface")
    openapi.add_argument("--write", action="store_true", help="into contract/openapi.json")
    commands.add_parser("check", parents=[data], help="database whole, ledger in balance, audit unbroken")
    return parser


def _complain(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
