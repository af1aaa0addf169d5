"""Resolution is a partition, whatever the names: order-blind, idempotent, obedient to people."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sectorlens.memory import KnownOrganisation, OrganisationMemory
from sectorlens.model import Document, Evidence, Mention, RelatedMentions, digest_id
from sectorlens.resolve import Correction, resolve
from sectorlens.resolve.names import name_key
from sectorlens.sector import load_pack

PACK = load_pack("homelessness_uk")
WORDS = st.sampled_from(
    "Northgate Harbour Harbours Lane Kestrel Kestral Wellspring Trust Project Network North South Youth & and 33 Ltd "
    "CIC Shelter Crisis Homeless Link St Mungo's".split()
)
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
PAGES = st.lists(st.lists(NAMES, min_size=1, max_size=5), min_size=1, max_size=6)


def _corpus(pages: list[list[str]]) -> tuple[list[Document], list[RelatedMentions]]:
    documents, related = [], []
    for number, names in enumerate(pages):
        identity = digest_id("doc", str(number))
        mentions = tuple(
            Mention(
                id=digest_id("men", identity, str(n)),
                evidence=Evidence(document_id=identity, start=n, end=n + len(name), quote=name),
                form="name",
                kind="charity",
                method="model",
                score=0.9,
            )
            for n, name in enumerate(names)
        )
        documents.append(Document(id=identity, title="t", title_from="text", text="", blocks=()))
        related.append(RelatedMentions(document_id=identity, mentions=mentions))
    return documents, related


@settings(max_examples=60, deadline=None)
@given(pages=PAGES, data=st.data())
def test_a_partition_that_order_does_not_change(pages: list[list[str]], data: st.DataObject) -> None:
    documents, related = _corpus(pages)
    found = resolve(documents, related, (), pack=PACK)
    mentions = sorted(m.id for row in related for m in row.mentions)
    assert [mention for mention, _ in found.assigned] == mentions
    assert sum(o.mentions for o in found.organisations) == len(mentions)
    assert len({o.id for o in found.organisations}) == len(found.organisations)
    order = data.draw(st.permutations(range(len(documents))))
    shuffled = resolve([documents[i] for i in order], [related[i] for i in order], (), pack=PACK)
    assert shuffled == found


@settings(max_examples=40, deadline=None)
@given(pages=PAGES)
@example(pages=[["Northgate"], ["Northgate"], ["Trust"], ["Trust"]])
def test_a_second_run_with_its_own_memory_changes_no_id(pages: list[list[str]]) -> None:
    documents, related = _corpus(pages)
    first = resolve(documents, related, (), pack=PACK)
    memory = OrganisationMemory(
        organisations=tuple(KnownOrganisation(id=o.id, name=o.name, aliases=o.aliases) for o in first.organisations)
    )
    again = resolve(documents, related, (), pack=PACK, memory=memory)
    assert again.assigned == first.assigned
    assert again.redirects == ()


@settings(max_examples=60, deadline=None)
@given(one=NAMES, other=NAMES, rest=st.lists(NAMES, max_size=4))
def test_a_pair_marked_different_is_never_merged(one: str, other: str, rest: list[str]) -> None:
    documents, related = _corpus([[one, *rest], [other]])
    rule = (Correction(action="different", name=one, other=other),)
    assigned = dict(resolve(documents, related, (), pack=PACK, corrections=rule).assigned)
    left, right = related[0].mentions[0].id, related[1].mentions[0].id
    if name_key(one) != name_key(other):
        same = assigned[left] == assigned[right]
        # Two names of one curated organisation are one by list; only a split parts them.
        assert not same or assigned[left] in PACK.organisations_by_id
