"""kill -9 of the web server under writes: every answered write is there, and one that was sent again is there once."""

import http.client
import os
import random
import shutil
import signal
import threading
import time
from contextlib import closing
from urllib.parse import urlencode

from crm import db
from crm.demo import EMAIL, PASSWORD
from crm.models import Note
from crm.settings import Settings
from tests.house.serving import eventually, served

KILLS = int(os.environ.get("KITH_CRASH_WEB_KILLS", "4"))
WRITERS = 3


class Writer(threading.Thread):
    """Writes notes one after the other; what got no answer is sent again with the same key."""

    def __init__(self, port: int, cookie: str, name: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.cookie, self.said, self.stop = port, cookie, name, stop
        self.answered: list[str] = []

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            text = f"{self.said} {number}"
            while not self.sent(text):
                time.sleep(0.02)
            self.answered.append(text)
            number += 1

    def sent(self, text: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            status, _ = post(connection, "/contacts/1/notes", {"text": text, "once": text.replace(" ", "-")}, self.cookie)
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return status == 303


def post(connection: http.client.HTTPConnection, path: str, form: dict[str, str], cookie: str = "") -> tuple[int, str]:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin", "Cookie": cookie}
    connection.request("POST", path, urlencode(form), headers)
    answer = connection.getresponse()
    answer.read()
    cookies = "; ".join(value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie")
    return answer.status, cookies


def test_every_answered_write_is_there_once(demo_data, tmp_path):
    data, chance, stop = tmp_path / "office", random.Random(5), threading.Event()
    with served(shutil.copytree(demo_data, data)) as running:
        with closing(http.client.HTTPConnection("127.0.0.1", running.port)) as connection:
            _, cookie = post(connection, "/sign-in", {"email": EMAIL, "password": PASSWORD})
        writers = [Writer(running.port, cookie, f"writer{n}", stop) for n in range(WRITERS)]
        for writer in writers:
            writer.start()
        for _ in range(KILLS):
            before = sum(len(w.answered) for w in writers)
            eventually(lambda before=before: sum(len(w.answered) for w in writers) > before + 5)
            time.sleep(chance.uniform(0, 0.1))
            os.kill(running.child("gunicorn"), signal.SIGKILL)
        before = sum(len(w.answered) for w in writers)
        eventually(lambda: sum(len(w.answered) for w in writers) > before + 5)
        stop.set()
        for writer in writers:
            writer.join(30)
    database = db.connect(Settings.from_env({"KITH_DATA": str(data)}))
    with db.connection():
        stored = [text for (text,) in Note.select(Note.text).where(Note.contact == 1).tuples() if text.startswith("writer")]
        intact = database.execute_sql("PRAGMA integrity_check").fetchone()[0]
    answered = [text for writer in writers for text in writer.answered]
    assert intact == "ok"
    assert len(stored) == len(set(stored))
    assert set(answered) <= set(stored)
    assert len(answered) > KILLS * 5
