"""What one types to sign in."""

from wtforms import Form, PasswordField, StringField


class SignIn(Form):
    """E-mail address and password."""

    email = StringField(default="")
    password = PasswordField(default="")


class SetUp(Form):
    """The first owner, with the one-time code."""

    code = StringField(default="")
    name = StringField(default="")
    email = StringField(default="")
    password = PasswordField(default="")
