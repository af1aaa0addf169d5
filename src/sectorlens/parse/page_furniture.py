# ruff: noqa: E501 - patterns and word lists are kept whole
"""Furniture that one page shows by itself: headings and lines that sites put around a publication.

The words listed here are those that websites of any sector use for their own parts ("What's new", "Share
this page"); no site is named.  A listed heading opens a section of furniture that lasts until substantive
prose begins again.
"""

from __future__ import annotations

import re

from sectorlens.parse.pieces import Piece

_SECTIONS: tuple[tuple[str, str], ...] = (
    ("whats_new", r"updates to this page|what[’']?s (?:new|on)|latest (?:news|blogs?|posts?|updates?|publications?|articles|resources|events|stories|from [\w’' ]{2,40})|recent (?:posts|news|blogs|articles|comments|publications|tweets)|news (?:and|&) (?:events|views|blogs)|upcoming events|events calendar|most (?:read|popular|viewed)|popular posts|trending(?: now)?|in this section"),
    ("social", r"latest on (?:x|twitter|facebook|linkedin)|latest tweets?|tweets by .{1,40}|twitter feed|follow us(?: on .{1,40})?|connect with us|find us on .{1,40}|share(?: this)?(?: page| post| article| blog| on social media| story)?:?|share (?:on|via|with) .{1,40}|tell a friend|like this:?|join the conversation"),
    ("related", r"related(?: (?:content|articles?|posts?|pages?|news|publications?|resources?|stories|links?|blogs?|topics|reading|items))?|you (?:may|might) (?:also )?(?:like|be interested in|enjoy)(?: reading)?|also (?:of interest|on this site)|more (?:from|on|about|like) (?:this|us|the|our)[\w ]{0,40}|more (?:news|blogs?|posts?|articles|stories|resources|publications)(?: from .{1,40})?|read (?:next|more)(?: (?:news|blogs?|posts?|stories))?|keep reading|(?:read|up) next: .{1,80}|see also|explore (?:more|further)|next (?:post|article|story)|previous (?:post|article|story)|other (?:news|blogs|publications|posts|pages)(?: .{1,30})?|further reading on this site"),
    ("sign_up", r"(?:sign up|subscribe)(?: (?:to|for) .{1,80}| today| now| here)?|(?:join|get) (?:our|the) (?:mailing list|newsletter|e-?bulletin).{0,40}|newsletter(?: sign[- ]?up)?|stay (?:in touch|up to date|informed|connected)(?: with .{1,40})?|keep in touch|keep up to date.{0,40}|join our (?:community|network)|become a member(?: today)?|donate(?: now| today)?|support us|make a donation|get involved"),
    ("cookie_notice", r"(?:we|this (?:site|website)) uses? cookies.*|cookies on .{1,60}|cookie (?:policy|settings|preferences|consent|notice)|accept (?:all )?cookies|manage cookies|your (?:cookie|privacy) (?:preferences|choices)|privacy (?:policy|notice|settings)"),
    ("navigation", r"(?:estimated )?reading time:?\s*(?:\d+ min\w*)?|\d+ ?min(?:ute)?s? read(?:ing time)?(?: ·)?|page \d+ of \d+|(?:main |site |mobile )?menu|(?:main |primary |secondary |site |page )?navigation|quick ?links|useful links|site ?map|skip to (?:main |page )?(?:content|navigation)|back to (?:top|.{1,40} page|home|news|blogs?|all .{1,40}|search results)|breadcrumbs?|you are here:?.*|search(?: this site| results| for:?| the site)?|categories|tags:?|tags?: .{1,60}|category: .{1,60}|\S+\.(?:pdf|docx?|xlsx?|pptx?)(?: \(.{1,24}\))?|archives?|filed under:?.*|tagged(?: with| as)?:?.*|posted in:?.*|browse by .{1,30}|filter(?: by)?.{0,20}|(?:open|close|toggle) (?:menu|navigation|search)|home|log ?in|sign in|my account|register|hits: \d+|did you find this (?:page|information) (?:helpful|useful)\W?|was this (?:page|information|article|useful|helpful)\b.{0,60}|rate this page|report a problem with this page|is this page useful\?|accessibility(?: statement)?|language|print(?: this)?(?: page)?|email this page|listen"),
    ("comments", r"(?:leave|post|write|add) a (?:reply|comment|response)|\d* ?comments?|comments? (?:are )?(?:closed|off)|no comments(?: yet)?|your email address will not be published.*|join the discussion|cancel reply"),
    ("footer", r"(?:all rights reserved|copyright|©).{0,160}|registered charity (?:no|number).{0,120}|site (?:by|designed by|built by) .{1,40}|website (?:by|designed by|built by) .{1,40}|terms (?:and|&) conditions|terms of use|footer(?: menu| links)?|powered by .{1,40}|web design by .{1,40}"),
)  # fmt: skip
_SECTION_PATTERNS = tuple(
    (reason, re.compile(rf"(?:{pattern})[\s.:!>»…→]*", re.IGNORECASE)) for reason, pattern in _SECTIONS
)
_SECTION_NAMES = frozenset(reason for reason, _ in _SECTIONS)
# Of these only the line itself is furniture; a publication's own section may bear the name, so nothing follows.
_LINE_ONLY = frozenset({"navigation", "cookie_notice", "footer"})
_HEADER_LINE = re.compile(
    r"^(?:[\w&’'. -]{2,60} )(?:website|logo|button|home ?page|menu|banner|icon|image link)$|^(?:home|skip to .{1,30}|menu|search)$",
    re.IGNORECASE,
)
_GLUED = re.compile(
    r"(?<=[.!?”\"’)…\w])\s+(?=(What[’']s [Nn]ew|Latest on (?:X|Twitter)|Latest [Tt]weets|Related (?:[Aa]rticles|[Cc]ontent|[Pp]osts|[Nn]ews)"
    r"|Recent (?:[Pp]osts|[Nn]ews|[Cc]omments)|Share this(?: page| post| article)?|Follow us on|You may also (?:like|be interested in)"
    r"|Sign up (?:to|for) our (?:e-?)?(?:newsletter|bulletin)s?|Leave a [Rr]eply|We use cookies)\b(?:\s+[A-Z#@0-9“\"]|\s*$))"
)
_SUBSTANTIVE = 330
_HEAD_LIMIT = 40
_TAIL_LIMIT = 900


def section_reason(line: str) -> str:
    """Return why a line that stands alone is furniture, "" if it is not.

    >>> section_reason("What's new")
    'whats_new'
    >>> section_reason("What's new in the sentencing bill")
    ''
    """
    text = " ".join(line.split())
    if not text or len(text) > 200:
        return ""
    for reason, pattern in _SECTION_PATTERNS:
        if pattern.fullmatch(text):
            return reason
    return ""


def split_glued(pieces: list[Piece], text: str | None) -> list[Piece]:
    """Cut furniture that a scraper glued onto the end of a paragraph into pieces of its own.

    ``text`` is the file where pieces are spans of it, None where pieces carry their words.
    """
    result: list[Piece] = []
    for piece in pieces:
        words = piece.text if text is None else text[piece.start : piece.end]
        prose = len(words) > _HEAD_LIMIT and piece.kind in {"paragraph", "list_item", "quote"}
        found = _GLUED.search(words) if prose else None
        if found is None or len(words) - found.end() > _TAIL_LIMIT or found.start() < _HEAD_LIMIT:
            result.append(piece)
            continue
        reason = section_reason(found.group(1)) or "related"
        tail = Piece(kind="paragraph", text="", layer="furniture", reason=reason, page=piece.page, hint="glued")
        if text is None:
            tail.text, piece.text = words[found.end() :], words[: found.start()]
        else:
            tail.start, tail.end = piece.start + found.end(), piece.end
            piece.end = piece.start + found.start()
        result += [piece, tail]
    return result


def mark_page_furniture(pieces: list[Piece], texts: list[str], *, scraped: bool = False) -> None:
    """Set layer and reason of pieces that are furniture by their own words and place.

    ``scraped`` text may hold the header of a page, which no markup tells apart.
    """
    if scraped:
        _mark_header(pieces, texts)
    reason = ""
    for index, (piece, text) in enumerate(zip(pieces, texts, strict=True)):
        if piece.layer == "furniture":
            # A glued tail opens a section like a heading of its own.
            reason = piece.reason if piece.hint == "glued" and piece.reason not in _LINE_ONLY else reason
            continue
        found = section_reason(text) if piece.kind != "table_cell" else ""
        if not found and piece.kind == "paragraph" and _is_menu(text):
            found = "navigation"
        if found:
            if found in _LINE_ONLY or not _opens_section(index, pieces, texts):
                if found in _LINE_ONLY or piece.kind != "heading" or ":" in text:
                    piece.layer, piece.reason = "furniture", found
                continue
            reason = found
        elif reason and _resumes(index, pieces, texts):
            reason = ""
        if reason:
            piece.layer, piece.reason = "furniture", reason


def _mark_header(pieces: list[Piece], texts: list[str]) -> None:
    """Site header lines of a scraped page: between the first and the last of them, bare taglines too."""
    zone = 0
    while zone < min(len(pieces), 25) and not _is_prose(texts[zone]):
        zone += 1
    marked = [
        index
        for index in range(zone)
        if pieces[index].kind != "list_item" and _HEADER_LINE.match(" ".join(texts[index].split()))
    ]
    for index in marked:
        pieces[index].layer, pieces[index].reason = "furniture", "site_header"
    menu = next((index for index in range(zone) if _is_menu(texts[index])), None)
    if menu is not None:
        for index in range(menu + 1):
            if len(texts[index].split()) <= 6 or index == menu:
                pieces[index].layer, pieces[index].reason = (
                    "furniture",
                    "navigation" if index == menu else "site_header",
                )
    if len(marked) >= 2:
        for index in range(marked[0], marked[-1]):
            if texts[index][:1].islower():
                pieces[index].layer, pieces[index].reason = "furniture", "site_header"


def _is_menu(text: str) -> bool:
    """Whether a line is a menu: at least three short entries with wide gaps or bars between them."""
    entries = [entry for entry in re.split(r"\s{2,}|\s*[|·•>]\s*|\t", text.strip()) if entry]
    return len(entries) >= 3 and all(
        len(entry) <= 28 and not entry.endswith((".", ":")) and not any(char.isdigit() for char in entry)
        for entry in entries
    )


def _is_prose(text: str) -> bool:
    return len(text) >= 150 and "." in text


def _opens_section(index: int, pieces: list[Piece], texts: list[str]) -> bool:
    """Whether what follows a listed heading looks like teasers rather than like the publication's own section."""
    total = sum(
        len(text)
        for piece, text in zip(pieces, texts, strict=True)
        if piece.layer == "body" or piece.reason in _SECTION_NAMES
    )
    rest = sum(len(text) for piece, text in zip(pieces[index:], texts[index:], strict=True) if piece.layer == "body")
    if rest > 0.4 * total and rest > 500:
        # Too much follows for teasers: the publication goes on.
        return False
    following = list(range(index + 1, min(len(pieces), index + 4)))
    if not following:
        return True
    return not any(len(texts[position]) >= _SUBSTANTIVE for position in following[:2])


def _resumes(index: int, pieces: list[Piece], texts: list[str]) -> bool:
    """Whether substantive prose begins at ``index``: two long paragraphs, or a heading right before them."""
    ahead = [len(texts[position]) for position in range(index, min(len(pieces), index + 4))]
    if pieces[index].kind == "heading":
        return len(ahead) > 2 and ahead[1] >= _SUBSTANTIVE and max(ahead[2:]) >= _SUBSTANTIVE // 2
    return ahead[0] >= _SUBSTANTIVE and len(ahead) > 1 and max(ahead[1:]) >= _SUBSTANTIVE
