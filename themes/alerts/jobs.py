"""Alerts in the background."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app

from themes.alerts.outbox import SENDING_TASK, send_due_letters
from themes.alerts.subscribing import clear_old
from themes.alerts.telling import tell_all, tell_authors


@app.periodic(cron="*/5 * * * *")
@app.task(name=SENDING_TASK, queueing_lock=SENDING_TASK, lock=SENDING_TASK, pass_context=True)
def send_letters(context: Any, timestamp: int) -> None:
    """Send what is due; what is left when the portal stops is taken up within five minutes of its start."""
    send_due_letters(context.should_abort)


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="tell_subscribers", lock="tell_subscribers", pass_context=True)
def tell_subscribers(context: Any, timestamp: int) -> None:
    """Find what changed for whoever is to be told today."""
    tell_all(context.should_abort)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="tell_of_comments", lock="tell_of_comments")
def tell_of_comments(timestamp: int) -> None:
    """Find what was decided about comments, and which were answered, for whoever wants to be told."""
    tell_authors()


@app.periodic(cron="15 4 * * *")
@app.task(queueing_lock="clear_old_alerts")
def clear_old_alerts(timestamp: int) -> None:
    """Forget what was never confirmed, and old letters."""
    clear_old()
