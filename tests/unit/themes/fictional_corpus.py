"""A small fictional corpus about three subjects, made of whole sentences, for tests of the themes stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sectorlens.model import (
    Block,
    Document,
    Evidence,
    Extract,
    Publication,
    Recommendation,
    RepeatedBlocks,
)

SUBJECTS = {
    "housing": (
        "Housing on release decides whether a person returns to custody within the first months.",
        "Many councils refuse a housing application until the tenancy deposit has been paid in full.",
        "A tenancy of at least six months gives people leaving custody the time to find employment.",
        "Landlords in the region accept a deposit bond when a housing adviser visits the tenancy each month.",
        "Supported housing costs less than a return to custody and should be funded for five years.",
        "Councils should accept a housing application eight weeks before the date of release.",
    ),
    "families": (
        "Children who visit a parent in custody every month keep a closer bond with their family.",
        "Family visits were cut when staff were moved to other wings, and children lost their contact.",
        "A family worker in the visits hall explains the rules to children and listens to parents.",
        "Travel costs keep a third of families from visits, above all families with small children.",
        "Family contact reduces reoffending more than any course that parents attend in custody.",
        "Governors should pay for a play worker so that children can bear the length of visits.",
    ),
    "commissioning": (
        "Small charities cannot bid for contracts that cover four counties and pay by results.",
        "Commissioning by large contracts moved the risk of each contract on to small charities.",
        "Grants let charities try new work, while contracts with fixed prices leave no room to learn.",
        "Commissioners should publish every subcontract with its prices within thirty days of signing.",
        "Payment by results made charities wait two years for money that they had already spent.",
        "A tenth of all contracts should be kept back as grants for small charities in each county.",
    ),
}
REQUEST = "Councils should accept a housing application eight weeks before the date of release."


def make_document(name: str, subject: str, *, year: int, second: str = "") -> Document:
    """Return a document of two headed sections: all of ``subject``, and part of ``second``."""
    parts: list[tuple[str, str]] = [("heading", f"About {subject}")]
    sentences = SUBJECTS[subject]
    parts += [("paragraph", " ".join(sentences[n : n + 3])) for n in (0, 3)]
    if second:
        parts += [("heading", f"About {second}"), ("paragraph", " ".join(SUBJECTS[second][1:5]))]
    parts.append(("paragraph", "Copyright of the publisher; all rights in this page and in all its pictures are kept."))
    text, blocks, heading = "", [], None
    for kind, words in parts:
        is_last = words.startswith("Copyright")
        blocks.append(
            Block(
                kind=kind, start=len(text), end=len(text) + len(words), level=2 if kind == "heading" else 0,
                heading=None if kind == "heading" else heading, layer="furniture" if is_last else "body",
            )
        )  # type: ignore[arg-type]  # fmt: skip
        if kind == "heading":
            heading = len(blocks) - 1
        text += words + "\n\n"
    return Document(
        id=f"doc-{name}", title=name, title_from="heading", publisher=f"Publisher {name[0]}", published_on=f"{year}-05",
        text=text.rstrip("\n"), blocks=tuple(blocks),
    )  # fmt: skip


def make_corpus(count: int = 6) -> tuple[list[Document], list[Publication]]:
    """Return ``count`` documents that take turns with the subjects, and their publications."""
    subjects = list(SUBJECTS)
    documents = [
        make_document(
            f"{chr(97 + n % 26)}{n}", subjects[n % 3], year=2015 + n % 6, second=subjects[(n + 1) % 3] if n % 2 else ""
        )
        for n in range(count)
    ]
    return documents, [Publication(id=f"pub-{d.id}", lead_id=d.id, document_ids=(d.id,)) for d in documents]


def rows(documents: Iterable[Document]) -> Iterator[tuple[Document, RepeatedBlocks, Extract]]:
    """Yield what the themes stage reads of each document: its requests are the sentence REQUEST."""
    for document in documents:
        at = document.text.find(REQUEST)
        found = ()
        if at >= 0:
            evidence = Evidence(document_id=document.id, start=at, end=at + len(REQUEST), quote=REQUEST)
            found = (
                Recommendation(
                    id=f"rec-{document.id}", evidence=evidence, text=REQUEST, addressee="local authorities",
                    strength="should", form="sentence", score=1.0,
                ),
            )  # fmt: skip
        yield (
            document,
            RepeatedBlocks(document_id=document.id, blocks=()),
            Extract(document_id=document.id, recommendations=found),
        )
