"""A mail sent to the demo's SMTP server can be read in its inbox, safely."""

import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from demo import mailbox
from demo.inbox import Pages
from demo.mailbox import Mailbox
from demo.processes import CHECKOUT, HOST, choose_ports
from tests.demo.ports import free_port


def letter(subject: str = "Bienvenue à bord") -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = subject, "bonjour@clust.example"
    mail["To"] = "Nouvelle <nouvelle@walk.example>"
    mail.set_content("Confirmez : http://localhost:8000/confirm/?a=1&b=2.\n<b>pas en gras</b>")
    mail.add_alternative("<p>Salut<script>alert(1)</script></p>", subtype="html")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="reçu.pdf")
    return mail


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """A running inbox: its SMTP port and that of its pages."""
    ports = choose_ports(free_port())
    command = [sys.executable, "-m", "demo.inbox", "--folder", str(tmp_path_factory.mktemp("mail"))]
    command += ["--smtp", str(ports.smtp), "--web", str(ports.inbox)]
    process = subprocess.Popen(command, cwd=CHECKOUT)
    try:
        wait_for(f"http://{HOST}:{ports.inbox}/")
        yield ports.smtp, ports.inbox
    finally:
        process.terminate()
        process.wait(10)


def wait_for(url: str, seconds: float = 20) -> None:
    """Wait until a page answers."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            httpx.get(url)
        except httpx.TransportError:
            assert time.monotonic() < deadline, f"{url} does not answer"
            time.sleep(0.05)
        else:
            return


def test_a_mail_is_received_and_served(inbox: tuple[int, int]) -> None:
    smtp_port, web_port = inbox
    with smtplib.SMTP(HOST, smtp_port) as smtp:
        smtp.send_message(letter())
    with httpx.Client(base_url=f"http://{HOST}:{web_port}") as reader:
        (mail,) = reader.get("/mails.json", params={"to": "nouvelle"}).json()
        assert mail["subject"] == "Bienvenue à bord"
        assert "Bienvenue à bord" in reader.get("/").text
        page = reader.get(f"/{mail['name']}")
        assert 'href="http://localhost:8000/confirm/?a=1&amp;b=2"' in page.text
        assert "<b>pas" not in page.text
        assert reader.get(f"/{mail['name']}/1").content == b"%PDF-1.7"


def test_what_a_mail_brings_is_never_run(inbox: tuple[int, int]) -> None:
    smtp_port, web_port = inbox
    with smtplib.SMTP(HOST, smtp_port) as smtp:
        smtp.send_message(letter("Piège"))
    with httpx.Client(base_url=f"http://{HOST}:{web_port}") as reader:
        name = reader.get("/mails.json").json()[0]["name"]
        shown = reader.get(f"/{name}/html")
        policy = shown.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "sandbox" in policy
        assert "allow-scripts" not in policy
        assert "allow-scripts" not in reader.get(f"/{name}").text
        file = reader.get(f"/{name}/1")
        assert file.headers["content-disposition"].startswith("attachment")
        assert file.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/00000000000000000000-00000000", 404),
        ("/..%2f..%2fetc%2fpasswd", 404),
        ("/x/1", 404),
    ],
)
def test_what_is_no_mail_is_not_found(inbox: tuple[int, int], path: str, status: int) -> None:
    assert httpx.get(f"http://{HOST}:{inbox[1]}{path}").status_code == status


def test_a_page_without_a_picture_says_so_quietly(inbox: tuple[int, int]) -> None:
    _, web = inbox
    assert httpx.get(f"http://localhost:{web}/favicon.ico").status_code == 204


def test_other_sites_cannot_read_it(inbox: tuple[int, int]) -> None:
    answer = httpx.get(f"http://{HOST}:{inbox[1]}/", headers={"Host": "evil.example"})
    assert answer.status_code == 404


def test_it_speaks_the_language_of_its_reader(tmp_path: Path) -> None:
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b""}
    page = Pages(Mailbox(tmp_path)).answer
    french = page({**scope, "headers": [(b"host", b"localhost")]})
    english = page(
        {**scope, "headers": [(b"host", b"localhost"), (b"accept-language", b"en-GB,fr")]}
    )
    assert "Boîte de réception" in french.content.decode()
    assert "inbox" in english.content.decode()


def test_the_oldest_mails_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "MOST_KEPT", 2)
    box = Mailbox(tmp_path)
    names = [box.keep(bytes(letter(f"Lettre {n}"))) for n in range(3)]
    assert box.names() == [names[2], names[1]]


def test_a_broken_mail_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    box = Mailbox(tmp_path)
    head = b"Subject: =?x-none?q?=FF?=\r\nContent-Type: text/plain; charset=x-none"
    name = box.keep(head + b"\r\n\r\nah\xff")
    mail = box.read(name)
    assert mail is not None
    assert mail.text.startswith("ah")
