"""The people who use Kith: the first owner, and signing in and out."""

from crm import access, emails, text
from crm.errors import CrmError
from crm.journal import operation
from crm.members import names, passwords
from crm.models import LIVE, Member
from crm.models.member import MEMBER, OWNER


class OwnerExists(CrmError):
    """This office has an owner already. Ask them for an invitation."""

    status = 409


class NotAnAddress(CrmError):
    """“{value}” is not an email address."""


class NoOwner(CrmError):
    """This office has no owner yet. Make one with `bin/kith owner create`, or open Kith in a browser."""


def create_owner(name: str, email: str, password: str, *, via: str = "web") -> Member:
    """Make the first owner; refused when there is one."""
    if owner() is not None:
        raise OwnerExists()
    return _add(None, (name, email, password), OWNER, via=via)


def create(name: str, email: str, password: str, *, role: str = MEMBER, only_assigned: bool = False, by: Member) -> Member:
    """Make another member."""
    access.require_admin(by)
    return _add(by, (name, email, password), role, only_assigned=only_assigned)


def owner() -> Member | None:
    """The first living owner."""
    return Member.select().where((Member.role == OWNER) & (Member.state == LIVE)).order_by(Member.id).first()


def require_owner() -> Member:
    """The owner, on whose behalf commands act."""
    found = owner()
    if found is None:
        raise NoOwner()
    return found


def _add(by: Member | None, who: tuple[str, str, str], role: str, via: str = "web", only_assigned: bool = False) -> Member:
    """Add a member from a name, an email address and a password."""
    name, email, password = who
    bare, address = names.clean(name), text.single_line(email)
    if not emails.is_address(address):
        raise NotAnAddress(value=address)
    hashed = passwords.hashed(passwords.accept(password, bare, address))
    with operation("member.created", by=by, title=f"Added {bare}", via=via) as op:
        return op.add(Member, name=bare, email=address, role=role, password_hash=hashed, only_assigned=int(only_assigned))
