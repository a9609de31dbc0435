"""Acts on who follows a person."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.contacts.answers import act
from blueprints.contacts.blueprint import blueprint
from blueprints.web import hypermedia, load
from blueprints.web.guard import me, once_key
from crm import followers


@blueprint.post("/contacts/<int:contact_id>/followers")
def follow(contact_id: int) -> Response | Redirect:
    """Follow a person, or let a colleague follow them."""
    contact, address = load.contact(contact_id), request.form.get("follower", "")

    def verb() -> None:
        followers.follow(contact, followers.named(address) if address else me(), by=me(), key=once_key())

    return act(contact, "followers", verb)


@blueprint.post("/contacts/<int:contact_id>/followers/<int:member_id>/removal")
def unfollow(contact_id: int, member_id: int) -> Response | Redirect:
    """Follow a person no longer, or let a colleague do so; who sees only what is theirs may lose sight of them."""
    contact, who = load.contact(contact_id), load.follower(member_id)
    answer = act(contact, "followers", lambda: followers.unfollow(contact, who, by=me(), key=once_key()))
    return answer if load.sees(contact) else hypermedia.go(url_for("contacts.index"))
