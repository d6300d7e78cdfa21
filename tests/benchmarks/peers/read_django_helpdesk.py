"""Reads an IMAP mailbox once with django-helpdesk's own `get_email` command; run by the peer's own interpreter.

`read_django_helpdesk.py FOLDER PORT USER PASSWORD` prints {"stored", "seconds", "cpu_seconds"}; setting up is not counted.
"""

from __future__ import annotations

import datetime
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

FOLDER, PORT, USER, PASSWORD = sys.argv[1:5]

SETTINGS: dict[str, Any] = {
    "SECRET_KEY": "x" * 50,
    "DEBUG": False,
    "USE_TZ": True,
    "SITE_ID": 1,
    "ROOT_URLCONF": __name__,
    "INSTALLED_APPS": [
        *(f"django.contrib.{name}" for name in ("admin", "auth", "contenttypes", "sessions", "messages")),
        *(f"django.contrib.{name}" for name in ("staticfiles", "sites", "humanize")),
        "rest_framework",
        "helpdesk",
    ],
    "MIDDLEWARE": [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(FOLDER, "db.sqlite3"))}},
    "MEDIA_ROOT": str(Path(FOLDER, "media")),
    "STATIC_URL": "/static/",
    "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
    "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",  # it sends nothing: reading is compared
    "DEFAULT_FROM_EMAIL": USER,
    "HELPDESK_TEAMS_MODE_ENABLED": False,
    "HELPDESK_TEAMS_MODEL": "auth.Group",
    "HELPDESK_TEAMS_MIGRATION_DEPENDENCIES": [],
    "HELPDESK_KBITEM_TEAM_GETTER": lambda _: None,
    "LOGGING": {"version": 1, "disable_existing_loggers": True, "root": {"level": "CRITICAL"}},
}

urlpatterns: list[Any] = []


def main() -> None:
    """Set up an empty tracker, read the mailbox, print what it took."""
    import django
    from django.conf import settings

    settings.configure(**SETTINGS)
    django.setup()
    from django.core.management import call_command
    from django.urls import include, path

    urlpatterns.append(path("helpdesk/", include("helpdesk.urls", namespace="helpdesk")))
    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate.json", verbosity=0)
    _queue()
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    call_command("get_email", quiet=True)
    spent, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    from helpdesk.models import FollowUp

    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"stored": FollowUp.objects.count(), "seconds": spent, "cpu_seconds": cpu}))


def _queue() -> None:
    from django.utils import timezone
    from helpdesk.models import Queue

    queue = Queue.objects.create(
        title="Complaints", slug="complaints", email_address=USER, allow_email_submission=True,
        enable_notifications_on_email_events=True, email_box_interval=0, logging_type="none", locale="en",
        email_box_type="imap", email_box_host="127.0.0.1", email_box_port=int(PORT), email_box_user=USER,
        email_box_pass=PASSWORD, email_box_imap_folder="INBOX", email_box_ssl=False,
    )  # fmt: skip
    Queue.objects.filter(pk=queue.pk).update(email_box_last_check=timezone.now() - datetime.timedelta(hours=1))


main()
