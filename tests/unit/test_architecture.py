"""The house as docs/architecture.md draws it: imports go down, stages stay apart, one room connects outward."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "sectorlens"
FLOORS = {
    "errors": 0, "text": 0, "model": 0,
    "settings": 1, "store": 1, "sector": 1, "memory": 1, "nlp": 1,
    "collect": 2, "parse": 2, "extract": 2, "relate": 2, "resolve": 2, "themes": 2, "graph": 2, "register": 2,
    "verify": 3, "publish": 3, "review": 3, "search": 3, "quality": 3,
    "tools": 4, "stages": 4, "run": 4, "workers": 4, "reading": 4, "steps": 4, "report": 4, "flow": 4, "analysis": 4,
    "evaluation": 4, "measuring": 4, "reviewing": 4, "cluster": 4, "serve": 4, "doctor": 4, "progress": 4,
    "scaffold": 4,
    "cli": 5, "cli_collect": 5, "__main__": 5, "__init__": 5,
}  # fmt: skip
STAGES = {room for room, floor in FLOORS.items() if floor == 2}
OUTWARD = {"requests", "urllib3", "http.client", "urllib.request", "aiohttp", "httpx", "ftplib", "smtplib"}
LISTENING = {"http.server", "socketserver", "wsgiref", "asyncio"}
MODULES = sorted(SOURCE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_imported(path: Path) -> set[str]:
    rooms = set()
    for name in imports_of(path):
        parts = name.split(".")
        if parts[0] == "sectorlens" and len(parts) > 1 and parts[1] in FLOORS:
            rooms.add(parts[1])
    return rooms - {room_of(path)}


def test_every_room_has_a_floor() -> None:
    assert {room_of(path) for path in MODULES} <= set(FLOORS)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_imports_go_down(path: Path) -> None:
    own = room_of(path)
    for other in rooms_imported(path):
        assert FLOORS[other] <= FLOORS[own], f"{own} (floor {FLOORS[own]}) imports {other} (floor {FLOORS[other]})"
        assert not (own in STAGES and other in STAGES), f"stage {own} imports stage {other}"


def test_rooms_have_no_cycle() -> None:
    graph: dict[str, set[str]] = {}
    for path in MODULES:
        graph.setdefault(room_of(path), set()).update(rooms_imported(path))
    done: set[str] = set()

    def visit(room: str, trail: tuple[str, ...]) -> None:
        assert room not in trail, " → ".join((*trail, room))
        if room not in done:
            for other in sorted(graph.get(room, ())):
                visit(other, (*trail, room))
            done.add(room)

    for room in sorted(graph):
        visit(room, ())


def test_only_collect_connects_and_only_serve_listens() -> None:
    for path in MODULES:
        names = set(imports_of(path))
        if room_of(path) != "collect":
            assert not {name for name in names if name in OUTWARD or name.split(".")[0] in OUTWARD}, path
            assert "socket.create_connection" not in path.read_text("utf-8"), path
        if room_of(path) != "serve":
            assert not names & LISTENING, path


def test_only_cluster_knows_dask() -> None:
    dask = {"dask", "distributed"}
    users = {room_of(path) for path in MODULES if any(n.split(".")[0] in dask for n in imports_of(path))}
    assert users <= {"cluster"}


def test_library_code_neither_prints_nor_exits() -> None:
    for path in MODULES:
        if room_of(path) in {"cli", "__main__"}:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        # What stands under `if __name__ == "__main__"` is a door, not library code.
        tree.body = [
            node for node in tree.body if not (isinstance(node, ast.If) and "__name__" in ast.unparse(node.test))
        ]
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in {"print", "sys.exit", "exit", "quit"}, f"{path}:{node.lineno} calls {called}"


def test_files_stay_small() -> None:
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in MODULES}
    too_long = {p.relative_to(SOURCE).as_posix(): n for p, n in sizes.items() if n > 400}
    assert not too_long
