"""Sync: every open page of a person hears of every change, within a second and in order."""

from evolution_todo.services.sync.live import Admission, LiveEvents
from evolution_todo.services.sync.passing import PassedEvents
from evolution_todo.services.sync.stream import CUT

__all__ = ["CUT", "Admission", "LiveEvents", "PassedEvents"]
