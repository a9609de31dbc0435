"""The floor of a page: Flask and Jinja alone, fifty rows that are in memory."""

from flask import Flask, render_template_string

app = Flask(__name__)
ROWS = [(n, f"First Last {n}", f"Business {n}", f"person{n}@example.org", "(503) 555-0100", "vip", "Oslo") for n in range(50)]
PAGE = """<!doctype html><table>{% for id, name, business, email, phone, tag, city in rows %}
<tr id="c-{{ id }}"><td><a href="/contacts/{{ id }}">{{ name }}</a><span>{{ business }}</span></td><td>{{ email }}</td><td>{{ phone }}</td>
<td><span class="tg">{{ tag }}</span></td><td>{{ city }}</td></tr>{% endfor %}</table>"""


@app.get("/")
def show() -> str:
    """Fifty rows."""
    return render_template_string(PAGE, rows=ROWS)
