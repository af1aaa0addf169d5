"""From documents to themes: passages, vectors, groups, names, sentences."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sectorlens.memory import ThemeMemory
from sectorlens.model import (
    Document,
    Evidence,
    Extract,
    KeyMessage,
    Publication,
    RepeatedBlocks,
    Theme,
    ThemePassage,
    Themes,
)
from sectorlens.sector import SectorPack
from sectorlens.text import fold
from sectorlens.themes import summaries
from sectorlens.themes.anchors import identify
from sectorlens.themes.grouping import Ground, find_groups
from sectorlens.themes.naming import describe
from sectorlens.themes.passages import Passage, iter_passages, order
from sectorlens.themes.phrases import Phrases
from sectorlens.themes.repeated import Asked, find_repeated
from sectorlens.themes.sentences import iter_sentences
from sectorlens.themes.vectors import Array, Encoder, Vectors
from sectorlens.themes.words import content_stems, proper_stems
from sectorlens.themes.years import count_years

# From so many publications on, a theme must be found in at least two, and words that most of them use name nothing.
ENOUGH_TO_COMPARE = 8
WORN_SHARE = 0.6
# Sentences for summaries come from so many of a theme's most central passages.
SPOKEN_FOR = 80
FEW = 10
# A passage with fewer content words besides the names in it (a list of members) has no subject to go by.
SUBSTANCE = 8


@dataclass(frozen=True)
class Read:
    """What one pass over the documents leaves: passages and requests."""

    passages: list[Passage]
    asked: list[Asked]


def find_themes(
    documents: Callable[[], Iterable[tuple[Document, RepeatedBlocks, Extract]]],
    publications: Sequence[Publication],
    *,
    embeddings: Encoder | None,
    pack: SectorPack,
    memory: ThemeMemory,
) -> Themes:
    """Return the themes of the corpus, largest first, with passages, key messages and repeated recommendations.

    The order in which documents come changes nothing.  Without ``embeddings`` passages are compared by their
    words alone.  Themes that ``memory`` knows keep id and colour, and their label while it still fits.
    """
    read = _read(documents(), publications)
    passages = read.passages
    note = based_on(len(publications))
    repeated = find_repeated(read.asked, embeddings)
    if not passages:
        return Themes(repeated=repeated, note=note)
    worn = _worn_words(passages, pack)
    texts = [f"{passage.context}. {passage.content}" if passage.context else passage.content for passage in passages]
    named = proper_stems(passage.content for passage in passages)
    vectors = Vectors(texts, embeddings, stop=named | worn if len(publications) >= ENOUGH_TO_COMPARE else named)
    rows = vectors.of(texts)
    rows[[len(content_stems(passage.content)) < SUBSTANCE for passage in passages]] = 0.0
    ground = Ground(
        passages=passages,
        rows=rows,
        carried=[frozenset(content_stems(text)) for text in texts],
        phrases=Phrases(_spoken(passages), avoid=pack.avoided_terms, names=named),
        vectors=vectors,
        worn=worn,
    )
    groups = find_groups(ground, strict=len(publications) >= ENOUGH_TO_COMPARE)
    known = [[passages[m] for m in group] for group in groups.members]
    identities = identify(known, [name.keywords for name in groups.names], memory)
    themes: list[Theme] = []
    held: list[ThemePassage] = []
    messages: list[KeyMessage] = []
    for n, group in enumerate(groups.members):
        identity, label, keywords = identities[n], groups.names[n].label, groups.names[n].keywords
        spoken = list(iter_sentences((m, passages[m]) for m in group[:SPOKEN_FOR]))
        told = summaries.tell(
            identity.id, spoken, vectors.of([s.text for s in spoken]), groups.middles[n], passages, keywords
        )
        cited = {sentence.passage for sentence in spoken if _is_cited(sentence.evidence, told)}
        themes.append(_theme(identity.id, identity.label or label, keywords, identity.colour, told, group, passages))
        held += _theme_passages(identity.id, group, rows @ groups.middles[n], cited, passages)
        messages += told.messages
    return Themes(
        themes=tuple(themes),
        passages=tuple(held),
        key_messages=tuple(messages),
        repeated=repeated,
        years=count_years(themes, passages, groups.members),
        outside=tuple(passages[m].evidence for m in groups.outside),
        note=note,
    )


def based_on(publications: int) -> str:
    """Return the line that says how much evidence there is.

    >>> based_on(3)
    'Based on 3 publications: too few to speak of trends.'
    """
    if publications == 0:
        return "Based on no publications."
    count = f"Based on {publications} publication{'' if publications == 1 else 's'}"
    return f"{count}: too few to speak of trends." if publications < FEW else f"{count}."


def _read(documents: Iterable[tuple[Document, RepeatedBlocks, Extract]], publications: Sequence[Publication]) -> Read:
    """Return passages by document id and place; a text that a publication holds twice counts once."""
    publication_of = {d: publication.id for publication in publications for d in publication.document_ids}
    passages: list[Passage] = []
    asked: list[Asked] = []
    for document, repeated, extract in documents:
        publication = publication_of.get(document.id, document.id)
        passages += iter_passages(document, repeated, extract, publication)
        asked += (
            Asked(recommendation, publication, document.publisher, document.published_on)
            for recommendation in extract.recommendations
        )
    seen: set[tuple[str, str]] = set()
    kept = []
    for passage in order(passages):
        key = (passage.publication_id, fold(passage.text))
        if key not in seen:
            seen.add(key)
            kept.append(passage)
    return Read(kept, asked)


def _spoken(passages: Sequence[Passage]) -> list[str]:
    """Return the words of each passage, with its heading where it is the first under it."""
    texts, before = [], ("", "")
    for passage in passages:
        here = (passage.document_id, passage.context)
        texts.append(passage.content if here == before else f"{passage.context}. {passage.content}")
        before = here
    return texts


def _worn_words(passages: Sequence[Passage], pack: SectorPack) -> frozenset[str]:
    """Return the stems that tell nothing apart here: the sector's own words and what most publications say."""
    worn = {form for word in pack.sector_words for form in content_stems(word)}
    by_publication: dict[str, set[str]] = defaultdict(set)
    for passage in passages:
        by_publication[passage.publication_id].update(content_stems(passage.content))
    if len(by_publication) >= ENOUGH_TO_COMPARE:
        counts = Counter(form for forms in by_publication.values() for form in forms)
        limit = math.ceil(WORN_SHARE * len(by_publication))
        worn.update(form for form, count in counts.items() if count >= limit)
    return frozenset(worn)


def _is_cited(evidence: Evidence, told: summaries.Told) -> bool:
    return any(evidence in sentence.cites for sentence in told.summary) or any(
        evidence == message.evidence for message in told.messages
    )


def _theme(
    identity: str,
    label: str,
    keywords: tuple[str, ...],
    colour: str,
    told: summaries.Told,
    group: Sequence[int],
    passages: Sequence[Passage],
) -> Theme:
    own = [passages[m] for m in group]
    dates = sorted(passage.published_on for passage in own if passage.published_on)
    ids = sorted({passage.publication_id for passage in own})
    publishers = {passage.publisher for passage in own if passage.publisher}
    return Theme(
        id=identity,
        label=label,
        description=describe(keywords, len(ids), len(publishers)),
        keywords=keywords,
        summary=told.summary,
        publication_ids=tuple(ids),
        first_seen=dates[0] if dates else "",
        last_seen=dates[-1] if dates else "",
        colour=colour,
    )


def _theme_passages(
    identity: str, group: Sequence[int], near: Array, cited: set[int], passages: Sequence[Passage]
) -> list[ThemePassage]:
    return [
        ThemePassage(
            theme_id=identity,
            evidence=passages[m].evidence,
            weight=round(min(1.0, max(0.0, float(near[m]))), 4),
            role="medoid" if place == 0 else "cited" if m in cited else "member",
        )
        for place, m in enumerate(group)
    ]
