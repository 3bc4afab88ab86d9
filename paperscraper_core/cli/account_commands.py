"""`org create` and `user create`."""

import argparse
import getpass
import sys
from typing import Any

from paperscraper_core.errors import ValidationFailed
from paperscraper_core.settings import settings
from paperscraper_core.tenancy import Role


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the commands to the parser."""
    org = subparsers.add_parser("org", help="create an organization")
    create = org.add_subparsers(required=True, metavar="ACTION").add_parser(
        "create", help="create an organization"
    )
    create.add_argument("slug", help="short name: letters, digits, hyphens")
    create.add_argument("--name", help="name in full; the slug when left out")
    create.set_defaults(run=_create_organization)

    user = subparsers.add_parser("user", help="add a user to an organization")
    add = user.add_subparsers(required=True, metavar="ACTION").add_parser(
        "create",
        help="add a user to an organization",
        description="The password comes from PAPERSCRAPER_PASSWORD or is asked for.",
    )
    add.add_argument("email")
    add.add_argument("--org", required=True, metavar="SLUG")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--name", default="", help="the person's name")
    add.set_defaults(run=_create_user)


def _create_organization(arguments: argparse.Namespace) -> int:
    from paperscraper_core import db
    from paperscraper_core.accounts import service

    with db.system() as session:
        made = service.create_organization(
            session, arguments.slug, arguments.name or arguments.slug
        )
    print(f"created organization {made.slug}")
    return 0


def _create_user(arguments: argparse.Namespace) -> int:
    from paperscraper_core import db
    from paperscraper_core.accounts import names, passwords, queries, service

    email = names.email(arguments.email)
    with db.system() as session:
        tenant = queries.tenant_for_cli(session, arguments.org)
    password_hash = passwords.new_hash(settings().password or _ask_password(), email)
    with db.system() as session:
        created = service.create_user(
            session,
            tenant,
            email=email,
            role=Role(arguments.role),
            password_hash=password_hash,
            name=arguments.name,
        )
    known = "" if created else "; the login existed, its password stays"
    print(f"added {email} to {arguments.org} as {arguments.role}{known}")
    return 0


def _ask_password() -> str:
    if not sys.stdin.isatty():
        raise ValidationFailed("password", "Set PAPERSCRAPER_PASSWORD, or run it in a terminal.")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise ValidationFailed("password", "The two passwords differ.")
    return password
