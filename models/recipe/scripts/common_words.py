"""List the ordinary words of the passages: what two of them write in lower case.

python common_words.py PASSAGES OUT.json

A name of such words alone ("Planning Committee") is more often none.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "data"))
from convert import read_files

WORD = re.compile(r"(?<![\w’'-])[a-z]+(?:['’-][a-z]+)*(?!\w)")
FEWEST = 2


def main() -> None:
    """Write the words in order of the alphabet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("passages", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    counted: Counter[str] = Counter()
    for passage in read_files(sorted(args.passages.glob("*.txt"))):
        counted.update({word for _, block in passage.placed() for word in WORD.findall(block.marked.text)})
    words = sorted(word for word, passages in counted.items() if passages >= FEWEST)
    args.out.write_text(json.dumps(words, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
