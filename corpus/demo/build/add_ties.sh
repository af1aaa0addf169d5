#!/bin/sh
# Append the ties that the gold states and the world lacks to world.toml (to be read over by hand).
set -e
cd "$(dirname "$0")"
lines=$("${PYTHON:-python3}" tie_lines.py)
[ -z "$lines" ] && exit 0
"${PYTHON:-python3}" - "$lines" <<'PY'
import sys
from pathlib import Path
path = Path("world.toml")
text = path.read_text(encoding="utf-8")
head, mark, rest = text.partition("[presence]")
head = head.rstrip().removesuffix("]") + sys.argv[1].rstrip("\n") + "\n]\n\n"
path.write_text(head + mark + rest, encoding="utf-8")
PY
