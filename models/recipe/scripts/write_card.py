"""Write MODEL_CARD.md from metrics.json and the passages, so that no figure is typed by hand.

python write_card.py MODELS_FOLDER
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from ner_data import read_passage_samples

SETS = {
    "own": "own test part (synthetic)", "govner-test": "GOV.UK (govner)", "re3d-ukgov-test": "re3d, UK government",
    "re3d-test": "re3d", "crossner_politics-test": "CrossNER politics", "wikigold-test": "WikiGold",
    "gum-test": "GUM", "uner_ewt-test": "UNER EWT",
}  # fmt: skip
DATA = """| data | used for | licence |
|---|---|---|
| UD English EWT (train) | syntax | CC BY-SA 4.0 |
| UD English GUM (train, no conversation) | syntax | annotation CC BY 4.0; texts CC BY, CC BY-SA, public domain |
| GUM entities (named, free genres) | names | as above |
| UNER English EWT (dev part) | names | CC BY-SA 4.0 |
| WikiGold | names | CC BY 4.0 |
| CrossNER (five domains) | names | MIT; Wikipedia text CC BY-SA |
| re3d without the BBC part, descriptions dropped | names | OGL v3, CC BY-SA, CC BY 3.0 AU, public domain by source |
| govuk-content-metadata annotations | names | MIT; content OGL v3 |
| passages written for Sectorlens (synthetic) | names | CC BY-SA 4.0 |
| UK-CAT charity names; government and prison registers | swapped copies | CC BY 4.0 / OGL v3; OGL v3; MIT / OGL v3 |
| first names, surnames, places, look-alikes (`data/names`) | swapped copies | CC BY-SA 4.0 |
"""
STAGES = """
The shipped weights were made in stages, as `recipe/project.yml` does, with one difference: the passages grew meanwhile.
The names saw six of the first twelve files of passages (2,218 passages) for 2,400 steps, seven for 1,000, eight for
1,500 and all twelve for 4,500; four later files taught only the context model and the decisions.
Syntax: 5,000 steps, then 400 at a low rate.  A rebuild gives equally trained, not bit-equal weights.  The
pages (`data/pages`) taught only the context model and the decisions; the test part taught nothing.
"""
WEAK = """- Names that are ordinary words (Advance, Together, Unlock) without a hint in the block; names in lower case.
- Bodies outside the United Kingdom, bands, sports clubs and products (see GUM and UNER below): it marks too many.
- Descriptions ("the probation service", "the coalition") are not marked; re3d counts them, so its recall there is low.
- Headings in capitals or Title Case; captions and fragments without a verb.
- Kinds of bodies: it knows ORG only; charity, prison, funder and so on are decided afterwards.
- Spoken language: the parser saw no conversation. Sentence ends in text without layout are weak (see below).
- The passages are synthetic. Scores on the own test part say how consistent the network is with texts of that making,
  not how it does on pages from the web; the open sets and held-back gold say more about that.
"""
CONTEXT = """An encoder of word pieces in their context (BERT), run by onnxruntime with 8-bit weights; only training
needs torch.  Windows of whole sentences go in, with the publisher's name at the head, organisations marked by their
kind, and headings and lists told apart; what stands above says what names a body and of which kind, which segments
state a need, which sentences and items ask and whom, and which bodies are tied.  Its opinion is one of several: it is
joined with what lists, lexicon, rules and the sentence alone say (`learnt_names.json`, `learnt_needs.json`,
`learnt.json`, `learnt_joint.json`), and that join is fitted on texts that it has not seen.  Without it each sentence is
judged by itself.

Start: layers and piece vectors of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0).  It learnt from the passages,
the pages, the demonstration outside its frozen part and the phrases of needs, all synthetic; every second passage and
page without being told who published it.  What names a body it learnt from two open sets as well: the sentences of
GOV.UK that the Government Digital Service annotated (govuk-content-metadata: MIT, content OGL v3) and WikiGold
(CC BY 4.0).  Raw text of GOV.UK (OGL v3) only says which pieces are kept.  Three epochs in half precision, with a tenth
of the bodies and some pieces masked each time, then two more twice in other orders, and the mean of both (Wortsman et
al. 2022).  The pages of six writers (80) were left out, and on these its joins for names and ties are fitted; those for
needs and requests are of an earlier version, since fitted anew they did worse on pages from the web.  It is English
only, and has seen the kinds of page that those texts imitate.
"""


def percent(score: dict[str, Any]) -> str:
    """Return F1 with interval, precision and recall as percentages."""
    low, high = score["interval"]
    return (
        f"{100 * score['f1']:.1f} ({100 * low:.1f}–{100 * high:.1f}) | {100 * score['precision']:.1f} | "
        f"{100 * score['recall']:.1f} | {score['gold']}"
    )


def ner_tables(metrics: dict[str, Any]) -> list[str]:
    """Return the table of organisation scores and that of the other labels."""
    rows = ["| ORG, strict spans | F1 (95 % interval) | P | R | gold |", "|---|---|---|---|---|"]
    parts = metrics["ner"] | ({"own": metrics["own"]} if "own" in metrics else {})
    for key, title in SETS.items():
        if key in parts:
            rows.append(f"| {title} | {percent(parts[key]['ORG'])} |")
            for extra, words in (
                ("ORG unseen", "names in no list and no training text"),
                ("ORG named", "named bodies only"),
            ):
                if extra in parts[key]:
                    rows.append(f"| … {words} | {percent(parts[key][extra])} |")
    rows += ["", "| F1 | PERSON | LOC | LOOK |", "|---|---|---|---|"]
    for key, title in SETS.items():
        if key in parts:
            cells = [f"{100 * parts[key][n]['f1']:.1f}" if n in parts[key] else "" for n in ("PERSON", "LOC", "LOOK")]
            rows.append(f"| {title} | {' | '.join(cells)} |")
    return rows


def syntax_table(metrics: dict[str, Any]) -> list[str]:
    """Return the table of syntax scores."""
    rows = [
        "| test part | LAS (95 % interval) | UAS | tags | UPOS | features | lemmas | sentences F1 |",
        "|---|" + "---|" * 7,
    ]
    for name, s in metrics["syntax"].items():
        cells = [s[k] for k in ("dep_uas", "tag_acc", "pos_acc", "morph_acc", "lemma_acc", "sents_f")]
        low, high = s["las_interval"]
        las = f"{100 * s['dep_las']:.1f} ({100 * low:.1f}–{100 * high:.1f})"
        rows.append(f"| {name} | {las} | " + " | ".join(f"{100 * c:.1f}" for c in cells) + " |")
    return rows


def runs_table(runs: dict[str, Any]) -> list[str]:
    """Return a table of organisation F1 per run and test set (ablations, learning curve)."""
    columns = [key for key in SETS if any(key in run for run in runs.values())]
    rows = ["| ORG F1 | " + " | ".join(SETS[c] for c in columns) + " |", "|---|" + "---|" * len(columns)]
    for name, run in runs.items():
        rows.append(f"| {name} | " + " | ".join(f"{100 * run[c]:.1f}" if c in run else "" for c in columns) + " |")
    return rows


def context_section(measured: dict[str, Any]) -> list[str]:
    """Return what the card says of the context model; a figure that was not measured leaves its line out."""
    figures = (
        ("layers", "- {:d} layers"),
        ("pieces", "- {:,d} word pieces"),
        ("texts", "- trained on {:,d} texts"),
        ("size_mb", "- {:.1f} MB"),
        ("words_per_second", "- {:,.0f} words/s of one core's processor time"),
    )
    lines = ["## sectorlens_context (Apache-2.0)", "", CONTEXT]
    lines += [words.format(measured[key]) for key, words in figures if key in measured]
    return [*lines, ""] if measured else lines


def main() -> None:
    """Write the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path)
    models: Path = parser.parse_args().models
    metrics = json.loads((models / "metrics.json").read_text(encoding="utf-8"))
    meta = json.loads((models / "sectorlens_en" / "meta.json").read_text(encoding="utf-8"))
    counts = []
    for part in ("passages", "pages", "test"):
        samples = read_passage_samples((models / "data" / part).glob("*.txt"))
        organisations = sum(label == "ORG" for s in samples for *_, label, _ in s.ents)
        counts.append(f"{part}: {len({s.source for s in samples})} texts, {len(samples)} blocks, {organisations} ORG")
    pipeline = metrics["pipeline"]
    lines = [
        "# Models", "",
        "Written by `recipe/scripts/write_card.py` from `metrics.json`; test parts were never trained on.", "",
        f"## sectorlens_en {meta['version']} (CC BY-SA 4.0)", "",
        f"spaCy pipeline for English: {', '.join(meta['pipeline'])}.",
        "One block (paragraph, heading, list item) is one `Doc`.",
        "UD v2 syntax; names ORG, PERSON, LOC and LOOK (looks like a body and is none: review, law, event, report).",
        f"{pipeline['bytes'] / 1e6:.1f} MB, loads in {pipeline['load_seconds']} s, "
        f"{pipeline['words_per_second']:,.0f} words/s of one core's processor time.", "",
        "### Trained on", "", DATA,
        "Annotated texts written for Sectorlens:", "", *[f"- {line}" for line in counts], "", STAGES,
        "### What it is bad at", "", WEAK, "### Names", "", *ner_tables(metrics), "",
        "### Syntax", "", *syntax_table(metrics), "",
    ]  # fmt: skip
    for key, title in (("ablations", "Ablations"), ("curve", "Learning curve over passages")):
        if key in metrics:
            lines += [f"### {title}", "", metrics[key]["note"], "", *runs_table(metrics[key]["runs"]), ""]
    if "asks" in metrics:
        lines += [
            "### Requests",
            "",
            metrics["asks"]["note"],
            "",
            "```",
            json.dumps(metrics["asks"]["scores"], indent=1),
            "```",
            "",
        ]
    static = metrics["static"]
    lines += [
        "## sectorlens_static (Apache-2.0)", "",
        "Static word-piece vectors distilled from all-MiniLM-L6-v2 (Apache-2.0): 29,525 × 256, 8 bits, 8.1 MB;",
        "run time needs numpy and tokenizers. On 4,203 activities of UK charities (12 groups; reported only):", "",
        "| vectors | clustering NMI |", "|---|---|",
        *[f"| {name} | {value:.3f} |" for name, value in static["nmi"].items()], "",
        f"Agreement with the teacher over pairs of texts (Spearman): {static['spearman_with_teacher']:.3f}; "
        f"{static['texts_per_second']['static'] / static['texts_per_second']['teacher']:.0f} times its speed.", "",
    ]  # fmt: skip
    if "context" in metrics:
        lines += context_section(metrics["context"])
    (models / "MODEL_CARD.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
