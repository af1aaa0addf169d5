"""Names for entity-swapped copies: UK charities, government bodies and prisons as text would write them, and
made-up people, places and look-alikes from the word lists in ``models/data/names``."""

from __future__ import annotations

import csv
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

SMALL = frozenset("of and for the in on at to by with from de la le du y a an or".split())
CAPITALS = frozenset(
    "UK NHS YMCA YWCA RSPCA RSPB PTA PTFA RNLI USA BBC MS HIV AIDS ME SOS GB RC CE YMCA TV IT LGBT BME HMP YOI II III "
    "RAF RN TA MIND".split()
)
LEGAL = re.compile(r"[ ,]+(?:limited|ltd|cio|scio|c\.?i\.?c|plc|llp|incorporated)\.?$", re.I)
BRACKETS = re.compile(r"\s*\([^)]*\)")
NETWORK = re.compile(r"\b(?:Network|Alliance|Forum|Federation|Association|Council|Union|Coalition|Partnership)\b")
LOWER_HEADS = (
    "project",
    "project",
    "alliance",
    "coalition",
    "partnership",
    "consortium",
    "network",
    "programme",
    "trust",
)
FUNDER = re.compile(r"\b(?:Foundation|Fund|Trust|Endowment|Charitable|Settlement)\b")


def title_case(name: str) -> str:
    """Return an upper-case register name as prose writes it; names in mixed case stay as they are."""
    if name != name.upper():
        return name
    words = name.split()
    out: list[str] = []
    for i, word in enumerate(words):
        bare = re.sub(r"\W", "", word)
        if bare in CAPITALS - {"IT", "ME", "MIND"} or (len(bare) in {3, 4} and not re.search(r"[AEIOUY]", bare)):
            out.append(word)
        elif i and word.lower() in SMALL:
            out.append(word.lower())
        else:
            out.append(re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?", lambda hit: hit[0].capitalize(), word))
    return " ".join(out)


def in_prose(name: str, rng: random.Random) -> str:
    """Return a register name as prose writes it: cased, mostly without legal form and brackets, no leading "The"."""
    name = title_case(" ".join(name.split()))
    if rng.random() < 0.9:
        name = LEGAL.sub("", name)
    if rng.random() < 0.7:
        name = BRACKETS.sub("", name)
    name = re.sub(r"^[Tt]he ", "", name)
    if " and " in name and rng.random() < 0.15:
        name = name.replace(" and ", " & ", 1)
    return name.replace("'", "’") if rng.random() < 0.5 else name


def acronym(name: str) -> str | None:
    """Return the initials of a name of three words or more."""
    initials = [word[0] for word in re.findall(r"[A-Z][\w’'-]*", name)]
    return "".join(initials) if 3 <= len(initials) <= 6 else None


@dataclass
class Names:
    """Pools of names by kind; ``draw`` returns one in the shape of what it replaces."""

    charities: list[str]
    government: list[str]
    prisons: list[str]
    short: list[str] = field(default_factory=list)
    networks: list[str] = field(default_factory=list)
    funders: list[str] = field(default_factory=list)
    first_names: list[str] = field(default_factory=list)
    surnames: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    look_heads: list[str] = field(default_factory=list)
    _heads: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        cased = [title_case(name) for name in self.charities]
        self.short = [name for name in cased if len(LEGAL.sub("", name).split()) <= 2]
        self.networks = [name for name in cased if NETWORK.search(name)]
        self.funders = [name for name in cased if FUNDER.search(name)]
        self._heads = frozenset(head.split()[-1] for head in self.look_heads)

    def draw(self, surface: str, kind: str | None, rng: random.Random) -> str | None:
        """Return a name to stand for ``surface`` (its shape and kind kept roughly), or None to leave it."""
        if kind in {"company", "academic", "media", "other", "programme"} and rng.random() < 0.6:
            return None
        if surface.isupper() and " " not in surface:
            return acronym(in_prose(rng.choice(self.charities + self.government), rng))
        if kind == "prison" or (kind is None and rng.random() < 0.08):
            return self.prison(rng) if surface.startswith(("HMP", "HM ", "YOI")) or kind is None else None
        pool = self.charities
        roll = rng.random()
        if (kind in {"programme", "network"} and roll < 0.25) or (kind in {"charity", None} and roll < 0.06):
            # "the Golden Key project": a head word in lower case that completes the name
            return f"{LEGAL.sub('', rng.choice(self.short))} {rng.choice(LOWER_HEADS)}"
        if kind in {"government", "public_body"} or (kind is None and roll < 0.25):
            pool = self.government
        elif kind == "network" and roll < 0.7:
            pool = self.networks
        elif kind == "funder" and roll < 0.7:
            pool = self.funders
        elif roll > 0.7 or " " not in surface:
            pool = self.short
        return in_prose(rng.choice(pool), rng)

    def person(self, surface: str, rng: random.Random) -> str | None:
        """Return a person's name of as many words (one or two), or None to leave it."""
        if not self.surnames or not surface[:1].isupper() or surface.isupper():
            return None
        words = len(surface.split())
        if words == 1:
            return rng.choice(self.first_names if rng.random() < 0.5 else self.surnames)
        if words > 2:
            return None
        last = rng.choice(self.surnames)
        if rng.random() < 0.05:
            last += "-" + rng.choice(self.surnames)
        return f"{rng.choice(self.first_names)} {last}"

    def place(self, surface: str, rng: random.Random) -> str | None:
        """Return another place, or None to leave it (rivers, streets, what is not plainly a town or region)."""
        if not self.places or len(surface.split()) > 2 or not surface[:1].isupper():
            return None
        return rng.choice(self.places)

    def lookalike(self, surface: str, rng: random.Random) -> str | None:
        """Return a made-up review, act, strategy … for one with such a head, or None to leave it."""
        last = re.sub(r"\W*\b(?:19|20)\d\d$", "", surface).split()[-1:]
        if not self.topics or not last or last[0] not in self._heads:
            return None
        head = rng.choice(self.look_heads)
        if head in {"Review", "Report", "Inquiry", "Lecture", "Award"} and rng.random() < 0.5:
            return f"{rng.choice(self.surnames)} {head}"
        name = f"{rng.choice(self.topics)} {head}"
        if not re.search(r"\d", head) and rng.random() < 0.12:
            name += f" {rng.randrange(2008, 2027)}"
        return name

    def prison(self, rng: random.Random) -> str:
        """Return a prison's name in one of its usual shapes."""
        name = rng.choice(self.prisons)
        return f"{rng.choice(('HMP', 'HMP', 'HMP', 'HMP & YOI', 'HMP/YOI', 'HMYOI'))} {name}"


LISTS = Path(__file__).parents[2] / "data" / "names"


def read_list(name: str) -> list[str]:
    """Return the lines of one of our word lists without its remarks."""
    return [line for line in (LISTS / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]


def read_names(folder: Path) -> Names:
    """Read the three registers of ``folder``, in file order, and our word lists."""
    with (folder / "uk_charities.csv").open(encoding="utf-8", newline="") as stream:
        charities = [row["name"].strip() for row in csv.DictReader(stream) if len(row["name"].split()) <= 9]
    with (folder / "uk_government_organisations.tsv").open(encoding="utf-8", newline="") as stream:
        government = [row["name"].strip() for row in csv.DictReader(stream, delimiter="\t")]
    with (folder / "uk_prisons.csv").open(encoding="utf-8", newline="") as stream:
        prisons = [BRACKETS.sub("", row["name"]).strip() for row in csv.DictReader(stream)]
    parts = read_list("lookalikes.txt")
    return Names(
        [name for name in charities if name],
        [name for name in government if name],
        prisons,
        first_names=" ".join(read_list("first_names.txt")).split(),
        surnames=" ".join(read_list("surnames.txt")).split(),
        places=read_list("places.txt"),
        topics=[part for part in parts if not part.startswith("=")],
        look_heads=[part.removeprefix("= ") for part in parts if part.startswith("=")],
    )
