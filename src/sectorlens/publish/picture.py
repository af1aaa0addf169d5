"""Static pictures as plain data for inline SVG: the network of ties, and bars."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import sqrt

from sectorlens.publish.graphs import PALETTE, Graphs
from sectorlens.publish.report import Report

WIDTH, HEIGHT, MARGIN = 1000.0, 640.0, 60.0
_MAX_NODES, _MAX_LABELS = 400, 40


@dataclass(frozen=True)
class Dot:
    """An organisation in the picture; ``label`` is "" where there is no room for one."""

    id: str
    x: float
    y: float
    radius: float
    colour: str
    name: str
    href: str
    label: str
    anchor: str
    label_x: float
    label_y: float


@dataclass(frozen=True)
class Line:
    """A tie in the picture, between two dots."""

    source: str
    target: str
    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True)
class Picture:
    """The network, its size in drawing units, and how many organisations were left out for want of room."""

    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    left_out: int
    width: float = WIDTH
    height: float = HEIGHT


def draw_network(report: Report) -> Picture:
    """Return the ties as a picture: places from the network's layout, size by number of tied organisations."""
    ties = Graphs(report.findings).ties
    measures = {m.organisation_id: m for m in report.findings.network.measures}
    weights: Counter[tuple[str, str]] = Counter()
    degree: dict[str, set[str]] = {}
    for tie in ties:
        if tie.source_id in measures and tie.target_id in measures:
            weights[min(tie.source_id, tie.target_id), max(tie.source_id, tie.target_id)] += tie.weight
            degree.setdefault(tie.source_id, set()).add(tie.target_id)
            degree.setdefault(tie.target_id, set()).add(tie.source_id)
    ranked = sorted(degree, key=lambda o: (-len(degree[o]), o))
    shown = ranked[:_MAX_NODES]
    if not shown:
        return Picture((), (), 0)
    xs, ys = [measures[o].x for o in shown], [measures[o].y for o in shown]
    spread_x, spread_y = max(xs) - min(xs) or 1.0, max(ys) - min(ys) or 1.0
    place = {
        o: (
            MARGIN + (measures[o].x - min(xs)) / spread_x * (WIDTH - 2 * MARGIN),
            MARGIN + (measures[o].y - min(ys)) / spread_y * (HEIGHT - 2 * MARGIN),
        )
        for o in shown
    }
    lines = tuple(
        Line(a, b, *_rounded(place[a]), *_rounded(place[b]), round(0.8 + 0.7 * sqrt(weight), 2))
        for (a, b), weight in sorted(weights.items())
        if a in place and b in place
    )
    return Picture(tuple(_dots(report, shown, place, degree)), lines, len(ranked) - len(shown))


def _dots(
    report: Report, shown: list[str], place: dict[str, tuple[float, float]], degree: dict[str, set[str]]
) -> list[Dot]:
    measures = {m.organisation_id: m for m in report.findings.network.measures}
    taken: list[tuple[float, float, float, float]] = [(x - 5, y - 5, x + 5, y + 5) for x, y in place.values()]
    dots = []
    for n, organisation in enumerate(shown):
        name = report.name(organisation)
        if name is None:
            continue
        x, y = place[organisation]
        radius = round(4 + 3 * sqrt(len(degree[organisation])), 2)
        text = name.text if len(name.text) <= 34 else f"{name.text[:32].rstrip()}…"
        label, anchor, at = "", "middle", (x, y)
        for anchor_try, dx, dy in (("start", radius + 4, 4.0), ("end", -radius - 4, 4.0),
                                   ("middle", 0.0, radius + 14), ("middle", 0.0, -radius - 6)):  # fmt: skip
            box = _box(text, x + dx, y + dy, anchor_try)
            if n < _MAX_LABELS and _fits(box, taken):
                taken.append(box)
                label, anchor, at = text, anchor_try, (x + dx, y + dy)
                break
        colour = PALETTE[measures[organisation].community % len(PALETTE)]
        dots.append(
            Dot(organisation, *_rounded((x, y)), radius, colour, name.text, name.href, label, anchor, *_rounded(at))
        )
    return dots


def _box(text: str, x: float, y: float, anchor: str) -> tuple[float, float, float, float]:
    width = 7.2 * len(text)
    left = x if anchor == "start" else x - width if anchor == "end" else x - width / 2
    return left, y - 12, left + width, y + 4


def _fits(box: tuple[float, float, float, float], taken: list[tuple[float, float, float, float]]) -> bool:
    if box[0] < 2 or box[2] > WIDTH - 2 or box[1] < 2 or box[3] > HEIGHT - 2:
        return False
    return all(box[2] < t[0] or t[2] < box[0] or box[3] < t[1] or t[3] < box[1] for t in taken)


def _rounded(point: tuple[float, float]) -> tuple[float, float]:
    return round(point[0], 1), round(point[1], 1)
