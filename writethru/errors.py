"""The one kind of exception that a command answers with a message and exit code 2."""


class UsageError(Exception):
    """What the caller gave, or where they ran it, can't be used; the message names it and says what was expected."""
