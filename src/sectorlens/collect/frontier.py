"""What to ask for next: real pages before endless ones.

Urls of feeds and sitemaps come first, new ones before known ones; among links the near ones, and of those the
ones from parts of the site that have yielded publications.  A part that yields nothing falls behind, so that a
calendar without end uses up only what the real pages leave of the budget.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from sectorlens.collect.urls import identity

MOST_WAITING = 20_000
_NUMBER = re.compile(r"\d+")

_LISTS, _FILES, _NEAR, _KNOWN, _FAR = range(5)

TaskKind = Literal["seed", "sitemap", "feed", "page", "file"]


@dataclass(frozen=True, slots=True)
class Task:
    """One url to ask for.

    ``depth`` counts links from a seed; ``announced`` says that a feed or sitemap named it; ``turns``
    that it is a further page of a seed's list; ``barren`` counts the pages of one list, turned one after another
    up to here, that named nothing new.
    """

    url: str
    kind: TaskKind = "page"
    depth: int = 0
    found_in: str = ""
    announced: bool = False
    is_known: bool = False
    tries: int = 0
    turns: bool = False
    barren: int = 0


@dataclass
class Frontier:
    """The urls of one source that wait; each page is taken once."""

    waiting: int = 0
    left_out: int = 0
    _known_waiting: int = 0
    _queues: dict[tuple[int, int, str], deque[Task]] = field(default_factory=dict)
    _seen: set[int] = field(default_factory=set)
    _wasted: dict[str, int] = field(default_factory=dict)
    _useful: dict[str, int] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Whether so many new urls wait that no more are taken; what is known already takes nobody's place."""
        return self.waiting - self._known_waiting >= MOST_WAITING

    def add(self, task: Task) -> bool:
        """Queue ``task`` unless its page was queued before; return whether it was."""
        key = hash(identity(task.url))
        if key in self._seen:
            return False
        if self.is_full and not task.is_known:
            self.left_out += 1
            return False
        self._seen.add(key)
        self._put(task)
        return True

    def put_back(self, task: Task) -> None:
        """Queue a task again that could not be finished."""
        self._put(task)

    def mark_seen(self, url: str) -> None:
        """Take note of a page that was reached by another way."""
        self._seen.add(hash(identity(url)))

    def pop(self) -> Task | None:
        """Return the next task, None if none waits."""
        best = min(self._queues, key=self._rank, default=None)
        if best is None:
            return None
        queue = self._queues[best]
        task = queue.popleft()
        if not queue:
            del self._queues[best]
        self.waiting -= 1
        self._known_waiting -= task.is_known
        return task

    def learn(self, url: str, *, was_useful: bool) -> None:
        """Take note of whether a page was worth asking for."""
        book = self._useful if was_useful else self._wasted
        for part in _parts(url):
            book[part] = book.get(part, 0) + 1

    def _put(self, task: Task) -> None:
        if task.kind in ("seed", "sitemap", "feed"):
            stage = _LISTS
        elif task.is_known:
            stage = _KNOWN
        elif task.kind == "file":
            stage = _FILES
        else:
            stage = _NEAR if task.announced or task.depth <= 1 else _FAR
        is_new = stage in (_NEAR, _FAR)
        depth = task.depth if is_new and not task.announced else 0
        part = _parts(task.url)[-1] if is_new else ""
        self._queues.setdefault((stage, depth, part), deque()).append(task)
        self.waiting += 1
        self._known_waiting += task.is_known

    def _rank(self, key: tuple[int, int, str]) -> tuple[int, int, int, str]:
        stage, depth, part = key
        wasted = sum(
            max(0, self._wasted.get(piece, 0) - 3 * self._useful.get(piece, 0)) for piece in (part, part.split(" ")[0])
        )
        return stage, wasted // 4, depth, part


def _parts(url: str) -> tuple[str, str]:
    """Return the part of the site that a url belongs to, wide and narrow; numbers do not tell parts apart."""
    parts = urlsplit(url)
    folders = [_NUMBER.sub("0", piece) for piece in parts.path.split("/")[1:-1]]
    mark = "?" if parts.query else ""
    wide = f"{parts.netloc}/{folders[0] if folders else ''}{mark}"
    return wide, f"{wide} {'/'.join(folders[1:2])}"
