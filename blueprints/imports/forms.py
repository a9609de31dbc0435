"""What one may choose for an import."""

import json

from wtforms import Form, SelectField, StringField

from crm.importing.options import BAD_CELL, MODES, ON_MATCH, ORDERS, BadOption, Options


class Upload(Form):
    """The choices of `bin/kith import`, with the same defaults."""

    mode = SelectField(choices=MODES, default="both")
    on_match = SelectField(choices=ON_MATCH, default="fill")
    bad_cell = SelectField(choices=BAD_CELL, default="refuse")
    date_order = SelectField(choices=("", *ORDERS), default="")
    encoding = StringField(default="")
    delimiter = StringField(default="")
    header_line = StringField(default="")
    mapping = StringField(default="")
    tags = StringField(default="")

    def options(self, region: str) -> Options:
        """The choices as the domain takes them."""
        return Options(
            mapping=_mapping(self.mapping.data or ""),
            mode=self.mode.data or "both",
            on_match=self.on_match.data or "fill",
            bad_cell=self.bad_cell.data or "refuse",
            date_order=self.date_order.data or None,
            encoding=self.encoding.data or None,
            delimiter=(self.delimiter.data or "").replace("\\t", "\t") or None,
            header_line=_line(self.header_line.data or ""),
            tags=tuple(t.strip() for t in (self.tags.data or "").split(",") if t.strip()),
            phone_region=region,
        )


def _line(text: str) -> int | None:
    if not text.strip():
        return None
    if not (text.strip().isascii() and text.strip().isdigit()):
        raise BadOption(name="header line", value=text, choices="line numbers from 0")
    return int(text)


def _mapping(text: str) -> dict[str, str] | None:
    if not text.strip():
        return None
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    if not isinstance(told, dict) or not all(isinstance(v, str) for v in told.values()):
        raise BadOption(name="mapping", value=text[:80], choices='JSON like {"0": "first_name"}')
    return told
