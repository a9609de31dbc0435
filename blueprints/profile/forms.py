"""What members type about themselves."""

from wtforms import BooleanField, Form, PasswordField, StringField


class Profile(Form):
    """Name and preferences."""

    name = StringField(default="")
    timezone = StringField(default="")
    locale = StringField(default="")
    theme = StringField(default="")
    page_size = StringField(default="")
    shortcuts = BooleanField()
    notices_app = BooleanField()
    notices_email = StringField(default="")


class Password(Form):
    """The present password and a new one."""

    now = PasswordField(default="")
    new = PasswordField(default="")
