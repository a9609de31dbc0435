"""What one types about members."""

from wtforms import BooleanField, Form, PasswordField, StringField


class Invite(Form):
    """A colleague to be let in."""

    name = StringField(default="")
    email = StringField(default="")
    role = StringField(default="member")
    only_assigned = BooleanField()


class Rights(Form):
    """What a member may do and see."""

    role = StringField(default="")
    only_assigned = BooleanField()


class Join(Form):
    """Name and password of somebody who follows an invitation."""

    name = StringField(default="")
    password = PasswordField(default="")
