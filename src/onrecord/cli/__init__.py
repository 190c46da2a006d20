"""The commands. Each is a file of its own; nothing heavy is loaded before a command needs it."""

from onrecord.cli.main import main

__all__ = ["main"]
