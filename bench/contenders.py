"""Jobs of the product, and what one would use for them instead, as functions that do the job once.

Each returns the number of things done.  Imports stand inside: a contender pays for its own libraries alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sectorlens.model import Document, RelatedMentions

ROOT = Path(__file__).parents[1]
SITES = ROOT / "corpus" / "demo"


@dataclass(frozen=True)
class Job:
    """One job; ``ours`` comes first, ``others`` are the alternatives by name."""

    title: str
    ours: Callable[[], int]
    others: dict[str, Callable[[], int]]


def _files(suffix: str) -> list[Path]:
    return sorted(SITES.rglob(f"*{suffix}"))


def read_pages() -> int:
    """Blocks, furniture, metadata of every page of the demonstration's websites."""
    from sectorlens.model import Origin
    from sectorlens.parse import parse

    for number, path in enumerate(_files(".html")):
        parse(path.read_bytes(), Origin(document_id=f"doc-{number}", path=path.name))
    return len(_files(".html"))


def read_pages_with_trafilatura() -> int:
    """Main text and metadata."""
    import trafilatura

    for path in _files(".html"):
        trafilatura.bare_extraction(path.read_bytes(), with_metadata=True)
    return len(_files(".html"))


def read_pages_with_soup() -> int:
    """All text, furniture too."""
    from bs4 import BeautifulSoup

    for path in _files(".html"):
        BeautifulSoup(path.read_bytes(), "lxml").get_text("\n")
    return len(_files(".html"))


def read_reports() -> int:
    """Headings, lists, tables, footnotes and page numbers of every PDF, in a guarded child process."""
    from sectorlens.model import Origin
    from sectorlens.parse import parse

    for number, path in enumerate(_files(".pdf")):
        parse(path.read_bytes(), Origin(document_id=f"doc-{number}", path=path.name))
    return len(_files(".pdf"))


def read_reports_with_pypdf() -> int:
    """Lines of text."""
    from pypdf import PdfReader

    for path in _files(".pdf"):
        for page in PdfReader(path).pages:
            page.extract_text()
    return len(_files(".pdf"))


def make_names(count: int, chance: random.Random) -> list[str]:
    """Return ``count`` synthetic names; every tenth is another spelling of the one before."""
    heads = "Trust Foundation Project Alliance Network Charity Partnership Centre Association Fund".split()
    topics = "Housing Youth Family Recovery Justice Advice Arts Learning Health Community Women Mentoring".split()
    names: list[str] = []
    while len(names) < count:
        place = "".join(chance.choice("bdfgklmnprstvw") + chance.choice("aeiou") for _ in range(3)).capitalize()
        name = f"{place}{chance.choice(['ford', 'ton', 'mere', 'wick'])} {chance.choice(topics)} {chance.choice(heads)}"
        names.append(name)
        if len(names) % 10 == 0:
            names.append(chance.choice((f"The {name}", f"{name} Ltd", name.upper(), f"{name}s")))
    return names[:count]


def name_corpus(count: int) -> tuple[list[Document], list[RelatedMentions]]:
    """Return documents of 20 synthetic names each, ``count`` names in all."""
    from sectorlens.model import Document, Evidence, Mention, RelatedMentions, digest_id

    documents, related = [], []
    for start in range(0, count, 20):
        identity = f"doc-{start:08d}"
        mentions = tuple(
            Mention(
                id=digest_id("men", identity, str(number)),
                evidence=Evidence(document_id=identity, start=number, end=number + len(name), quote=name),
                form="name",
                kind="charity",
                method="model",
                score=0.9,
            )
            for number, name in enumerate(make_names(20, random.Random(start)))
        )
        documents.append(Document(id=identity, title="t", title_from="text", text="", blocks=()))
        related.append(RelatedMentions(document_id=identity, mentions=mentions))
    return documents, related


def resolve_names(count: int = 4_000) -> int:
    """Which of ``count`` names are one organisation; returns the number of organisations (3,800 are right)."""
    from sectorlens.resolve import resolve
    from sectorlens.sector import load_pack

    return len(resolve(*name_corpus(count), (), pack=load_pack("criminal_justice_uk")).organisations)


def resolve_names_by_all_pairs(count: int = 4_000) -> int:
    """Every name against every name (rapidfuzz), joined from 90 upwards; returns the number of groups."""
    import numpy as np
    from rapidfuzz import fuzz, process
    from scipy.sparse.csgraph import connected_components

    names = [name.lower() for start in range(0, count, 20) for name in make_names(20, random.Random(start))]
    scores = process.cdist(names, names, scorer=fuzz.token_sort_ratio, dtype=np.uint8, workers=1)
    return int(connected_components(scores >= 90, directed=False)[0])


def _passages(count: int = 20_000) -> Iterator[str]:
    chance = random.Random(3)
    words = " ".join(path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md"))).split()
    for _ in range(count):
        at = chance.randrange(len(words) - 60)
        yield " ".join(words[at : at + 60])


def embed_passages() -> int:
    """Vectors of 20,000 passages of 60 words with the static embeddings that ship."""
    from sectorlens.nlp.embeddings import load_embeddings

    embeddings = load_embeddings()
    assert embeddings is not None
    return int(embeddings.encode(list(_passages())).shape[0])


def embed_passages_by_analysis() -> int:
    """Vectors of the same passages by latent semantic analysis (scikit-learn), as wide as ours."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(_passages())
    return int(TruncatedSVD(256, random_state=0).fit_transform(rows).shape[0])


def _edges(nodes: int = 5_000, edges: int = 40_000) -> list[tuple[str, str]]:
    chance = random.Random(5)
    return [(f"n{chance.randrange(nodes)}", f"n{chance.randrange(nodes)}") for _ in range(edges)]


def write_graph() -> int:
    """5,000 organisations and 40,000 ties as GEXF 1.3, streamed."""
    import tempfile

    from sectorlens.publish.gexf import Attribute, Edge, GraphView, Node, write_gexf

    ends = _edges()
    view = GraphView(
        "bench",
        "",
        (Node(f"n{n}", f"Body {n}", {"kind": "charity"}) for n in range(5_000)),
        (Edge(f"e{n}", a, b, kind="funds", weight=1.0, values={"band": "clear"}) for n, (a, b) in enumerate(ends)),
        node_attributes=(Attribute("kind", "Kind"),),
        edge_attributes=(Attribute("band", "Band"),),
    )
    with tempfile.TemporaryDirectory() as folder:
        write_gexf(view, Path(folder) / "graph.gexf", creator="bench")
    return len(ends)


def write_graph_with_networkx() -> int:
    """The same as GEXF 1.2 by networkx."""
    import tempfile

    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from((f"n{n}", {"label": f"Body {n}", "kind": "charity"}) for n in range(5_000))
    graph.add_edges_from((a, b, {"kind": "funds", "weight": 1.0, "band": "clear"}) for a, b in _edges())
    with tempfile.TemporaryDirectory() as folder:
        nx.write_gexf(graph, str(Path(folder) / "graph.gexf"))
    return graph.number_of_edges()


def _analyse(fresh: bool) -> int:
    import tempfile

    import sectorlens

    with tempfile.TemporaryDirectory() as folder:
        run = sectorlens.analyse(outputs=Path(folder) / "outputs", workspace=ROOT, jobs=1, fresh=fresh)
    return sum(run.outcomes.values())


def analyse_again() -> int:
    """`analyse` over the demonstration when nothing is new."""
    return _analyse(fresh=False)


def analyse_afresh() -> int:
    """`analyse --fresh`."""
    return _analyse(fresh=True)


JOBS = (
    Job(
        "109 web pages",
        read_pages,
        {"trafilatura": read_pages_with_trafilatura, "BeautifulSoup, all text": read_pages_with_soup},
    ),
    Job("15 PDF reports", read_reports, {"pypdf, lines of text": read_reports_with_pypdf}),
    Job("4,000 names", resolve_names, {"rapidfuzz, all pairs": resolve_names_by_all_pairs}),
    Job("20,000 passages to vectors", embed_passages, {"scikit-learn, LSA": embed_passages_by_analysis}),
    Job("40,000 ties to GEXF", write_graph, {"networkx": write_graph_with_networkx}),
    Job("the demonstration again, nothing new", analyse_again, {"made afresh": analyse_afresh}),
)
