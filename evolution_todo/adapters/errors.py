"""What stops a start: errors for whoever runs the program.

::

    StartError              one clear line and the next step; never a traceback
    ├── SettingsError       a setting is unknown, impossible or not allowed together
    ├── UnusableDatabase    the file is not ours to touch, newer, or out of reach
    └── AlreadyServing      another server holds this data folder, or the port is taken
"""


class StartError(Exception):
    """The start cannot go on until the operator has acted.

    Attributes:
        message: what is wrong, in one line.
        next_step: what to do about it.
    """

    def __init__(self, message: str, *, next_step: str) -> None:
        super().__init__(f"{message} {next_step}")
        self.message = message
        self.next_step = next_step


class SettingsError(StartError):
    """A setting that cannot be followed."""


class UnusableDatabase(StartError):
    """A database that this version must not touch, or cannot reach."""


class AlreadyServing(StartError):
    """Another process has what this one needs."""
