"""Theme briefings in Markdown, with every character of quoted text that Markdown would act on escaped."""

from __future__ import annotations

import re

from sectorlens.publish.briefing import Statement, ThemeBriefing
from sectorlens.publish.report import Report
from sectorlens.publish.wording import DEMONSTRATION, count
from sectorlens.text import squeeze

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_LINE_START = re.compile(r"^([-+=]|\d+(?=[.)]))")


def escape_markdown(text: str) -> str:
    r"""Return ``text`` on one line so that Markdown shows it as it is.

    >>> escape_markdown("* <b>Not</b> bold")
    '\\* \\<b\\>Not\\</b\\> bold'
    """
    return _LINE_START.sub(r"\\\1", _SPECIAL.sub(r"\\\1", squeeze(text)))


def theme_markdown(report: Report, briefing: ThemeBriefing) -> str:
    """Return the briefing of one theme as Markdown that stands alone."""
    lines = [f"# {escape_markdown(briefing.title)}", ""]
    if report.facts.demonstration:
        lines += [f"**{DEMONSTRATION}**", ""]
    theme = briefing.theme
    lines += [
        f"{report.based_on()}; {count(len(theme.publication_ids), 'publication')} and "
        f"{count(briefing.passages, 'passage')} in this theme.",
        "", f"*{report.facts.disclaimer}*", "",
    ]  # fmt: skip
    if theme.description:
        lines += [escape_markdown(theme.description), ""]
    lines += ["## What the publications say", ""]
    for sentence in briefing.summary:
        lines += [_statement(sentence), ""]
    if briefing.messages:
        lines += ["## Key messages", "", *(f"- {_statement(message)}" for message in briefing.messages), ""]
    lines += ["## Who says it", ""]
    for speaker in briefing.speakers:
        titles = "; ".join(f"{escape_markdown(card.title)} ({card.date_shown})" for card in speaker.cards)
        lines.append(f"- {escape_markdown(speaker.name)}: {titles}")
    if briefing.recommendations:
        lines += ["", "## Recommendations", ""]
        for asked in briefing.recommendations:
            to = asked.organisation.text if asked.organisation else asked.addressee
            source = (
                f"{escape_markdown(asked.asked_by_text)}, {escape_markdown(asked.card.title)}, {asked.card.date_shown}"
            )
            lines.append(f"- **{escape_markdown(to)}**: {escape_markdown(asked.found.text)} ({source})")
    lines += ["", "## Sources", ""]
    for citation in briefing.citations:
        quote, source = escape_markdown(citation.quote), escape_markdown(citation.source_line)
        lines.append(f"{citation.number}. “{quote}” {source}")
    return "\n".join(lines) + "\n"


def _statement(statement: Statement) -> str:
    numbers = "".join(f" [{citation.number}]" for citation in statement.citations)
    note = f" ({statement.note})" if statement.note else ""
    return f"{escape_markdown(statement.text)}{numbers}{note}"
