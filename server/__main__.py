"""`python -m server`: run, migrate, staff, demo, openapi, check, audit, refunds; libraries load where needed."""

from __future__ import annotations

import argparse
import gc
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
        "audit": _audit,
        "payouts": _payouts,
        "codes-off": _codes_off,
        "refunds": _refunds,
    }
    try:
        return commands[options.command](options)
    except SettingFault as fault:
        _complain(str(fault))
        return 2


def _run(options: argparse.Namespace) -> int:
    gc.disable()  # nothing of what a start builds is ever rubbish; `serve` turns it on again
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
    if options.action == "code":
        return _staff_code(options)
    from server.services.codes import address, new_secret
    from server.services.faults import InvalidField

    secret = new_secret()
    password = os.environ.get(STAFF_PASSWORD) or getpass.getpass(f"Password for {options.username}: ")
    services = _services(options)
    try:
        services.staff.add(
            options.username,
            options.name or options.username,
            options.role,
            password,
            options.facility,
            code_secret=secret,
        )
    except InvalidField as fault:
        _complain(f"{fault.field}: {fault.reason.value.replace('_', ' ')}")
        return 1
    finally:
        services.close()
    sys.stdout.write(f"{address(secret, options.username)}\n")
    return 0


def _staff_code(options: argparse.Namespace) -> int:
    from server.services.codes import address, new_secret
    from server.services.faults import NotFound

    secret = new_secret()
    services = _services(options)
    try:
        services.staff.give_codes(options.username, secret)
    except NotFound:
        _complain(f"nobody is called {options.username}")
        return 1
    finally:
        services.close()
    sys.stdout.write(f"{address(secret, options.username)}\n")
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
    from server.services.sweeping import object_faults

    services = _services(options)
    try:
        faults = [*check(services.store), *object_faults(services.store, services.objects)]
    finally:
        services.close()
    sys.stdout.write("".join(f"{fault}\n" for fault in faults or ["Everything is whole."]))
    return 1 if faults else 0


def _refunds(options: argparse.Namespace) -> int:
    from server.services.faults import InvalidField, NotFound
    from server.store.work import Actor

    services = _services(options)
    try:
        if options.action == "list":
            lines = [
                f"{refund.id}  ${refund.amount_cents / 100:,.2f}  {refund.asked_at:%Y-%m-%d}  {name} <{email}>"
                for refund, name, email in services.refunds.waiting()
            ]
            sys.stdout.write("".join(f"{line}\n" for line in lines or ["Nobody waits to be paid out."]))
            return 0
        is_paid = options.action == "approve"
        refund = services.refunds.decide(options.id, Actor("operator", ""), options.note, paid=is_paid)
    except NotFound:
        _complain(f"no refund {options.id} waits for a decision")
        return 1
    except InvalidField:
        _complain("--note must say why, in one line of at most 300 characters: the member reads it")
        return 1
    finally:
        services.close()
    sys.stdout.write(
        f"${refund.amount_cents / 100:,.2f} "
        + ("left the balance: send the money now.\n" if is_paid else "can be spent again.\n")
    )
    return 0


def _audit(options: argparse.Namespace) -> int:
    from server.services import audit_log
    from server.store.seal import AnchorForged, Head, load_anchor, read_key

    if options.action == "export":
        services = _services(options)
        try:
            with options.file.open("wb") as file:
                file.writelines(audit_log.export(services.store))
        finally:
            services.close()
        return 0
    seal = _settings(options).seal_folder
    try:
        key = read_key(seal / "audit.key")
        outside = Head(*_head(options.head)) if getattr(options, "head", None) else load_anchor(seal, key)
    except (OSError, ValueError, AnchorForged) as fault:
        _complain(f"The key or the head can't be read: {fault}")
        return 1
    if options.action == "head":
        sys.stdout.write(f"{outside.number} {outside.hash}\n" if outside else "0\n")
        return 0
    with options.file.open("rb") as file:
        verdict = audit_log.verify(file, key, outside)
    if verdict.fault is not None:
        sys.stdout.write(f"{verdict.fault}\n{verdict.rows:,} rows before it are as they were written.\n")
        return 1
    sys.stdout.write(f"{verdict.rows:,} rows are as they were written, in order and without a gap.\n")
    if verdict.withheld:
        sys.stdout.write(f"{verdict.withheld:,} of them are withheld; their places in the chain are kept.\n")
    if verdict.unproven_from is not None:
        sys.stdout.write(f"From row {verdict.unproven_from} on nothing kept outside proves them.\n")
    return 0


def _codes_off(options: argparse.Namespace) -> int:
    from server.services.faults import NotFound
    from server.store.work import Actor

    services = _services(options)
    try:
        services.two_factor.end_for(options.email, Actor("operator", ""))
    except NotFound:
        _complain("no account with this address has two-factor codes on")
        return 1
    finally:
        services.close()
    return 0


def _payouts(options: argparse.Namespace) -> int:
    from server.services.faults import NotFound
    from server.store.work import Actor

    services = _services(options)
    try:
        if options.paid:
            cents = services.closing.paid(options.paid, Actor("operator", ""))
            sys.stdout.write(f"{cents / 100:.2f} are paid out, and the address is deleted.\n")
            return 0
        for one in services.closing.payouts():
            sys.stdout.write(
                f"{one.member_id}  {one.cents / 100:>10.2f}  {one.closed_at:%Y-%m-%d}  {one.name} <{one.email}>\n"
            )
        for late in services.payments.on_their_way_back():
            told = (
                "the provider was asked to send it back" if late.is_asked else "the provider is to be asked"
            )
            sys.stdout.write(
                f"{late.id}  {late.amount_cents / 100:>10.2f}  {late.since:%Y-%m-%d}  by card after closing: {told}\n"
            )
    except NotFound:
        _complain("nothing is owed to this account")
        return 1
    finally:
        services.close()
    return 0


def _head(typed: str) -> tuple[int, str]:
    number, _, digest = typed.strip().partition(" ")
    if not number.isdigit() or len(digest) != 64:
        raise ValueError("--head is the line that `audit head` prints: a number and 64 hexadecimal digits")
    return int(number), digest


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
    add.add_argument("--role", choices=["reviewer", "manager", "auditor"], default="reviewer")
    add.add_argument("--facility", help="id of the one facility they may look into (default: all)")
    code = staff.add_parser(
        "code", parents=[data], help="give somebody new sign-in codes, and print their address for the app"
    )
    code.add_argument("username")
    demo = commands.add_parser("demo", parents=[data], help="fill an empty database with the demo world")
    demo.add_argument("--facts", action="store_true", help="only print its sign-ins and codes")
    openapi = commands.add_parser("openapi", help="print the description of the JSON interface")
    openapi.add_argument("--write", action="store_true", help="into contract/openapi.json")
    audit = commands.add_parser("audit", help="the sealed log").add_subparsers(dest="action", required=True)
    save = audit.add_parser("export", parents=[data], help="all of it as lines of JSON into FILE")
    save.add_argument("file", type=Path)
    audit.add_parser(
        "head", parents=[data], help="print number and hash of the last row, to be kept elsewhere"
    )
    proof = audit.add_parser(
        "verify", parents=[data], help="prove an export with the sealing key, against the anchor or --head"
    )
    proof.add_argument("file", type=Path)
    proof.add_argument("--head", help="what `audit head` printed when it was kept elsewhere")
    lost = commands.add_parser(
        "codes-off",
        parents=[data],
        help="turn a member's two-factor codes off, who lost app and recovery codes",
    )
    lost.add_argument("email")
    payouts = commands.add_parser(
        "payouts", parents=[data], help="what is owed to members who closed their account, the oldest first"
    )
    payouts.add_argument("--paid", metavar="ID", help="this one has been paid; its address is deleted")
    refunds = commands.add_parser("refunds", help="members who want to be paid out")
    actions = refunds.add_subparsers(dest="action", required=True)
    actions.add_parser("list", parents=[data], help="those that wait for a decision")
    for action, words in (("approve", "take the sum off the balance"), ("decline", "give it back")):
        decide = actions.add_parser(action, parents=[data], help=words)
        decide.add_argument("id")
        decide.add_argument("--note", help="what the member reads about it")
    commands.add_parser(
        "check", parents=[data], help="database whole, ledger in balance, audit unbroken, photos there"
    )
    return parser


def _complain(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
