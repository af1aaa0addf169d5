"""Progress on standard error: one line per stage that has work to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from sectorlens.run import Progress as Watcher
from sectorlens.run import Silent

LABELS = {
    "parse": "Reading publications",
    "publications": "Joining files of one publication",
    "furniture": "Finding menus and repeats",
    "extract": "Finding organisations, needs, recommendations",
    "prove": "Proving names across publications",
    "recall": "Marking proved names",
    "relate": "Finding ties",
    "resolve": "Deciding who is who",
    "themes": "Finding themes",
    "graph": "Drawing the network",
}


class Bars:
    """Shows a bar per stage; a stage that reuses everything shows none."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def stage(self, name: str, total: int) -> None:
        """Open the bar of a stage with ``total`` items to make."""
        self._task = self._progress.add_task(LABELS.get(name, name), total=total) if total else None

    def advance(self) -> None:
        """Count one item."""
        if self._task is not None:
            self._progress.advance(self._task)


@contextmanager
def watch(*, quiet: bool) -> Iterator[Watcher]:
    """Show progress on standard error while the block runs, unless ``quiet``."""
    if quiet:
        yield Silent()
        return
    columns = (TextColumn("{task.description:<48}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield Bars(progress)
