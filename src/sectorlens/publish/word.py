"""Word and Markdown briefings that stand alone: every citation carries its quote, source, date and address."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_BREAK
from docx.shared import Pt, RGBColor

from sectorlens.publish.briefing import Statement, ThemeBriefing, brief_theme, main_points
from sectorlens.publish.citing import Citation, Citations
from sectorlens.publish.markdown import theme_markdown
from sectorlens.publish.report import Asked, Report
from sectorlens.publish.wording import DEMONSTRATION, NO_CLAIM_OF_ABSENCE, STRENGTHS, count, label_of
from sectorlens.text import clean_text, shorten, squeeze

_EPOCH = datetime(2000, 1, 1)
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_MAX_ROWS = 200


def write_briefings(report: Report, target: Path) -> None:
    """Write ``briefing.docx`` and, for every theme, ``themes/<stem>.docx`` and ``.md`` under ``target``."""
    briefings = [brief_theme(report, theme) for theme in report.findings.themes.themes]
    _save(_whole(report, briefings), target / "briefing.docx")
    folder = target / "themes"
    folder.mkdir(parents=True, exist_ok=True)
    for briefing in briefings:
        stem = report.theme_stem(briefing.theme)
        document = _start(report, briefing.title)
        _add_theme(document, briefing, level=1)
        _add_sources(document, list(briefing.citations))
        _save(document, folder / f"{stem}.docx")
        (folder / f"{stem}.md").write_text(theme_markdown(report, briefing), "utf-8", newline="\n")


def _whole(report: Report, briefings: list[ThemeBriefing]) -> Any:
    document = _start(report, report.facts.title)
    citations = Citations(report)
    _heading(document, "Main points", 1)
    points = main_points(report, citations)
    for point in points:
        _add_statement(document, point, "List Bullet")
    if not points:
        document.add_paragraph(f"No main points. {NO_CLAIM_OF_ABSENCE}")
    _add_sources(document, citations.all)
    for briefing in briefings:
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _heading(document, f"Theme: {briefing.title}", 1)
        _add_theme(document, briefing, level=2)
        _add_sources(document, list(briefing.citations))
    _heading(document, "All recommendations", 1)
    _add_recommendations(document, report.recommendations)
    return document


def _start(report: Report, title: str) -> Any:
    document = docx.Document()
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(11)
    properties = document.core_properties
    properties.title, properties.author = clean_text(title), f"sectorlens {report.facts.version}"
    properties.created = properties.modified = _EPOCH
    properties.comments = report.facts.disclaimer
    properties.language = "en-GB"
    document.add_heading(clean_text(title), level=0)
    if report.facts.demonstration:
        run = document.add_paragraph().add_run(DEMONSTRATION)
        run.bold = True
        run.font.color.rgb = RGBColor(0x8A, 0x3B, 0x00)
    lines = [f"{report.based_on()}. {report.facts.sector_name}."]
    if report.findings.themes.note and not report.findings.themes.note.startswith("Based on"):
        lines.append(report.findings.themes.note)
    for line in (*lines, report.facts.disclaimer):
        document.add_paragraph(clean_text(line))
    return document


def _heading(document: Any, text: str, level: int) -> None:
    document.add_heading(clean_text(squeeze(text)), level=level)


def _add_statement(document: Any, statement: Statement, style: str | None = None) -> None:
    paragraph = document.add_paragraph(clean_text(statement.text), style=style)
    for citation in statement.citations:
        paragraph.add_run(f" [{citation.number}]").font.superscript = True
    if statement.note:
        paragraph.add_run(f" ({statement.note})").italic = True


def _add_theme(document: Any, briefing: ThemeBriefing, *, level: int) -> None:
    if briefing.theme.description:
        document.add_paragraph(clean_text(briefing.theme.description))
    document.add_paragraph(
        f"{count(len(briefing.theme.publication_ids), 'publication')}, {count(briefing.passages, 'passage')}."
    )
    _heading(document, "What the publications say", level)
    for sentence in briefing.summary:
        _add_statement(document, sentence)
    if briefing.messages:
        _heading(document, "Key messages", level)
        for message in briefing.messages:
            _add_statement(document, message, "List Bullet")
    _heading(document, "Who says it", level)
    for speaker in briefing.speakers:
        titles = "; ".join(f"{card.title} ({card.date_shown})" for card in speaker.cards)
        document.add_paragraph(clean_text(f"{speaker.name}: {titles}"), style="List Bullet")
    if briefing.recommendations:
        _heading(document, "Recommendations", level)
        _add_recommendations(document, list(briefing.recommendations))


def _add_recommendations(document: Any, recommendations: list[Asked]) -> None:
    if not recommendations:
        document.add_paragraph(NO_CLAIM_OF_ABSENCE)
        return
    table = document.add_table(rows=1, cols=4, style="Light Grid Accent 1")
    for cell, head in zip(table.rows[0].cells, ("Asked of", "Recommendation", "Strength", "Source"), strict=True):
        cell.text = head
    # A Word table of thousands of rows does not open in reasonable time; the workbook has them all.
    for asked in recommendations[:_MAX_ROWS]:
        cells = table.add_row().cells
        cells[0].text = clean_text(asked.organisation.text if asked.organisation else asked.addressee)
        cells[1].text = clean_text(shorten(asked.found.text, 600))
        cells[2].text = label_of(asked.found.strength, STRENGTHS)
        cells[3].text = clean_text(f"{asked.card.title}. {asked.asked_by_text}, {asked.card.date_shown}")
    if len(recommendations) > _MAX_ROWS:
        document.add_paragraph(f"The first {_MAX_ROWS} of {len(recommendations):,}; sectorlens.xlsx has all.")


def _add_sources(document: Any, citations: list[Citation]) -> None:
    if not citations:
        return
    _heading(document, "Sources", 2)
    for citation in citations:
        paragraph = document.add_paragraph(f"[{citation.number}] ")
        paragraph.add_run(clean_text(f"“{citation.quote}”")).italic = True
        paragraph.add_run(clean_text(f" {citation.source_line}"))


def _save(document: Any, path: Path) -> None:
    # python-docx stamps zip members with the time of day: write them again with a fixed one.
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as fixed:
        for item in made.infolist():
            info = zipfile.ZipInfo(item.filename, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(info, made.read(item))
