"""The words readers see: labels, dates, counts.  Quotations never pass through here."""

from __future__ import annotations

from collections.abc import Mapping

DEMONSTRATION = (
    "Demonstration. The publishers, organisations and findings here are fictional, "
    "written to show what sectorlens does."
)
NO_CLAIM_OF_ABSENCE = "We found none in these publications; that does not mean there is none."
UNDATED = "undated"

ORGANISATION_KINDS: Mapping[str, str] = {
    "charity": "charity", "network": "network or umbrella body", "government": "government department",
    "public_body": "public body", "prison": "prison", "funder": "funder", "academic": "university or research centre",
    "company": "company", "programme": "programme or project", "media": "media", "other": "other",
}  # fmt: skip

DOCUMENT_TYPES: Mapping[str, str] = {
    "blog": "blog", "report": "report", "briefing": "briefing", "consultation_response": "consultation response",
    "evidence": "evidence", "news": "news", "index": "list of publications", "transcript": "transcript",
    "other": "other",
}  # fmt: skip

ADDRESSEES: Mapping[str, str] = {
    "government": "Government", "commissioners": "Commissioners",
    "voluntary sector organisations": "Voluntary sector organisations",
    "infrastructure organisations": "Infrastructure organisations", "prisons": "Prisons", "probation": "Probation",
    "funders": "Funders", "local authorities": "Local authorities", "sector": "The sector as a whole",
    "other": "Somebody else, or not said",
}  # fmt: skip

STRENGTHS: Mapping[str, str] = {
    "must": "must", "should": "should", "could": "could", "imperative": "instruction",
}  # fmt: skip

TIES: Mapping[str, tuple[str, str]] = {
    "partners_with": ("works with", "works with"),
    "member_of": ("is a member of", "has as a member"),
    "funds": ("funds", "is funded by"),
    "commissions": ("commissions", "is commissioned by"),
    "delivers_for": ("delivers for", "has work delivered by"),
    "supports": ("supports", "is supported by"),
    "part_of": ("is part of", "includes"),
    "co_published_with": ("published with", "published with"),
    "advises": ("advises", "is advised by"),
    "succeeded_by": ("was succeeded by", "succeeded"),
}
"""Each kind of tie as a verb, read from the source and from the target."""

POLARITIES: Mapping[str, str] = {
    "stated": "stated", "unmet": "said to be unmet", "met": "said to be met", "denied": "denied",
    "affirmed": "affirmed", "ended": "said to have ended",
}  # fmt: skip
MODALITIES: Mapping[str, str] = {
    "stated": "stated", "planned": "planned", "hoped": "hoped for", "reported": "reported by others",
}  # fmt: skip
VOICES: Mapping[str, str] = {"own": "the publication", "quoted": "somebody quoted", "reported": "somebody reported"}
OUTCOMES: Mapping[str, str] = {"ok": "read", "partial": "read in part", "skipped": "left out", "failed": "failed"}

TITLE_FROM: Mapping[str, str] = {
    "metadata": "from the file or page", "heading": "from its first heading", "text": "made from the first words",
}  # fmt: skip
PUBLISHER_FROM: Mapping[str, str] = {
    "source": "named for the website", "metadata": "from the file or page", "text": "from the text",
    "publication": "from another file of the publication", "website": "as on the other pages of its website",
    "inferred": "inferred from how the text speaks of itself", "": "not known",
}  # fmt: skip

NEEDS: Mapping[str, str] = {
    "housing": "Somewhere to live", "mental_health": "Mental health", "substance_misuse": "Drugs and alcohol",
    "physical_health": "Physical health", "employment": "Work", "education_training": "Education and training",
    "finance_debt_benefits": "Money, debt and benefits", "family_relationships": "Family and relationships",
    "abuse_trauma": "Experience of abuse and trauma", "attitudes_thinking": "Attitudes and thinking",
    "care_experience": "Experience of care", "racial_inequality": "Racial inequality", "legal_advice": "Legal advice",
    "digital_access": "Being online", "basic_needs": "Food, clothing and other basics",
    "custody_conditions": "Conditions in custody", "resettlement": "Leaving prison and settling",
    "complex_needs": "Several needs at once", "sector_funding": "Funding of organisations",
    "commissioning": "Commissioning and contracts", "collaboration": "Working together",
    "workforce": "Staff and volunteers", "data_evidence": "Data and evidence",
    "policy_voice": "A voice in policy", "service_design": "Design of services",
}  # fmt: skip
POPULATIONS: Mapping[str, str] = {
    "women": "women", "young_adults": "young adults", "older_people": "older people",
    "care_leavers": "people with experience of care", "racially_minoritised": "racially minoritised people",
    "families": "families of people in the justice system",
    "people_with_multiple_needs": "people facing several needs at once", "victims": "people harmed by crime",
    "general": "people in the justice system",
}  # fmt: skip

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


def label_of(code: str, labels: Mapping[str, str]) -> str:
    """Return the label of ``code``, or the code as plain words where a pack gives none.

    >>> label_of("peer_support", {})
    'Peer support'
    """
    plain = code.replace("_", " ")
    return labels.get(code) or plain[:1].upper() + plain[1:]


def show_date(date: str) -> str:
    """Return ``date`` as people write it; "undated" if empty.

    >>> show_date("2015-09-03"), show_date("2015-09"), show_date("2015"), show_date("")
    ('3 September 2015', 'September 2015', '2015', 'undated')
    """
    parts = date.split("-")
    if not date or not all(part.isdigit() for part in parts):
        return date or UNDATED
    shown = [parts[0]]
    if len(parts) > 1 and 1 <= int(parts[1]) <= 12:
        shown.insert(0, _MONTHS[int(parts[1]) - 1])
        if len(parts) > 2:
            shown.insert(0, str(int(parts[2])))
    return " ".join(shown)


def span_of(first: str, last: str) -> str:
    """Return the years from ``first`` to ``last``.

    >>> span_of("2015-09", "2019"), span_of("2015", "2015-09-01"), span_of("", "")
    ('2015 to 2019', '2015', 'undated')
    """
    years = [date[:4] for date in (first, last) if date]
    if not years:
        return UNDATED
    return years[0] if years[0] == years[-1] else f"{years[0]} to {years[-1]}"


def reason_label(code: str) -> str:
    """Return why something was left out or went wrong, from a code such as ``not_a_publication:event``.

    >>> reason_label("not_a_publication:event"), reason_label("too_large")
    ('Not a publication: an announcement of an event', 'Too large')
    """
    head, _, detail = code.replace("not_a_publication_", "not_a_publication:").partition(":")
    words = label_of(head, REASONS)
    words = words[:1].upper() + words[1:]
    return f"{words}: {REASONS.get(detail, detail.replace('_', ' '))}" if detail else words


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> count(1, "need"), count(1200, "need"), count(2, "body", "bodies")
    ('1 need', '1,200 needs', '2 bodies')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(items: list[str]) -> str:
    """Return items as a sentence lists them.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


DATE_FROM: Mapping[str, str] = {
    "publication": "another file of the publication",
    "json-ld": "from the page's own description", "meta": "from the page's own description",
    "time": "from a marked date on the page", "labelled": "from a labelled date in the text",
    "url": "from the address", "filename": "from the file name", "text": "from the text",
}  # fmt: skip
REASONS: Mapping[str, str] = {
    "damaged": "damaged",
    "duplicate": "a copy of another one",
    "empty": "empty",
    "encrypted": "locked with a password",
    "error": "an error page",
    "event": "an announcement of an event",
    "index": "a list of other pages",
    "internal_error": "a fault of the program",
    "job": "a job advertisement",
    "login": "a page that asks to log in",
    "no_text_layer": "pictures of pages without text (needs OCR)",
    "not_a_publication": "not a publication",
    "not_english": "not in English",
    "reader_crashed": "the reader of this format failed",
    "timeout": "took too long to read",
    "too_large": "too large",
    "too_much_memory": "needs too much memory",
    "truncated": "cut off",
    "unsupported_type": "a format that is not read",
}
DEFINITIONS: tuple[tuple[str, str], ...] = (
    ("Publication", "A blog, report, briefing or other text that was read. A landing page and its report count as one, "
     "and so do copies."),
    ("Recommendation", "A passage in which a publication asks somebody to do something, whatever it calls it: "
     "recommendation, lesson or call. It is shown with its own words and heading."),
    ("Repeated recommendation", "The same request found again in another publication."),
    ("Strength", "The first verb of asking: must (also have to, need to), should (also ought to), could (also might, "
     "may want to), or an instruction without such a verb (“Fund advice before release”)."),
    ("Need", "Something that people, or the sector, are said to lack or to struggle with. Needs that a publication "
     "calls met, or denies, are shown apart and not counted."),
    ("Tie", "A statement that two organisations work together, that one funds the other, and so on. Each tie shows the "
     "sentence that states it."),
    ("Named together", "Two organisations stand in the same passages. This is not evidence of working together."),
    ("Theme", "A group of passages about one thing, found by their words."),
    ("Key message", "A point that a theme makes, in the words of one publication, with how many make it."),
    ("Clear, doubtful", "Clear findings count. Doubtful ones are set apart under “Please check”."),
    ("Undated", "No date of publication was found. Undated publications are left out of everything told by year."),
    ("Untitled", "No title was found; the first words stand in its place."),
    ("Problem", "What could not be read or looks wrong, with what to do about it."),
    ("Correction", "A person's decision, kept in a file and followed in every later run."),
    ("Website", "A place from which publications are collected."),
)  # fmt: skip
