"""What one types about the office."""

from wtforms import Form, StringField


class OfficeForm(Form):
    """Name, country of phone numbers, time zone and paper."""

    name = StringField(default="")
    phone_region = StringField(default="")
    timezone = StringField(default="")
    paper = StringField(default="")
