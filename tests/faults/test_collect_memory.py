"""Bombs and lists without end cost little memory."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

from chaos import Chaos, article, gzip_bomb, index
from runs_of_collecting import taken

MEASURED = """
import sys
sys.path.insert(0, {faults!r})
from pathlib import Path
from sectorlens.collect.address import AddressGuard
from sectorlens.collect.collecting import Collector
from sectorlens.model import Source
from sectorlens.settings import CollectSettings
from websites import FakeClock
port = {port}
guard = AddressGuard(lambda host, at: ["127.0.0.1"], frozenset({{("127.0.0.1", port)}}))
source = Source(id="chaos", kind="web", seeds=(f"http://chaos.test:{{port}}/",))
settings = CollectSettings(contact="info@test.example", pages_per_host=30)
Collector(Path({folder!r}), [source], settings, guard=guard, clock=FakeClock().clock()).run()
# Not ru_maxrss: across vfork and exec that is the peak of the process which started this one.
status = Path("/proc/self/status").read_text()
print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
"""


def test_memory_stays_small_with_bombs_and_a_huge_sitemap(chaos: Chaos, folder: Path) -> None:
    many = b"".join(b"<url><loc>%s%d/</loc></url>" % (chaos.url("/p/").encode(), n) for n in range(200_000))
    chaos.page(
        "/robots.txt",
        f"Sitemap: {chaos.url('/map.xml')}\nSitemap: {chaos.url('/bomb.xml.gz')}\n".encode(),
        content_type="text/plain",
    )
    chaos.page(
        "/map.xml",
        gzip.compress(b"<urlset>" + many + b"</urlset>"),
        content_encoding="gzip",
        content_type="application/xml",
    )
    chaos.page("/bomb.xml.gz", gzip_bomb(400_000_000), content_type="application/gzip")
    chaos.page("/", index("/bomb/", "/deep/", "/tags/", "/words/", "/a/"))
    chaos.page("/bomb/", gzip_bomb(400_000_000), content_encoding="gzip")
    chaos.page("/deep/", b"<html><body>" + b"<div>" * 200_000 + b"deep")
    chaos.page("/tags/", b"<html><body>" + b"<p>" * 600_000)
    chaos.page("/words/", b"<html><body><p " + b"".join(b"a%d=1 " % n for n in range(200_000)) + b">" + b"w " * 500_000)
    chaos.page("/a/", article("A"))
    script = MEASURED.format(faults=str(Path(__file__).parent), port=chaos.port, folder=str(folder))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert int(done.stdout) < 200, "megabytes"
    assert "a/" in taken(folder)
