"""What can go wrong, as one tree.

MailbotError
├── UsageError               the person at the keyboard can mend it (exit status 2)
│   ├── ConfigurationError   a setting is missing, contradictory or unreadable
│   ├── PolicyError          policy.toml holds a value that makes no sense
│   ├── TemplateError        a playbook or text is incomplete
│   └── RefusedError         the act is not allowed in this state, or to this person
│       └── StaleError       somebody else was faster: reload and look again
├── TransientError           try again later; nothing is lost
│   ├── ServerUnreachable    (also ConnectionError)
│   └── StoreBusy            the store is locked, full or gone for the moment
├── PermanentError           trying again gives the same answer
│   ├── LoginRefused         (also PermissionError) the server knows us and says no
│   ├── UnreadableMail       (also ValueError) goes to quarantine with its raw bytes
│   └── Refused              the other side said no for good (5xx, bad number)
└── OutcomeUnknown           it may have happened; look before doing anything else

Every message is one sentence that says what, where and what to do.
"""

from __future__ import annotations


class MailbotError(Exception):
    """Base of all errors that mailbot raises on purpose; `str()` is fit to show to a person.

    Message and hint are English with `{name}` where a value stands; `template`, `hint_template` and `values` let the
    console say the same in the reader's language.
    """

    #: What to do about it, as one more sentence, or "".
    hint: str

    def __init__(self, message: str, *, hint: str = "", **values: object) -> None:
        super().__init__(message.format(**values) if values else message)
        self.hint = hint.format(**values) if values else hint
        self.template, self.hint_template, self.values = message, hint, values

    def sentence(self) -> str:
        """Return message and hint as one readable line."""
        return f"{self} {self.hint}".strip()


class UsageError(MailbotError):
    """The person at the keyboard can mend it; the command line exits with 2."""


class ConfigurationError(UsageError):
    """A setting is missing, contradictory or unreadable."""


class PolicyError(UsageError):
    """The policy file holds a value that makes no sense."""


class TemplateError(UsageError):
    """A playbook or one of its texts is incomplete; says file, language and slot."""


class RefusedError(UsageError):
    """The act is not allowed in this state or to this person."""


class StaleError(RefusedError):
    """Somebody else was faster: the version in hand is no longer the current one."""


class TransientError(MailbotError):
    """Try again later; nothing is lost."""


class ServerUnreachable(TransientError, ConnectionError):
    """A server did not answer, closed the connection or spoke nonsense."""


class StoreBusy(TransientError):
    """The store is locked, full or gone for the moment."""


class PermanentError(MailbotError):
    """Trying again gives the same answer."""


class LoginRefused(PermanentError, PermissionError):
    """The server knows us and says no."""


class UnreadableMail(PermanentError, ValueError):
    """The mail exceeds a limit or cannot be parsed; it is quarantined with its raw bytes."""


class Refused(PermanentError):
    """The other side said no for good (SMTP 5xx, a number that cannot be dialled)."""


class OutcomeUnknown(MailbotError):
    """The act may or may not have happened; look it up before doing anything else."""
