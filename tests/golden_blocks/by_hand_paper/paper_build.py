"""Build the ``paper-…`` PDFs and ``word-…`` files of the gold of blocks from the texts of this folder.

Run from any folder: ``python paper_build.py [NAME…]``.  It needs Chromium, LibreOffice Writer and groff on the
machine, and the packages typst, pypdf and python-docx.  Gold comes from the lines, never from the parser; the built
files are committed, so that measuring needs none of these programs.  Line breaks and division of words depend on
the fonts of the machine, blocks do not.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from lines import read_texts, write_case
from office_cases import OFFICE
from printed import PRINTED
from typeset import SET
from word_cases import WORDS


def main(wanted: list[str]) -> None:
    """Build the cases whose name is wanted, all of them where none is named."""
    texts = read_texts()
    count = 0
    cases = [("paper", "pdf", case) for case in (*PRINTED, *SET, *OFFICE)] + [("word", "docx", case) for case in WORDS]
    for kind, suffix, (name, text_name, make, published) in cases:
        if wanted and name not in wanted:
            continue
        text = texts[text_name]
        content, lines = make(text)
        title = next(line.text for line in lines if line.kind == "heading" and line.level == 1)
        write_case(f"{kind}-{name}", content, suffix, replace(text, title=title), lines, published)
        count += 1
    sys.stdout.write(f"{count} cases\n")


if __name__ == "__main__":
    main(sys.argv[1:])
