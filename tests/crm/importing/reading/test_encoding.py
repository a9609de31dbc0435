"""In which encoding letters are written: marks, bytes and words tell; where they don't, a person must say."""

import codecs
import json

import pytest

from tests.crm.importing.reading.files import HEADER, cells, opened, problems, read, refused

NAMES = "Jürgen,Müller,j@example.com\r\nZoë,O’Neil,z@example.com\r\n"
WANTED = [["Jürgen", "Müller", "j@example.com"], ["Zoë", "O’Neil", "z@example.com"]]
TABLE = f"{HEADER}\r\n{NAMES}"

WRITTEN = {
    "utf-8": (TABLE.encode(), "utf-8"),
    "utf-8 with a mark": (TABLE.encode("utf-8-sig"), "utf-8"),
    "utf-8 with two marks": (codecs.BOM_UTF8 + TABLE.encode("utf-8-sig"), "utf-8"),
    "utf-8 with three marks": (codecs.BOM_UTF8 * 2 + TABLE.encode("utf-8-sig"), "utf-8"),
    "a mark that was exported as letters": (("ï»¿" + TABLE).encode(), "utf-8"),
    "a mark before and one as letters": (("\ufeffï»¿" + TABLE).encode(), "utf-8"),
    "utf-16 with a mark": (TABLE.encode("utf-16"), "utf-16-le"),
    "utf-16 big-endian with a mark": (codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"), "utf-16-be"),
    "utf-16 with two marks": (codecs.BOM_UTF16_LE * 2 + TABLE.encode("utf-16-le"), "utf-16-le"),
    "utf-16 without a mark": (TABLE.encode("utf-16-le"), "utf-16-le"),
    "utf-16 big-endian without a mark": (TABLE.encode("utf-16-be"), "utf-16-be"),
    "utf-32": (TABLE.encode("utf-32"), "utf-32-le"),
    "utf-32 big-endian": (codecs.BOM_UTF32_BE + TABLE.encode("utf-32-be"), "utf-32-be"),
    "utf-32 without a mark": (TABLE.encode("utf-32-le"), "utf-32-le"),
    "cp1252": (TABLE.encode("cp1252"), "cp1252"),
    "quoted heading after a mark": (b"\xef\xbb\xbf" + TABLE.replace(HEADER, '"first_name","last_name","email"').encode(), "utf-8"),
    "end of file after the text": (TABLE.encode() + b"\x1a", "utf-8"),
    "NULs after the text": (TABLE.encode() + bytes(100), "utf-8"),
    "half a line end in utf-16": (TABLE.encode("utf-16")[:-1], "utf-16-le"),
}


@pytest.mark.parametrize(("data", "codec"), WRITTEN.values(), ids=WRITTEN)
def test_letters_are_read_however_they_are_written(tmp_path, data, codec):
    source = opened(tmp_path, data)
    assert (source.encoding, source.header, source.warnings) == (codec, HEADER.split(","), [])
    assert [r.cells for r in source.records()] == WANTED


WESTERN = {
    "German": "Jürgen,Großmann|JÜRGEN,MÜLLER|ÖÄÜ,ß",
    "Nordic": "Åse,Sørensen|Ærø,Håkonsén|ÅGE,ØYVIND",
    "French": "Hélène,Châtelet|François,L’Haÿ|Zoë,Lœuvre",
    "Spanish": "José,Núñez|María,¿Qué?|Begoña,¡Hola!",
    "Portuguese": "João,Conceição|Inês,Simões|IRMÃ,CÂMARA",
    "Icelandic": "Þórður,Guðmundsdóttir|Ægir,Jónsson",
    "Italian": "Niccolò,Papà|Più,Città",
    "Dutch": "Daniëlle,Coöper|’t Hart,é",
    "typographic": "“Ann”,O’Neil|Lee – Fox,wait…|«Anne»,l’été",
    "signs": "12 €,10 °C|n° 5,2ª|m²,© Acme®|50 £,½",
    "one letter": "é,x",
    "a letter at the end of the file": "Ann,José",
}


@pytest.mark.parametrize("rows", WESTERN.values(), ids=WESTERN)
def test_western_windows_text_is_read_without_asking(tmp_path, rows):
    table = [row.split(",") for row in rows.split("|")]
    data = "first_name,last_name\n" + "\n".join(map(",".join, table))
    source = opened(tmp_path, data.encode("cp1252"))
    assert source.encoding == "cp1252"
    assert source.warnings == []
    assert [r.cells for r in source.records()] == table


ELSEWHERE = {
    "Japanese": ("shift_jis", "健一,佐藤|太郎,山田"),
    "Japanese, one sign a cell": ("shift_jis", "林,健"),
    "Japanese, half width": ("shift_jis", "ｱﾝ,ﾘｰ"),
    "Japanese on Unix": ("euc_jp", "健一,佐藤|太郎,山田"),
    "Chinese": ("gb18030", "张,三|李,四|王,小明"),
    "Chinese, one sign a cell": ("gb18030", "李,伟"),
    "Taiwanese": ("big5", "陳,大文|王,小明"),
    "Korean": ("euc_kr", "김,철수|이,영희"),
    "Russian": ("cp1251", "Иван,Петров|Анна,Ли"),
    "Russian on Unix": ("koi8_r", "Иван,Петров|Анна,Ли"),
    "Russian on DOS": ("cp866", "Иван,Петров|Анна,Ли"),
    "Greek": ("cp1253", "Γιώργος,Παπαδόπουλος"),
    "Hebrew": ("cp1255", "דוד,כהן"),
    "Arabic": ("cp1256", "محمد,علي"),
    "Thai": ("cp874", "สมชาย,ใจดี"),
    "Polish": ("cp1250", "Łukasz,Wałęsa|Paweł,Dąbrowski|Agnieszka,Gdańska"),
    "Czech": ("cp1250", "Jiří,Dvořák|Tomáš,Černý|Kateřina,Křížová"),
    "Turkish": ("cp1254", "Şahin,Yıldırım|Çağlar,Güneş|Ayşe,Öztürk"),
    "German on an old Mac": ("mac_roman", "Jürgen,Müller|René,Zoë"),
    "German on DOS": ("cp850", "Jürgen,Müller|René,Zoë"),
}


@pytest.mark.parametrize(("codec", "rows"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_letters_of_elsewhere_are_asked_about_and_read_as_told(tmp_path, codec, rows):
    table = [row.split(",") for row in rows.split("|")]
    data = ("first_name,last_name\r\n" + "\r\n".join(map(",".join, table)) + "\r\n").encode(codec)
    error = refused(tmp_path, data)
    assert (error.code, error.recoverable) == ("encoding_unknown", True)
    choices = error.choices["encoding"]
    assert choices[codec] == ",".join(table[0])
    assert cells(tmp_path, data, encoding=codec) == table
    json.dumps(error.as_json(), ensure_ascii=False).encode()


def test_the_likely_encodings_come_first(tmp_path):
    choices = refused(tmp_path, "first_name,email\n健一,s@example.com\n".encode("shift_jis")).choices["encoding"]
    assert set(list(choices)[:2]) == {"shift_jis", "gb18030"}


TOLD = {
    "windows-1252": "cp1252",
    "latin-1": "cp1252",
    "ISO-8859-1": "cp1252",
    "ansi": "cp1252",
    "UTF8": "utf-8",
    "utf-8-sig": "utf-8",
    "Shift_JIS": "cp932",
    "sjis": "cp932",
    "cp932": "cp932",
    "gb2312": "gb18030",
    "GBK": "gb18030",
    "euc-kr": "cp949",
    "big5": "cp950",
    "macintosh": "mac-roman",
    "iso-8859-2": "iso8859-2",
    "koi8-r": "koi8-r",
    "utf-16": "utf-16-le",
    "unicode": "utf-16-le",
}


@pytest.mark.parametrize(("name", "codec"), TOLD.items(), ids=TOLD)
def test_an_encoding_has_many_names(tmp_path, name, codec):
    source = opened(tmp_path, "first_name,email\nAnn,a@example.com\n".encode(codec), encoding=name)
    assert (source.encoding, source.told) == (codec, True)
    assert [r.cells for r in source.records()] == [["Ann", "a@example.com"]]


@pytest.mark.parametrize(
    "name", ["klingon", "hex", "rot13", "unicode_escape", "idna", "punycode", "utf-7", "cp037", "../x", "a\0b", "undefined"]
)
def test_a_name_that_is_no_encoding_is_asked_about_again(tmp_path, name):
    error = refused(tmp_path, TABLE, encoding=name)
    assert (error.code, error.recoverable) == ("encoding_unknown", True)
    assert "named “" in str(error)
    assert error.choices["encoding"]


def test_what_is_told_wins_over_what_the_bytes_say(tmp_path):
    assert read(tmp_path, TABLE.encode("utf-8-sig"), encoding="cp1252")[0].cells[0] == "JÃ¼rgen"


def test_signs_that_only_windows_has_are_read_under_the_old_names(tmp_path):
    assert cells(tmp_path, "first_name,city\n髙橋,①～\n".encode("cp932"), encoding="shift_jis") == [["髙橋", "①～"]]
    assert cells(tmp_path, "first_name,city\n“Ann”,5 €\n".encode("cp1252"), encoding="latin-1") == [["“Ann”", "5 €"]]


def test_a_told_encoding_refuses_the_rows_it_has_no_letters_for(tmp_path):
    data = f"{HEADER}\nAnn,Lee,a@x.example\n".encode() + b"M\xfcller,Lee,b@x.example\n" + "Zoë,Fox,c@x.example\n".encode()
    rows = read(tmp_path, data, encoding="utf-8")
    assert [r.problem for r in rows] == ["", "encoding", ""]
    assert rows[1].cells[0] == "M\ufffdller"
    assert problems(tmp_path, data[:-1] + b"\x81\n", encoding="shift_jis") != {}


def test_two_exports_glued_together_are_both_read(tmp_path):
    data = (
        f"{HEADER}\r\nJürgen,Müller,j@x.example\r\n".encode() + "Zoë,Böll,z@x.example\r\n".encode("cp1252") + "Анна,Петрова,\r\n".encode()
    )
    source = opened(tmp_path, data)
    rows = list(source.records())
    assert [r.cells[:2] for r in rows] == [["Jürgen", "Müller"], ["Zoë", "Böll"], ["Анна", "Петрова"]]
    assert (source.warnings, [r.problem for r in rows]) == (["mixed_encoding"], ["", "", ""])


def test_two_exports_glued_inside_one_row_are_both_read(tmp_path):
    data = b"first_name,last_name\n" + "Jürgen,".encode() + "Böll\n".encode("cp1252") + "Zoë,Å\n".encode()
    assert cells(tmp_path, data) == [["Jürgen", "Böll"], ["Zoë", "Å"]]


def test_a_row_of_another_export_is_read_far_below(tmp_path):
    plain = b"".join(b"Ann,Lee%d,a%d@x.example\n" % (i, i) for i in range(90_000))
    source = opened(tmp_path, f"{HEADER}\nJürgen,Müller,j@x.example\n".encode() + plain + "Zoë,Böll,z@x.example\n".encode("cp1252"))
    assert source.warnings == []
    *_, last = source.records()
    assert (last.number, last.cells[:2], last.problem) == (90_002, ["Zoë", "Böll"], "")
    assert source.warnings == ["mixed_encoding"]


def test_western_windows_that_begins_far_below_is_known_from_there(tmp_path):
    plain = b"".join(b"Ann,Lee%d,a%d@x.example\n" % (i, i) for i in range(30_000))
    source = opened(tmp_path, f"{HEADER}\n".encode() + plain + "Zoë,Böll,z@x.example\n".encode("cp1252"))
    assert source.encoding == "cp1252"
    *_, last = source.records()
    assert (last.cells[:2], source.warnings) == (["Zoë", "Böll"], [])


def test_letters_of_elsewhere_that_begin_far_below_are_asked_about(tmp_path):
    plain = b"".join(b"Ann,Lee%d,a%d@x.example\n" % (i, i) for i in range(30_000))
    data = f"{HEADER}\n".encode() + plain + "健一,佐藤,s@x.example\n".encode("shift_jis") * 3
    assert refused(tmp_path, data).code == "encoding_unknown"


def test_rows_of_utf_8_in_a_western_export_are_read_as_such(tmp_path):
    western = "".join(f"Jürgen{i},Müller,j@x.example\n" for i in "abcdefghijkl").encode("cp1252")
    source = opened(tmp_path, f"{HEADER}\n".encode() + western + "Zoë,Łukasz,z@x.example\n".encode())
    assert [r.cells[:2] for r in source.records()][-1] == ["Zoë", "Łukasz"]
    assert source.warnings == ["mixed_encoding"]


CUT = {
    "two bytes": (f"{HEADER}\nAnn,Lee,a@x.example\nJür,".encode() + b"M\xc3", {2: "encoding"}),
    "three bytes": (f"{HEADER}\nAnn,Lee,a@x.example\n山,".encode() + b"\xe7\x94", {2: "encoding"}),
    "four bytes": (f"{HEADER}\nAnn,Lee,a@x.example\nZoë,".encode() + b"\xf0\x9f\x98", {2: "encoding"}),
    "nothing else beyond ASCII": (f"{HEADER}\nAnn,Lee,a@x.example\nBob,M".encode() + b"\xc3", {2: "encoding"}),
    "utf-16": (f"{HEADER}\nAnn,Lee,a@x.example\nBob,Ray,b".encode("utf-16")[:-1], {2: "encoding"}),
    "half a pair in utf-16": (f"{HEADER}\nAnn,Lee,a@x.example\nBob,😀".encode("utf-16")[:-2], {2: "encoding"}),
    "inside the file": (f"{HEADER}\nZoë,Müller,a@x.example\n".encode() + b"Bob,M\xc3,b@x.example\nCy,Fox,c@x.example\n", {2: "encoding"}),
}


@pytest.mark.parametrize(("data", "wanted"), CUT.values(), ids=CUT)
def test_a_letter_cut_in_half_refuses_its_row_alone(tmp_path, data, wanted):
    assert problems(tmp_path, data) == wanted


def test_a_broken_row_shows_where_letters_were_lost(tmp_path):
    data = f"{HEADER}\nZoë,Müller,z@x.example\n".encode() + b"B\xf5\x81b,\xff,b@x.example\n"
    assert read(tmp_path, data)[1].cells == ["B\ufffd\ufffdb", "\ufffd", "b@x.example"]


@pytest.mark.parametrize(
    "cell", ["JÃ¼rgen", "RenÃ©", "Oâ€™Neil", "â€œAnnâ€", "Ã‰mile", "ÐÐ½Ð½Ð°".replace("ÐÐ", "Ð¡Ð"), "ðŸ˜€", "å¤ªéƒŽ", "Â°C"]
)
def test_letters_that_were_read_wrongly_before_are_a_warning(tmp_path, cell):
    source = opened(tmp_path, f"first_name,email\n{cell},a@x.example\n")
    assert [r.cells[0] for r in source.records()] == [cell]
    assert source.warnings == ["mojibake_suspected"]


@pytest.mark.parametrize(
    "cell", ["João", "IRMÃ", "ÂNGELA", "à « Paris »", "Ñandú", "Ðóra", "São Tomé", "naïve", "Å", "山田", "€ 5", "â", "Łukasz"]
)
def test_letters_of_many_languages_are_no_warning(tmp_path, cell):
    source = opened(tmp_path, f"first_name,email\n{cell},a@x.example\n")
    assert ([r.cells[0] for r in source.records()], source.warnings) == ([cell], [])


def test_wrongly_read_letters_far_below_are_noticed(tmp_path):
    plain = "".join(f"Zoë,Lee{i},a{i}@x.example\n" for i in range(20_000))
    source = opened(tmp_path, f"{HEADER}\n{plain}JÃ¼rgen,MÃ¼ller,j@x.example\n")
    assert source.warnings == []
    assert sum(1 for _ in source.records()) == 20_001
    assert source.warnings == ["mojibake_suspected"]


def test_japanese_in_seven_bits_says_so_itself(tmp_path):
    source = opened(tmp_path, "first_name,last_name\n健一,佐藤\n".encode("iso2022_jp"))
    assert [r.cells for r in source.records()] == [["健一", "佐藤"]]
