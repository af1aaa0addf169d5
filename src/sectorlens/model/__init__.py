"""The data model: frozen records and closed vocabularies; nothing here reads or writes."""

from sectorlens.model.base import Record
from sectorlens.model.collecting import Capture, Origin, Source
from sectorlens.model.document import Block, Document, Link, ParseResult, Publication, RepeatedBlocks
from sectorlens.model.finding import (
    Evidence,
    Extract,
    LookAlike,
    Mention,
    Need,
    ProvedName,
    Recommendation,
    RelatedMentions,
    RelationMention,
)
from sectorlens.model.identity import FindingIds, digest_id
from sectorlens.model.organisation import (
    CoMention,
    Identifier,
    Merge,
    Network,
    NodeMeasure,
    Organisation,
    Resolution,
    Tie,
    TieEvidence,
)
from sectorlens.model.problem import Input, Problem
from sectorlens.model.theme import (
    KeyMessage,
    RepeatedRecommendation,
    Theme,
    ThemePassage,
    Themes,
    ThemeSentence,
    ThemeYear,
)

__all__ = [
    "Block", "Capture", "CoMention", "Document", "Evidence", "Extract", "FindingIds", "Identifier", "Input",
    "KeyMessage", "Link", "LookAlike", "Mention", "Merge", "Need", "Network", "NodeMeasure", "Organisation",
    "Origin", "ParseResult", "Problem", "ProvedName", "Publication", "Recommendation", "Record",
    "RelatedMentions", "RelationMention", "RepeatedBlocks", "RepeatedRecommendation", "Resolution", "Source",
    "Theme", "ThemePassage", "ThemeSentence", "ThemeYear", "Themes", "Tie", "TieEvidence", "digest_id",
]  # fmt: skip
