"""A real mail server on this machine, and people with addresses."""

import asyncio
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from clust.storefronts.models import Domain
from tests.world import World, make_world


class Post:
    """
    What the mail server took, in order.

    Addresses in `refused` are not accepted; the mail after the first `most` makes it close, the
    one after the first `held_after` is neither taken nor refused while its sender lives.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.connections = 0
        self.refused: set[str] = set()
        self.most = self.held_after = 1_000_000
        self.holds = Event()

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, host: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = host
        return answers

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if len(self.mails) >= self.most:
            return "421 the post closes"
        if len(self.mails) == self.held_after:
            self.holds.set()
            await asyncio.Event().wait()
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """Return what one reader got."""
        return [mail for mail in self.mails if address in mail["To"]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def closed_post(settings: Any) -> int:
    """Point the shop at a mail server that is down; returns its port."""
    port = free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.BASE_URL = "https://clust.example"
    return port


def open_post(port: int) -> tuple[Post, Any]:
    post = Post()
    server = Controller(post, hostname="127.0.0.1", port=port)
    server.start()
    return post, server


@pytest.fixture
def post(closed_post: int) -> Iterator[Post]:
    """A mail server that is up."""
    post, server = open_post(closed_post)
    yield post
    server.stop()


@pytest.fixture
def world() -> World:
    world = make_world()
    Domain.objects.create(storefront=world.storefront, host="clust.example")
    return world
