"""Fit the weights of the decision on organisations: ``python train_organisations.py [--write] [--report FILE]``.

The weights in ``extract/organisations/weights.json`` begin as the hand-set log-odds of
``configs/organisation_weights.json``.  Logistic regression moves each as far as the annotated candidates
demand (a Gaussian prior around the hand-set value,
strength ``PRIOR``).  What the trained pipeline says of a passage that it was trained on is too good to learn
from: fitted on such passages alone the band "clear" of unseen ones is right in .87 to .95 of its names, fitted on
passages that the pipeline never saw in .90 to .97.  So pass a folder of passages that the pipeline was not trained on
(``--passages``), or let the pipeline of an earlier revision read those added after it (``--since``).  By default the
shipped pipeline reads all of them.  The open part of the demonstration, which trains no pipeline, is always read.
The band "clear" is set on scores that each writer's passages get
from weights fitted without that writer.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from annotated import PASSAGES, iter_demonstration, iter_passages
from reporting import learning_options, tell
from scipy.optimize import minimize

from sectorlens.extract.organisations import decide, find_candidates
from sectorlens.extract.organisations.candidate import Candidate
from sectorlens.nlp import iter_block_docs, load_pipeline
from sectorlens.quality.align import Alignment
from sectorlens.quality.scoring import surface_key
from sectorlens.sector import load_pack

ROOT = Path(__file__).resolve().parents[3]
HAND = ROOT / "models/recipe/configs/organisation_weights.json"
WEIGHTS = ROOT / "src/sectorlens/extract/organisations/weights.json"
PRIOR = 60.0
REACH = 0.5  # no weight moves further from its hand-set value, nor over zero
# A wrong span over a right one loses to it anyway; it counts for little in the fit.
OVERLAPPING = 0.3
# What only a whole page can show, passages of a hundred words cannot teach; and "the Trust" alone, a name by our
# reading of the guidelines, they leave unmarked.
KEPT = ("the_head", "short_form", "prison_place", "repeated", "repeated~plain", "initials", "is_publisher")
CLEAR_PRECISION = 0.94  # of writers held out; pages never seen lose some hundredths against them
SLACK = 0.002
_ID = re.compile(r"^@@\s*(\S+)", re.MULTILINE)


@dataclass
class Page:
    """The candidates of one annotated document: which are ``right``, and how much each ``counts`` in the fit."""

    writer: str
    candidates: list[Candidate]
    right: np.ndarray
    counts: np.ndarray
    wanted: frozenset[str]


def main() -> None:
    """Fit and report."""
    parser = learning_options(__doc__)
    parser.add_argument("--since", default="", help="revision whose pipeline reads the passages added after it")
    parser.add_argument("--passages", type=Path, default=PASSAGES, help="folder of passages (default: the recipe's)")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="file that --write stores")
    options = parser.parse_args()
    pages = read_pages(options.since, options.passages)
    names = sorted({feature for page in pages for c in page.candidates for feature in decide.features(c)})
    hand = json.loads(HAND.read_text(encoding="utf-8"))
    start = np.array([hand["bias"], *(hand["weights"].get(name, 0.0) for name in names)])
    fitted = fit(pages, names, start)
    held_out = {w: fit([p for p in pages if p.writer != w], names, start) for w in sorted({p.writer for p in pages})}
    accept = accept_threshold(pages, names, held_out)
    learnt = {
        "bias": round(float(fitted[0]), 2),
        "accept": accept,
        "clear": clear_threshold(pages, names, held_out, accept),
        "weights": {name: round(float(w), 2) for name, w in zip(names, fitted[1:], strict=True) if abs(w) >= 0.05},
    }
    # What no candidate showed keeps its hand-set weight.
    unseen = {name: value for name, value in hand["weights"].items() if name not in names}
    learnt["weights"] = dict(sorted({**unseen, **learnt["weights"]}.items()))
    report = {
        "candidates": sum(len(page.candidates) for page in pages),
        "right": int(sum(page.right.sum() for page in pages)),
        "clear from": learnt["clear"],
        "before": figures(pages, lambda page: scores(page, names, start), decide.DOUBTFUL, decide.CLEAR),
        "writers held out": figures(
            pages, lambda page: scores(page, names, held_out[page.writer]), accept, learnt["clear"]
        ),
    }
    tell(report, options.report)
    if options.write:
        options.weights.write_text(json.dumps(learnt, indent=1) + "\n", encoding="utf-8")


# --- reading ------------------------------------------------------------------------------------------


def read_pages(since: str, passages: Path) -> list[Page]:
    """Return the annotated pages with their candidates, read by the shipped pipeline or that of ``since``."""
    pack = load_pack("criminal_justice_uk")
    with tempfile.TemporaryDirectory() as scratch:
        folder, seen = Path(scratch), frozenset[str]()
        if since:
            archive = subprocess.run(
                ["git", "archive", since, "models/sectorlens_en", "models/data/passages"],
                cwd=ROOT, check=True, capture_output=True,
            ).stdout  # fmt: skip
            subprocess.run(["tar", "-x", "-C", scratch], input=archive, check=True)
            files = sorted((folder / "models/data/passages").glob("*.txt"))
            seen = frozenset(key for file in files for key in _ID.findall(file.read_text(encoding="utf-8")))
        nlp = load_pipeline(str(folder / "models/sectorlens_en") if since else None)
        pages = []
        for row in (*iter_passages(passages), *iter_demonstration()):
            if Path(row.gold["document"]).stem in seen:
                continue
            document, alignment = row.document, Alignment(row.text, row.document.text)
            marked = [m for o in row.gold["organisations"] for m in o["mentions"]]
            spans = {alignment.map(m["start"], m["end"]) for m in marked}
            blocks = tuple(iter_block_docs(document, (), nlp))
            found = find_candidates(document, blocks, nlp=nlp, pack=pack)
            right = np.array([(c.start, c.end) in spans for c in found], dtype=float)
            names = frozenset(surface_key(m["text"]) for m in marked)
            pages.append(Page(row.writer, found, right, weigh(found, right), names))
    return pages


def weigh(found: list[Candidate], right: np.ndarray) -> np.ndarray:
    """Return how much each candidate counts in the fit."""
    good = [c for c, is_right in zip(found, right, strict=True) if is_right]
    is_beaten = [
        not is_right and any(c.block == other.block and c.overlaps(other) for other in good)
        for c, is_right in zip(found, right, strict=True)
    ]
    return np.where(is_beaten, OVERLAPPING, 1.0)


# --- fitting ------------------------------------------------------------------------------------------


def matrix(page: Page, names: list[str]) -> np.ndarray:
    """Return one row per candidate: 1 for the bias, then the value of each feature."""
    place = {name: number for number, name in enumerate(names, 1)}
    rows = np.zeros((len(page.candidates), len(names) + 1))
    rows[:, 0] = 1.0
    for number, candidate in enumerate(page.candidates):
        for feature, value in decide.features(candidate).items():
            rows[number, place[feature]] = value
    return rows


def fit(pages: list[Page], names: list[str], start: np.ndarray) -> np.ndarray:
    """Return the weights that fit ``pages`` best near ``start`` (bias first)."""
    inputs = np.vstack([matrix(page, names) for page in pages])
    right = np.concatenate([page.right for page in pages])
    counts = np.concatenate([page.counts for page in pages])
    low = np.where(start > 0, np.maximum(start - REACH, 0.0), start - REACH)
    high = np.where(start < 0, np.minimum(start + REACH, 0.0), start + REACH)
    for name in set(KEPT) & set(names):
        low[names.index(name) + 1] = high[names.index(name) + 1] = start[names.index(name) + 1]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total = inputs @ weights
        away = weights - start
        value = counts @ (np.logaddexp(0.0, total) - right * total) + 0.5 * PRIOR * away @ away
        return float(value), inputs.T @ (counts * (1 / (1 + np.exp(-total)) - right)) + PRIOR * away

    result: np.ndarray = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=list(zip(low, high, strict=True)), options={"maxiter": 500}
    ).x
    return result


def scores(page: Page, names: list[str], weights: np.ndarray) -> np.ndarray:
    """Return the probability of each candidate of ``page``."""
    values: np.ndarray = 1 / (1 + np.exp(-(matrix(page, names) @ weights)))
    return values


def chosen_surfaces(page: Page, values: np.ndarray, accept: float) -> dict[str, float]:
    """Return the surfaces that the decision takes with ``values`` as scores, each with its best score."""
    for candidate, value in zip(page.candidates, values, strict=True):
        candidate.score = round(float(value), 3)
    found: dict[str, float] = {}
    for candidate in decide.choose(page.candidates, accept):
        key = surface_key(candidate.text)
        found[key] = max(candidate.score, found.get(key, 0.0))
    return found


def accept_threshold(pages: list[Page], names: list[str], held_out: dict[str, np.ndarray]) -> float:
    """Return the middle of the scores from which F1 on unseen writers is within ``SLACK`` of the best.

    The curve is flat: its edges would be chosen by chance.
    """
    values = [scores(page, names, held_out[page.writer]) for page in pages]

    def f1(accept: float) -> float:
        found = [(page, chosen_surfaces(page, v, accept)) for page, v in zip(pages, values, strict=True)]
        hits = sum(len(page.wanted & set(surfaces)) for page, surfaces in found)
        return 2 * hits / sum(len(page.wanted) + len(surfaces) for page, surfaces in found)

    grid = {round(accept, 3): f1(accept) for accept in np.arange(0.35, 0.56, 0.025).tolist()}
    good = sorted(accept for accept, value in grid.items() if value >= max(grid.values()) - SLACK)
    return good[len(good) // 2]


def clear_threshold(pages: list[Page], names: list[str], held_out: dict[str, np.ndarray], accept: float) -> float:
    """Return the lowest score from which ``CLEAR_PRECISION`` of the surfaces are right on unseen writers."""
    found = [
        (score, key in page.wanted)
        for page in pages
        for key, score in chosen_surfaces(page, scores(page, names, held_out[page.writer]), accept).items()
    ]
    for threshold in np.arange(0.55, 0.96, 0.01):
        right = [is_right for score, is_right in found if score >= threshold]
        if right and sum(right) >= CLEAR_PRECISION * len(right):
            return round(float(threshold), 2)
    return 0.95


def figures(pages: list[Page], score: Callable[[Page], np.ndarray], accept: float, clear: float) -> dict[str, Any]:
    """Return precision, recall and F1 of distinct surfaces per page, and precision of the band "clear"."""
    result: dict[str, Any] = {}
    for writer in (*sorted({page.writer for page in pages}), "all"):
        hits = found = wanted = clear_hits = clear_found = 0
        for page in pages:
            if writer in ("all", page.writer):
                surfaces = chosen_surfaces(page, score(page), accept)
                sure = {key for key, value in surfaces.items() if value >= clear}
                hits, found = hits + len(page.wanted & set(surfaces)), found + len(surfaces)
                wanted += len(page.wanted)
                clear_hits, clear_found = clear_hits + len(page.wanted & sure), clear_found + len(sure)
        result[writer] = {
            "precision": round(hits / max(1, found), 3),
            "recall": round(hits / max(1, wanted), 3),
            "f1": round(2 * hits / max(1, found + wanted), 3),
            "clear precision": round(clear_hits / max(1, clear_found), 3),
            "clear recall": round(clear_hits / max(1, wanted), 3),
        }
    return result


if __name__ == "__main__":
    main()
