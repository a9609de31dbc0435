"""Address books in the dialects of the programs that write them: cards as each of them writes the same people."""

import base64
import io

from PIL import Image


def picture(side: int = 40, colour: str = "teal") -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, "JPEG")
    return out.getvalue()


def folded(head: str, body: str, width: int = 75) -> str:
    """A long property on lines of one length, each but the first after a blank."""
    line = head + body
    return "\r\n ".join(line[i : i + width] for i in range(0, len(line), width))


PICTURE = base64.b64encode(picture()).decode()

GOOGLE = "\r\n".join(
    (
        "BEGIN:VCARD", "VERSION:3.0", "FN:Zoë Müller", "N:Müller;Zoë;Ann;Dr.;Jr.", "NICKNAME:Zo", "EMAIL;TYPE=INTERNET;TYPE=WORK:zoe@example.org",
        "EMAIL;TYPE=INTERNET:z@example.com", "item1.EMAIL;TYPE=INTERNET:ski@example.org", "item1.X-ABLabel:Ski hut", "TEL;TYPE=CELL:+47 912 34 567",
        "TEL;TYPE=HOME:22 33 44 55", "item2.ADR:;;Storgata 1;Tromsø;Troms;9008;Norway;NO", "item2.X-ABLabel:", "item3.ORG:Østby AS;Salg",
        "item3.X-ABLabel:", "TITLE:Daglig leder", "item4.URL:https\\://zoe.example", "item4.X-ABLabel:Blog", "BDAY:1990-12-24",
        "PHOTO:https://lh3.googleusercontent.com/contacts/abc", "NOTE:Hei\\npå deg\\, og takk", "CATEGORIES:myContacts,Kunder,Messe", "END:VCARD", "",
    )
).encode()  # fmt: skip

APPLE = "\r\n".join(
    (
        "BEGIN:VCARD", "VERSION:3.0", "PRODID:-//Apple Inc.//macOS 14.5//EN", "N:Lee;Ann;;;", "FN:Ann Lee", "ORG:Lee & Sons;",
        "EMAIL;type=INTERNET;type=HOME;type=pref:ann@example.org", "item1.EMAIL;type=INTERNET:shop@example.org", "item1.X-ABLabel:_$!<Other>!$_",
        "TEL;type=IPHONE;type=CELL;type=VOICE;type=pref:(503) 555-0100", "TEL;type=WORK;type=FAX:(503) 555-0101",
        "item2.ADR;type=HOME;type=pref:;;1 High St\\nApt 2;Reading;Berks;RG1 1AA;United Kingdom", "item2.X-ABADR:gb",
        "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-31", "item3.URL;type=pref:http://ann.example", "item3.X-ABLabel:_$!<HomePage>!$_",
        "NOTE:First line\\n\\nsecond\\; third", folded("PHOTO;ENCODING=b;TYPE=JPEG:", PICTURE), "UID:AAAA-1", "X-ABUID:AAAA-1:ABPerson", "END:VCARD",
        "BEGIN:VCARD", "VERSION:3.0", "N:;;;;", "FN:Acme Plumbing", "ORG:Acme Plumbing;", "TEL;type=MAIN:503 555 0199", "X-ABShowAs:COMPANY", "UID:AAAA-2",
        "END:VCARD",
        "BEGIN:VCARD", "VERSION:3.0", "N:Friends;;;;", "FN:Friends", "X-ADDRESSBOOKSERVER-KIND:group",
        "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:AAAA-1", "UID:AAAA-3", "END:VCARD", "",
    )
).encode()  # fmt: skip

OUTLOOK = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;LANGUAGE=de;CHARSET=Windows-1252:Groß;Jürgen;K.;Prof.\r\nFN;CHARSET=Windows-1252:Jürgen K. Groß\r\n"
    "ORG;CHARSET=Windows-1252:Groß GmbH;Einkauf\r\nTITLE;CHARSET=Windows-1252:Geschäftsführer\r\n"
    "NOTE;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:Erste Zeile=0D=0A=\r\nZweite; Zeile=0D=0A=0D=0AVierte =FCber\r\n"
    "TEL;WORK;VOICE:+49 221 333333\r\nTEL;CELL;VOICE:+49 171 6666666\r\nTEL;WORK;FAX:+49 221 222222\r\n"
    "ADR;WORK;PREF;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:;3. OG;Hohe Stra=DFe 1=0D=0AHinterhaus;K=F6ln;NRW;50667;Germany\r\n"
    "LABEL;WORK;PREF;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:Hohe Stra=DFe 1=0D=0A=\r\n50667 K=F6ln\r\n"
    "X-MS-OL-DEFAULT-POSTAL-ADDRESS:2\r\nURL;WORK:http://gross.example\r\nBDAY:19610506\r\nEMAIL;PREF;INTERNET:j.gross@example.de\r\n"
    f"PHOTO;TYPE=JPEG;ENCODING=BASE64:\r\n {PICTURE[:60]}\r\n {PICTURE[60:]}\r\n\r\nREV:20240102T030405Z\r\nEND:VCARD\r\n"
).encode("cp1252")

PHONE = (
    b"BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=B1=B1=E7=94=B0;=E5=A4=AA=\n=E9=83=8E;;;\n"
    b"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=A4=AA=E9=83=8E=20=E5=B1=B1=E7=94=B0\nTEL;CELL:+819012345678\nTEL;HOME;PREF:0312345678\n"
    b"EMAIL;HOME:taro@example.jp\nNOTE:plain\\, as typed\nBDAY:1985-07-09\nEND:VCARD\n"
    b"BEGIN:VCARD\nVERSION:2.1\nN:Bob\nTEL;VOICE:5550123\nEND:VCARD\n"
)

STANDARD = "\r\n".join(
    (
        "BEGIN:VCARD", "VERSION:4.0", "UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1", "FN;PREF=1:Simon Perreault", "N:Perreault;Simon;;;ing. jr,M.Sc.",
        "BDAY:--0203", "ANNIVERSARY:20090808T1430-0500", "GENDER:M", "LANG;PREF=2:en", "LANG;PREF=1:fr", 'ORG;TYPE=work:Viagenie',
        'ADR;TYPE=work;LABEL="2875 boul. Laurier\\nQuébec":;Suite D2-630;2875 Laurier;Quebec;QC;G1V 2M2;Canada',
        'TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254;ext=102', 'TEL;VALUE=uri;TYPE="work,cell,voice,video,text":tel:+1-418-262-6501',
        "EMAIL;TYPE=work:simon.perreault@viagenie.ca", "GEO;TYPE=work:geo:46.772673,-71.282945", "TZ:America/Toronto", "URL;TYPE=home:http://nomis80.org",
        "CATEGORIES:Dev,Chess\\, blitz", folded("PHOTO:data:image/jpeg;base64,", PICTURE), "NOTE:one", "NOTE:two", "END:VCARD",
        "BEGIN:VCARD", "VERSION:4.0", "KIND:group", "FN:Board", "MEMBER:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1", "END:VCARD", "",
    )
).encode()  # fmt: skip
