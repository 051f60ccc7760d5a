"""
The demo's mail: a real SMTP server that keeps every mail, and pages to read them on.

Both listen on this machine only. The pages never run anything that a mail brings: its HTML is
shown in a frame without rights, its attachments are handed out as files.
"""

import argparse
import asyncio
import html
import json
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

import uvicorn
from aiosmtpd.smtp import SMTP, Envelope, Session

from demo.mailbox import Mail, Mailbox

HOST = "127.0.0.1"
OUR_NAMES = {"localhost", "127.0.0.1"}
MOST_BYTES = 20_000_000

PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'"
MAIL_RIGHTS = "allow-popups allow-popups-to-escape-sandbox"
MAIL_POLICY = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox {MAIL_RIGHTS}"

WORDS = {
    "fr": {
        "code": "fr",
        "title": "Boîte de réception de la démo",
        "lead": "Tous les e-mails que la boutique envoie arrivent ici ; rien ne part ailleurs.",
        "empty": "Aucun message pour l’instant.",
        "to": "Destinataire",
        "show": "Filtrer",
        "back": "Tous les messages",
        "from": "De",
        "date": "Date",
        "html": "Le message tel qu’il s’affiche",
        "text": "Version texte",
        "files": "Pièces jointes",
        "source": "Source",
        "unknown": "Ce message n’existe pas.",
    },
    "en": {
        "code": "en",
        "title": "The demo’s inbox",
        "lead": "Every mail the shop sends arrives here; nothing leaves this machine.",
        "empty": "No message yet.",
        "to": "To",
        "show": "Filter",
        "back": "All messages",
        "from": "From",
        "date": "Date",
        "html": "The message as it looks",
        "text": "Text version",
        "files": "Attachments",
        "source": "Source",
        "unknown": "There is no such message.",
    },
}

STYLE = """
:root { color-scheme: light dark;
  --paper: #fbf8f3; --ink: #1e1633; --line: #e4ddd2; --link: #b23c14 }
@media (prefers-color-scheme: dark) {
  :root { --paper: #17122a; --ink: #f4eefb; --line: #3a3152; --link: #ff8a5f } }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
a { color: var(--link) } h1 { margin: 0 0 .25rem; font-size: 1.6rem } h2 { font-size: 1.1rem }
ul { list-style: none; padding: 0 } li { border-top: 1px solid var(--line) }
li a { display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; padding: .6rem 0;
  color: inherit; text-decoration: none } li a:hover b { text-decoration: underline }
small, dt { opacity: .75 } dl { display: grid; grid-template-columns: auto 1fr; gap: 0 1rem }
dd { margin: 0; overflow-wrap: anywhere } form { margin: 1rem 0 }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; border: 1px solid var(--line);
  border-radius: .5rem; padding: 1rem } input, button { font: inherit; padding: .3rem .6rem }
iframe { width: 100%; height: 75vh; border: 1px solid var(--line); border-radius: .5rem;
  background: #fff; color-scheme: light }
"""

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


class Answer:
    """A response: content, its type, status and what else its head says."""

    def __init__(
        self, content: str | bytes, kind: str = "text/html", status: int = 200, **headers: str
    ) -> None:
        self.content = content.encode() if isinstance(content, str) else content
        self.status = status
        self.headers = {
            "content-type": kind if isinstance(content, bytes) else f"{kind}; charset=utf-8",
            "content-security-policy": PAGE_POLICY,
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "cache-control": "no-store",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }

    async def send(self, send: Send) -> None:
        """Send it all."""
        head = [(name.encode(), value.encode()) for name, value in self.headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": head})
        await send({"type": "http.response.body", "body": self.content})


class Pages:
    """The ASGI application to read the mails with."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            await self.answer(scope).send(send)

    def answer(self, scope: Scope) -> Answer:
        """Return the page that was asked for: mails are for those on this machine only."""
        headers = {
            name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        if headers.get("host", "").partition(":")[0] not in OUR_NAMES:
            return Answer("Unknown host.", "text/plain", 404)
        if scope["method"] not in {"GET", "HEAD"}:
            return Answer("Only to read.", "text/plain", 405, allow="GET, HEAD")
        words = WORDS[language(headers.get("accept-language", ""))]
        name, _, part = scope["path"].strip("/").partition("/")
        query = parse_qs(scope["query_string"].decode("latin-1"))
        if not name:
            return list_page(self.mailbox, words, query.get("to", [""])[0].strip())
        if name == "favicon.ico":
            return Answer(b"", "image/x-icon", 204)
        if name == "mails.json":
            return as_data(self.mailbox, query.get("to", [""])[0].strip())
        mail = self.mailbox.read(name)
        answer = part_of(mail, part, words) if mail else None
        return answer or Answer(page(words, f"<p>{words['unknown']}</p>"), status=404)


def language(accepted: str) -> str:
    """Return English for those whose browser prefers it to French."""
    wanted = [choice.strip()[:2].lower() for choice in accepted.split(",")]
    return next((code for code in wanted if code in WORDS), "fr")


def page(words: dict[str, str], content: str, title: str = "", head: str = "") -> str:
    """Return a whole page."""
    return (
        f'<!doctype html><html lang="{words["code"]}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title or words['title'])}</title>{head}<style>{STYLE}</style>"
        f"<main>{content}</main></html>"
    )


def list_page(mailbox: Mailbox, words: dict[str, str], to: str) -> Answer:
    """Show the newest mails; the page looks again every few seconds."""
    lines = "".join(map(line, mailbox.newest(to=to)))
    return Answer(
        page(
            words,
            f"<h1>{words['title']}</h1><p>{words['lead']}</p>"
            f'<form><label>{words["to"]} <input name="to" value="{html.escape(to)}"></label> '
            f"<button>{words['show']}</button></form>"
            + (f"<ul>{lines}</ul>" if lines else f"<p><em>{words['empty']}</em></p>"),
            head='<meta http-equiv="refresh" content="5">',
        )
    )


def line(mail: Mail) -> str:
    """Show one mail in the list."""
    subject, to, date = (html.escape(mail.header(name)) for name in ("Subject", "To", "Date"))
    return (
        f'<li><a href="/{mail.name}"><b>{subject or "…"}</b><small>{date}</small>'
        f"<span>{to}</span></a></li>"
    )


def as_data(mailbox: Mailbox, to: str) -> Answer:
    """Return the newest mails for programs."""
    mails = [
        {"name": mail.name, "to": mail.header("To"), "subject": mail.header("Subject")}
        | {"text": mail.text}
        for mail in mailbox.newest(to=to)
    ]
    return Answer(json.dumps(mails), "application/json")


def part_of(mail: Mail, part: str, words: dict[str, str]) -> Answer | None:
    """Return a mail's page, its HTML, its source or one of its files."""
    if not part:
        return Answer(page(words, mail_page(mail, words), mail.header("Subject")))
    if part == "html" and mail.html:
        return Answer(f'<base target="_blank">{mail.html}', content_security_policy=MAIL_POLICY)
    if part == "source":
        return Answer(mail.raw.decode("latin-1"), "text/plain")
    if part.isascii() and part.isdigit() and 1 <= int(part[:4]) <= len(mail.attachments):
        name, content = mail.attachments[int(part[:4]) - 1]
        given = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
        return Answer(content, "application/octet-stream", content_disposition=given)
    return None


def mail_page(mail: Mail, words: dict[str, str]) -> str:
    """Show a mail: its head, its text with links that work, its HTML in a frame, its files."""
    heads = (("From", "from"), ("To", "to"), ("Date", "date"))
    head = "".join(f"<dt>{words[w]}</dt><dd>{html.escape(mail.header(h))}</dd>" for h, w in heads)
    files = "".join(
        f'<li><a href="/{mail.name}/{n}">{html.escape(name)}</a> ({len(content)} B)</li>'
        for n, (name, content) in enumerate(mail.attachments, 1)
    )
    frame = (
        f'<iframe src="/{mail.name}/html" sandbox="{MAIL_RIGHTS}" title="{words["html"]}"></iframe>'
    )
    return (
        f'<p><a href="/">← {words["back"]}</a></p><h1>{html.escape(mail.header("Subject"))}</h1>'
        f"<dl>{head}</dl>"
        + (f"<h2>{words['files']}</h2><ul>{files}</ul>" if files else "")
        + (f"<h2>{words['html']}</h2>{frame}" if mail.html else "")
        + f"<h2>{words['text']}</h2><pre>{mail.text_as_html}</pre>"
        f'<p><a href="/{mail.name}/source">{words["source"]}</a></p>'
    )


class Keeper:
    """What the SMTP server does with a mail: keep it."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail, then say so."""
        content = envelope.content or b""
        self.mailbox.keep(content if isinstance(content, bytes) else content.encode())
        return "250 Kept"


def smtp_server(mailbox: Mailbox) -> SMTP:
    """Return what speaks SMTP on one connection."""
    return SMTP(Keeper(mailbox), data_size_limit=MOST_BYTES, enable_SMTPUTF8=True, hostname="clust")


async def serve(folder: Path, *, smtp_port: int, web_port: int) -> None:
    """Take in mails and show them until told to stop."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    mailbox = Mailbox(folder)
    loop = asyncio.get_running_loop()
    smtp = await loop.create_server(lambda: smtp_server(mailbox), HOST, smtp_port)
    async with smtp:
        config = uvicorn.Config(Pages(mailbox), host=HOST, port=web_port, log_level="warning")
        await uvicorn.Server(config).serve()


def main() -> None:
    """Run both servers."""
    parser = argparse.ArgumentParser(prog="python -m demo.inbox", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--smtp", type=int, required=True)
    parser.add_argument("--web", type=int, required=True)
    given = parser.parse_args()
    asyncio.run(serve(given.folder, smtp_port=given.smtp, web_port=given.web))


if __name__ == "__main__":
    main()
