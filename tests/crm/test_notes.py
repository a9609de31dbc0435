"""Notes: text stays as it was typed, its marks become safe HTML, versions are kept, and members it names are found."""

import contextlib
import csv
import io

import pytest

from crm import contacts, files, journal, members, notes, rich, talks
from crm.access import NotAllowed
from crm.exporting import files as exported
from crm.journal import feed
from crm.models import File, Mention, Note, Operation, Talk
from crm.notes.mentions import named_in
from crm.selection import Selection

RICH = (
    ("Plain words, 5 * 3 * 2 = 30", ""),
    ("**bold** and *italic*", "<p><strong>bold</strong> and <em>italic</em></p>"),
    ("one\n**two**", "<p>one<br><strong>two</strong></p>"),
    ("- a\n- b\n\n1. c", "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>"),
    (
        "- [ ] open\n- [x] done",
        '<ul class="c-checks"><li><span class="c-tick">☐</span> open</li><li><span class="c-ticked">☑</span> done</li></ul>',
    ),
    ("[us](https://a.example/x?a=1&b=2)", '<p><a href="https://a.example/x?a=1&amp;b=2" rel="noopener noreferrer nofollow">us</a></p>'),
    ("Call [me](tel:+4722334455)", '<p>Call <a href="tel:+4722334455" rel="noopener noreferrer nofollow">me</a></p>'),
    ("see https://a.example/.", '<p>see <a href="https://a.example/" rel="noopener noreferrer nofollow">https://a.example/</a>.</p>'),
    ("a@b.example", '<p><a href="mailto:a@b.example" rel="noopener noreferrer nofollow">a@b.example</a></p>'),
    ("**[x](javascript:alert(1))**", "<p><strong>[x](javascript:alert(1))</strong></p>"),
    ("*<b onclick=go()>*", "<p><em>&lt;b onclick=go()&gt;</em></p>"),
)
RIGHTS = {
    "ada": {"add", "edit own", "edit other", "remove own", "remove other"},
    "amy": {"add", "edit own", "edit other", "remove own", "remove other"},
    "bob": {"add", "edit own", "remove own", "remove other"},
    "vic": set(),
}
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="jav&#x09;ascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<p hx-get=/sign-out hx-trigger=load data-hx-post=/x>x</p>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>@import 'x';</style><link rel=stylesheet href=x>",
    "<base href=//evil.example><meta http-equiv=refresh content=0>",
    "<details open ontoggle=alert(1)><summary>x",
    "<div id=main class='side' style='position:fixed'>x</div>",
    "<template><script>alert(1)</script></template>",
    "<input autofocus onfocus=alert(1)>",
    "<a href='//evil.example' target=_blank ping=/x>x</a>",
)
LIVING = ("script", "img", "svg", "iframe", "style", "form", "input", "template", "base", "meta", "details", "math", "object", "link")


@pytest.mark.parametrize(("text", "html"), RICH)
def test_marks_become_html_and_all_else_is_text(text, html):
    assert rich.html(text) == html


@pytest.mark.parametrize("payload", HOSTILE)
def test_the_cleaner_lets_nothing_through_that_could_act(payload):
    cleaned = rich.clean(payload).lower()
    assert not [name for name in LIVING if f"<{name}" in cleaned]
    assert not [sign for sign in ("hx-", "onerror=", "onclick", "srcdoc", "style=", "target=", "ping=", 'id="') if f" {sign}" in cleaned]
    assert "javascript:" not in cleaned.replace("&#x09;", "").replace("\t", "")


@pytest.mark.parametrize("payload", HOSTILE)
def test_what_is_typed_as_html_is_shown_as_what_was_typed(payload):
    made = rich.html(f"**{payload.replace('*', '')}**")
    assert "&lt;" in made
    assert not [name for name in LIVING if f"<{name}" in made]


def test_a_note_keeps_its_text_and_is_exported_as_that(ada, ann):
    note = notes.add(ann, "**Bold** words\n- [ ] call", by=ada)
    assert note.html.startswith("<p><strong>Bold</strong> words</p>")
    written = b"".join(exported.stream(Selection(), ("note",), ada)).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(written, newline=""))) == [["note"], ["**Bold** words\n- [ ] call"]]


def test_every_version_is_kept_and_an_undo_brings_the_words_and_their_html_back(ada, ann):
    note = notes.add(ann, "*one*", by=ada)
    notes.edit(note, "**two**", by=ada)
    head = Operation.select().where(Operation.kind == "note.edited").get()
    assert [v.text for v in notes.versions(Note.get_by_id(note.id))] == ["**two**", "*one*"]
    journal.undo(head, by=ada)
    back = Note.get_by_id(note.id)
    assert (back.text, back.html) == ("*one*", "<p><em>one</em></p>")
    assert [v.text for v in notes.versions(back)] == ["*one*", "**two**", "*one*"]


def test_words_are_changed_by_who_wrote_them_and_by_admins_alone(ada, bob, vic, ann):
    his = notes.add(ann, "Bob’s words", by=bob)
    hers = notes.add(ann, "Ada’s words", by=ada)
    assert notes.edit(his, "Ada may", by=ada)
    with pytest.raises(notes.NotYours):
        notes.edit(hers, "Bob may not", by=bob)
    with pytest.raises(NotAllowed):
        notes.edit(hers, "Nor may Vic", by=vic)
    assert Note.get_by_id(hers.id).text == "Ada’s words"


def test_the_timeline_tells_of_a_ticked_item_alone(ada, ann):
    note = notes.add(ann, "Bring:\n- [ ] Pump\n- [ ] Hose\nCall before.", by=ada)
    notes.tick(note, 0, True, shown="Pump", by=ada)
    assert [(line.old, line.new) for line in feed.of(ann)[0].lines] == [("… - [ ] Pump …", "… - [x] Pump …")]


@pytest.mark.parametrize("name", RIGHTS)
def test_a_role_has_its_rights_of_notes_and_no_others(ada, ann, request, name):
    if name == "amy":
        who = members.create("Amy Orr", "amy@example.org", "seven green kettles", role="admin", by=ada)
    else:
        who = request.getfixturevalue(name)
    own, other = (notes.add(ann, "Words", by=ada) for _ in range(2))
    Note.update(author=who).where(Note.id == own.id).execute()
    Note.update(author=None).where(Note.id == other.id).execute()
    own, other = Note.get_by_id(own.id), Note.get_by_id(other.id)
    acts = {
        "add": lambda: notes.add(ann, "More words", by=who),
        "edit own": lambda: notes.edit(own, "Other words", by=who),
        "edit other": lambda: notes.edit(other, "Other words", by=who),
        "remove own": lambda: notes.remove(own, by=who),
        "remove other": lambda: notes.remove(other, by=who),
    }
    done = set()
    for right, act in acts.items():
        with contextlib.suppress(NotAllowed, notes.NotYours):
            act()
            done.add(right)
    assert done == RIGHTS[name]
    assert Note.select().where(Note.text == "Other words").count() == len(done & {"edit own", "edit other"})
    assert Note.select().where(Note.state == 1).count() == 2 + len(done & {"add"}) - len(done & {"remove own", "remove other"})


def test_two_who_change_one_note_are_told_of_each_other(ada, ann):
    note = notes.add(ann, "one", by=ada)
    notes.edit(note, "two", by=ada, shown="one")
    with pytest.raises(notes.NoteChanged) as told:
        notes.edit(note, "three", by=ada, shown="one")
    assert (told.value.theirs, told.value.yours) == ("two", "three")


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("@Bob Ray please", ["Bob Ray"]),
        ("ask @bob", ["Bob Ray"]),
        ("ask @Bobby", []),
        ("bob@bob ray", []),
        ("@Ada Moe and @BOB RAY, @bob", ["Ada Moe", "Bob Ray"]),
        ("@Eve Lund", []),
    ],
)
def test_a_note_mentions_members_who_may_see_the_person(ada, bob, eve, ann, text, who):
    assert [member.name for member in named_in(text, ann)] == who


def test_who_follows_a_person_may_be_mentioned(ada, eve, ann):
    contacts.edit(ann, {"owner": eve.email}, by=ada)
    assert [member.name for member in named_in("@eve", type(ann).get_by_id(ann.id))] == ["Eve Lund"]


def test_mentions_are_rows_of_the_operation_and_follow_the_words(ada, bob, ann):
    note = notes.add(ann, "@bob, look", by=ada)
    assert [(row.member_id, row.born) for row in Mention.select()] == [(bob.id, note.born)]
    notes.edit(note, "Never mind", by=ada)
    assert [row.state for row in Mention.select()] == [0]


def test_a_note_goes_with_its_files_and_comes_back_with_them(ada, ann):
    stored = files.store(io.BytesIO(b"Some words"), "words.txt")
    note = notes.add(ann, "See the file", by=ada, attached=[stored])
    notes.remove(note, by=ada)
    assert (Note.get().state, File.get().state) == (0, 0)
    journal.undo(Operation.select().where(Operation.kind == "note.removed").get(), by=ada)
    assert (Note.get().state, File.get().state) == (1, 1)


def test_a_pin_is_a_cell_that_can_be_taken_back(ada, ann):
    note = notes.add(ann, "On top", by=ada)
    assert notes.pin(note, True, by=ada)
    assert not notes.pin(Note.get_by_id(note.id), True, by=ada)
    assert [n.id for n in notes.pinned_of(ann)] == [note.id]
    journal.undo(Operation.select().where(Operation.kind == "note.pinned").get(), by=ada)
    assert notes.pinned_of(ann) == []


def test_a_call_is_logged_with_what_came_of_it_and_moves_the_last_activity(ada, ann):
    before = type(ann).get_by_id(ann.id).last_activity_at
    talk = talks.log(ann, talks.Told("call", "reached", "in", "12", text="Wants **two**"), by=ada)
    assert (talk.direction, talk.minutes, talk.html) == ("in", 12, "<p>Wants <strong>two</strong></p>")
    assert Operation.get_by_id(talk.born).title == "Call, reached"
    assert type(ann).get_by_id(ann.id).last_activity_at >= before
    journal.undo(Operation.get_by_id(talk.born), by=ada)
    assert Talk.get().state == 0


@pytest.mark.parametrize(
    "told",
    [
        talks.Told("lunch"),
        talks.Told("call", "held"),
        talks.Told("call", direction="up"),
        talks.Told("meeting", minutes="-1"),
        talks.Told("meeting", minutes="1441"),
        talks.Told("call", text="x" * 32_768),
    ],
)
def test_a_call_that_cannot_be_is_refused(ada, ann, told):
    with pytest.raises(talks.BadTalk):
        talks.log(ann, told, by=ada)
    assert not Talk.select().exists()


LISTED = "Bring\n- [ ] Pump\n- [x] *Long* hose\n\n- [ ] Pump\nThanks"


@pytest.mark.parametrize(
    ("place", "done", "shown", "becomes"),
    [
        (0, True, "Pump", LISTED.replace("[ ]", "[x]", 1)),
        (1, False, "*Long* hose", LISTED.replace("[x]", "[ ]")),
        (2, True, "Pump", "[x]".join(LISTED.rsplit("[ ]", 1))),
        (1, True, "*Long* hose", LISTED),
    ],
)
def test_an_item_of_a_check_list_is_ticked_alone_and_can_be_taken_back(ada, ann, place, done, shown, becomes):
    note = notes.add(ann, LISTED, by=ada)
    changed = notes.tick(note, place, done, shown=shown, by=ada)
    assert (Note.get().text, changed) == (becomes, becomes != LISTED)
    if changed:
        journal.undo(Operation.select().where(Operation.kind == "note.edited").get(), by=ada)
    assert Note.get().text == LISTED
    assert not Operation.select().where((Operation.kind == "note.edited") & Operation.undone_by.is_null()).exists()


@pytest.mark.parametrize(("place", "shown"), [(1, "Pump"), (3, "Pump"), (-1, "Pump"), (0, "pump")])
def test_an_item_that_reads_otherwise_by_now_is_not_ticked(ada, ann, place, shown):
    note = notes.add(ann, LISTED, by=ada)
    with pytest.raises(notes.ItemChanged):
        notes.tick(note, place, True, shown=shown, by=ada)
    assert Note.get().text == LISTED


def test_two_who_tick_two_items_lose_neither(ada, ann):
    note, stale = notes.add(ann, LISTED, by=ada), Note.get()
    notes.tick(note, 0, True, shown="Pump", by=ada)
    notes.tick(stale, 2, True, shown="Pump", by=ada)
    assert Note.get().text == LISTED.replace("[ ]", "[x]")


def test_an_item_that_moved_is_ticked_where_it_stands_now(ada, ann):
    note = notes.add(ann, "- [ ] Pump\n- [ ] Hose", by=ada)
    notes.edit(note, "- [ ] Rope\n- [ ] Pump\n- [ ] Hose", by=ada)
    notes.tick(note, 1, True, shown="Hose", by=ada)
    assert Note.get().text == "- [ ] Rope\n- [ ] Pump\n- [x] Hose"


def test_of_two_who_tick_at_once_neither_is_lost(ada, ann, beside, until_somebody_waits):
    note = notes.add(ann, LISTED, by=ada)
    with journal.operation("note.edited", by=ada):
        notes.tick(note, 0, True, shown="Pump", by=ada)
        other = beside(lambda: notes.tick(note, 2, True, shown="Pump", by=ada))
        until_somebody_waits()
    assert other() == ""
    assert Note.get().text == LISTED.replace("[ ]", "[x]")


def test_others_tick_nothing_in_a_note_of_somebody(ada, bob, ann):
    with pytest.raises(notes.NotYours):
        notes.tick(notes.add(ann, LISTED, by=ada), 0, True, shown="Pump", by=bob)
