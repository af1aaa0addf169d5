"""A listener that nobody should ever reach, and sixty ways to ask for it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Every way to write, or to hide, an address inside somebody's network.
INSIDE = (
    "127.0.0.1 127.1 127.0.1 127.255.255.254 0.0.0.0 0 2130706433 0x7f000001 0x7f.1 0x7f.0.0.1 0177.0.0.1 017700000001 "
    "00000177.1 127.0.0.1. 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.255.255 "
    "169.254.169.254 169.254.0.1 2852039166 0xa9fea9fe 0251.0376.0251.0376 100.64.0.1 100.100.100.200 100.127.255.255 "
    "192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 "
    "239.255.255.255 240.0.0.1 255.255.255.255 [::] [::1] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] "
    "[::127.0.0.1] [::ffff:0:127.0.0.1] [::ffff:169.254.169.254] [64:ff9b::7f00:1] [64:ff9b::169.254.169.254] "
    "[64:ff9b:1::7f00:1] [2002:7f00:1::] [2002:a9fe:a9fe::1] [2001:0:7f00:1::] [2001::1] [2001:10::1] [2001:db8::1] "
    "[fe80::1] [fe80::1%25lo] [fec0::1] [fc00::1] [fd00:ec2::254] [ff02::1] [3fff::1] [5f00::1] [100::1] "
    "localhost localhost.localdomain ip6-localhost 127.0.0.1.nip.test"
).split()


@contextmanager
def canary_listener() -> Iterator[tuple[int, list[object]]]:
    """A listener on loopback (both families) that counts who comes."""
    came: list[object] = []
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]

    def accept() -> None:
        while True:
            try:
                connection, where = listener.accept()
            except OSError:
                return
            came.append(where)
            connection.close()

    threading.Thread(target=accept, daemon=True).start()
    yield port, came
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def resolve_like_the_system(host: str, port: int) -> list[str]:
    """Understand number forms as C libraries do, and names that lead inside; no real look-up leaves the test."""
    try:
        return [socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))]
    except OSError:
        return ["127.0.0.1"]
