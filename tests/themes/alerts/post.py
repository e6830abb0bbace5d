"""A real mail server in a thread of the test, which can refuse, put off, or hang up."""

from __future__ import annotations

import contextlib
import email
import email.policy
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

OK = "250 OK"


@dataclass
class PostBox:
    """What was taken, and what is answered to the next letters: after RCPT, and after the words."""

    letters: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    at_address: list[str] = field(default_factory=list)
    at_end: list[str | Callable[[Any], None]] = field(default_factory=list)
    connections: int = 0

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list
    ) -> list:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list) -> str:
        answer = self.at_address.pop(0) if self.at_address else OK
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self.at_end.pop(0) if self.at_end else OK
        if callable(answer):  # it has the letter, and hangs up without a word
            self._take(envelope)
            answer(server)
            return OK
        if answer == OK:
            self._take(envelope)
        return answer

    def _take(self, envelope: Any) -> None:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        self.to.append(envelope.rcpt_tos[0])


def hang_up(server: Any) -> None:
    server.transport.abort()


@contextlib.contextmanager
def mail_server(settings: Any) -> Iterator[PostBox]:
    """Mail of the test goes there, by Django's own way of sending it."""
    box = PostBox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield box
    finally:
        controller.stop()
