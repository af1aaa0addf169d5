# ruff: noqa: E501 - patterns and word lists are kept whole
"""What sort of page it is (before extraction) and what type of publication (after it)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from sectorlens.model.vocabulary import DocumentType

_EVENT_PATH = re.compile(r"/(?:events?|whats-on|training-courses?|webinars?|conferences?)/[^/]+|/event-", re.IGNORECASE)
_JOB_PATH = re.compile(
    r"/(?:jobs?|jobs-board|vacanc(?:y|ies)|careers?|work-(?:with|for)-us|recruitment)/[^/]+|/job-", re.IGNORECASE
)
_ERROR_TITLE = re.compile(
    r"^(?:error\s*)?(?:4\d\d|50\d)\b|\b(?:page|file|content) (?:not found|cannot be found|can[’']t be found|doesn[’']t exist|no longer exists)|"
    r"^not found$|^access denied|^forbidden$|\b(?:404|403) (?:error|not found|forbidden)|^service unavailable|^just a moment|"
    r"^oops\b|we can[’']t find (?:the|that) page|^attention required",
    re.IGNORECASE,
)
_ERROR_TEXT = re.compile(
    r"page (?:you (?:are|were) looking for|you requested|cannot be found|could not be found|not found|has (?:been )?moved or)|"
    r"(?:enable|turn on) (?:javascript|cookies) (?:to|and) continue|checking your browser before|access (?:to this page )?(?:has been|is) denied|"
    r"verify (?:that )?you are (?:a )?human",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"\b(?:log ?in|sign ?in|members? (?:only|area|login)|register to (?:read|view|access)|forgot(?:ten)? (?:your )?password|log in to (?:read|view|continue))\b",
    re.IGNORECASE,
)
_EVENT_CUES = re.compile(
    r"^(?:date(?: and time)?|time|when|where|venue|location|cost|price|tickets?|speakers?|book(?:ing)? (?:your place|now|here|information)|"
    r"register (?:now|here|your place)|add to calendar|event (?:details|type|date)|organiser|agenda)\b.{0,80}$|\bbook (?:your|a) (?:free )?place\b|\bregister (?:now|here|your place)\b|\beventbrite\b",
    re.IGNORECASE | re.MULTILINE,
)
_JOB_CUES = re.compile(
    r"^(?:salary|hours|contract(?: type)?|interviews?(?: date)?|reports? to|responsible to|job (?:title|description|summary)|"
    r"person specification|annual leave|pension)\b.{0,80}$|\b(?:per annum|pro rata|job description|covering letter|"
    r"full[- ]time equivalent|hours (?:a|per) week|curriculum vitae|\bCVs?\b|enhanced DBS|we are (?:looking for|recruiting)|apply (?:by|now|online))\b",
    re.IGNORECASE | re.MULTILINE,
)
_CLOCK = re.compile(r"\b\d{1,2}(?:[.:]\d\d)?\s?(?:am|pm)\b|\b\d{1,2}:\d\d\s?(?:-|–|to)\s?\d{1,2}:\d\d", re.IGNORECASE)
_INDEX_PATH = re.compile(
    r"/(?:news|blogs?|publications?|resources?|category|tag|tags|archive|author|search|page|events?|jobs?|vacancies|reports?|research|learning|briefings|opinion|comment|stories|press|media|library|what-we-do|about|about-us|contact|contact-us)(?:/(?:page/)?\d*)?/?$",
    re.IGNORECASE,
)


def page_kind(
    *, title: str, url: str, texts: Sequence[str], declared: Sequence[str] = (), has_password: bool = False,
    link_share: float = 0.0, prose: int = 0, children: int = 0, dated: bool = False,
) -> str:  # fmt: skip
    """Return ``event``, ``job``, ``login``, ``error``, ``index`` or ``""`` for a page that may be a publication.

    ``texts`` are the body's words, ``declared`` the schema.org types of the page, ``link_share`` the share of
    body characters that are linked, ``prose`` the number of characters in whole paragraphs,
    ``children`` the number of pages below this one that it links to, ``dated`` whether the page's head gives a
    date of publication: a report may be a website of one page.
    """
    path = urlsplit(url).path
    words = "\n".join(texts)
    size = len(words)
    if (_ERROR_TITLE.search(title.strip()) and size < 2500) or (size < 900 and _ERROR_TEXT.search(words)):
        return "error"
    if (has_password and prose < 250) or (size < 900 and prose < 400 and len(_LOGIN.findall(words)) >= 2):
        return "login"
    kinds = {kind.lower() for kind in declared}
    article = bool(
        kinds & {"article", "newsarticle", "blogposting", "report", "scholarlyarticle", "reportagenewsarticle"}
    )
    # Cues are sought only where they can tip the balance.
    job_path = bool(_JOB_PATH.search(path))
    jobs = _distinct(_JOB_CUES, words) if job_path or not article else 0
    if "jobposting" in kinds or (not article and jobs >= 4) or (job_path and (jobs >= 1 or prose < 1500)):
        return "job"
    declared_event = any(kind.endswith("event") for kind in kinds)
    placed = bool(_EVENT_PATH.search(path)) and prose < 4000
    events = _distinct(_EVENT_CUES, words) if placed or (not article and (declared_event or prose < 3000)) else 0
    if (declared_event and not article and (events >= 1 or prose < 1500)) or (
        not article and events >= 4 and prose < 3000
    ):
        return "event"
    if placed and (events >= 1 or _CLOCK.search(words) or prose < 1200):
        return "event"
    if kinds & {"collectionpage", "searchresultspage"} and prose < 1200:
        return "index"
    microsite = dated and size >= 600 and link_share < 0.15
    if path in {"", "/"} and url.startswith("http") and prose < 2500 and not article and not microsite:
        return "index"
    if children >= 2 and prose < 300 * children and (children >= 3 or prose < 400):
        return "index"
    if _INDEX_PATH.search(path) and prose < 400 and not article:
        return "index"
    if not article and size > 300 and link_share > 0.5 and prose < 1200:
        return "index"
    if _INDEX_PATH.search(path) and link_share > 0.2 and prose < 2500 and not article:
        return "index"
    return ""


def _distinct(pattern: re.Pattern[str], words: str) -> int:
    return len({match.group().split()[0].lower().strip(":") for match in pattern.finditer(words)})


_TYPES: tuple[tuple[DocumentType, re.Pattern[str], re.Pattern[str]], ...] = (
    ("consultation_response",
     re.compile(r"consultation response|response to (?:the )?.{0,80}(?:consultation|inquiry|call for evidence|green paper|white paper)|(?:our|(?:the )?government) (?:response|reply) to|^(?:reply|response) (?:to|of)\b|responds to .{0,60}consultation", re.IGNORECASE),
     re.compile(r"\b(?:we welcome the opportunity to respond|response to (?:the|this) (?:[\w’']+ ){0,6}consultation|question \d+\s*[:.])", re.IGNORECASE)),
    ("evidence", re.compile(r"written evidence|evidence (?:to|submitted)|submission to|inquiry submission", re.IGNORECASE),
     re.compile(r"\b(?:written evidence (?:submitted|from)|this submission|submission to the (?:[\w’']+ ){0,5}committee)", re.IGNORECASE)),
    ("transcript", re.compile(r"\btranscript\b", re.IGNORECASE), re.compile(r"\b(?:this is a|full) transcript\b", re.IGNORECASE)),
    ("briefing", re.compile(r"\bbriefings?\b|policy (?:paper|note)|\bfact ?sheet\b|\bexplainer\b", re.IGNORECASE), re.compile(r"\bthis (?:policy )?briefing\b", re.IGNORECASE)),
    ("report", re.compile(r"\breports?\b|\bstate of the\b|\bevaluation of\b|\breview of\b|\ban? (?:independent )?review\b|\bstrategy\b", re.IGNORECASE),
     re.compile(r"\b(?:this report|executive summary|the report (?:presents|summarises|finds|sets out)|methodology|this review|full report)\b", re.IGNORECASE)),
)  # fmt: skip
_SERIAL = re.compile(r"\b(?:newsletter|e?-?bulletin|round-?up|press release)\b", re.IGNORECASE)
_REPORT_PATH = re.compile(
    r"/(?:reports?|research|papers?|thematic(?:-reviews?)?|evaluations?|inspections?)/", re.IGNORECASE
)
_PARTS = re.compile(
    r"^(?:\d+[. ]+)?(?:(?:executive )?summary|introduction|background|methods?|(?:key |main |what we )?(?:findings|found)|"
    r"conclusions?|recommendations|what we did|next steps)\b.{0,40}$",
    re.IGNORECASE | re.MULTILINE,
)
_FIRST_PERSON = re.compile(r"\b(?:I|I[’']m|I[’']ve|I[’']d|my|me)\b")
_FIRST_PERSON_VERB = re.compile(r"\bI (?:am|have|want|would|think|hope|believe|know|find|was|wanted|work|feel|see)\b")
_BLOG = re.compile(r"\bblogs?\b|/opinion/|/comment/|/viewpoint", re.IGNORECASE)
_NEWS = re.compile(
    r"/news/|press[- ]release|/media/(?!.*\.(?:pdf|docx))|\bnewsletter\b|\be-?bulletin\b|light-lunch|/latest/",
    re.IGNORECASE,
)


_TURN = re.compile(r"^([A-Z][\w’'. -]{1,30}):\s", re.MULTILINE)


def _is_dialogue(words: str) -> bool:
    """Whether at least two speakers take at least three turns each, marked by their names."""
    turns = Counter(_TURN.findall(words))
    return sum(1 for count in turns.values() if count >= 3) >= 2


def document_type(
    *, title: str, address: str, texts: Sequence[str], declared: Sequence[str] = (), pages: int = 0
) -> DocumentType:
    """Return the type that title, address and words suggest; ``other`` when nothing does.

    The title outranks the words.  A signed or first-person piece is a blog, even where it tells of a report.
    """
    words = "\n".join(texts)
    kinds = {kind.lower() for kind in declared}
    first_person = len(_FIRST_PERSON.findall(words)) / max(1.0, len(words) / 1000)
    for kind, in_title, _ in _TYPES[:3]:
        if in_title.search(title):
            return kind
    if _SERIAL.search(title):
        return "news"
    if (
        "blogposting" in kinds
        or _BLOG.search(address)
        or re.search(r"\b(?:this|my|our|series of) blogs?\b", words, re.IGNORECASE)
    ):
        return "blog"
    if _TYPES[3][1].search(title):
        return "briefing"
    if _NEWS.search(address) or "newsarticle" in kinds:
        return "news"
    if _is_dialogue(words[:12_000]):
        return "transcript"
    for kind, _, in_words in _TYPES[:4]:
        if in_words.search(words[:6000]):
            return kind
    # One writer's "I" makes a page a blog; a report may have it in a foreword or in quotations.
    if pages < 8 and (first_person >= 1.0 or (not pages and len(words) < 15_000 and _FIRST_PERSON_VERB.search(words))):
        return "blog"
    _, in_title, in_words = _TYPES[4]
    if in_title.search(title) or in_words.search(words[:4000]) or pages >= 8 or _REPORT_PATH.search(address):
        return "report"
    if pages >= 2 and len(_PARTS.findall(words)) >= 2:
        return "report"
    if re.search(
        r"\b(?:today|yesterday|this week) (?:announced|published|launched)|\bhas (?:today )?(?:announced|launched|published)\b",
        words[:800],
    ):
        return "news"
    return "blog" if first_person >= 0.5 else "other"
