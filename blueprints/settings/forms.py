"""What one types about the office."""

from wtforms import Form, StringField


class OfficeForm(Form):
    """Name, country of phone numbers, time zone, paper, and how long undo lasts."""

    name = StringField(default="")
    phone_region = StringField(default="")
    timezone = StringField(default="")
    paper = StringField(default="")
    undo_days = StringField(default="")
