"""Which addresses may be connected to: public ones only, decided on the address that is really used.

``ipaddress.is_private`` is the wrong test: NAT64, 6to4 and multicast pass it as public, shared address space
(RFC 6598) is neither.  Here an address must be global by the IANA special-purpose registries (RFC 6890) and lie
in none of the ranges that carry another address inside or lead to many hosts.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from sectorlens.errors import FetchError

Resolver = Callable[[str, int], list[str]]

# Global by registry, but a way to somewhere else: translation, tunnels, relays, deprecated scopes.
_INDIRECT = tuple(
    ipaddress.ip_network(text)
    for text in (
        "::/96",  # IPv4-compatible, deprecated
        "::ffff:0:0/96",  # IPv4-mapped
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # local NAT64
        "2001::/23",  # Teredo, ORCHID and other protocol assignments
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fec0::/10",  # site-local, deprecated
        "192.88.99.0/24",  # 6to4 relay
        "192.0.0.0/24",  # protocol assignments
    )
)
WEB_PORTS = frozenset({80, 443, 8080, 8443})
RESOLVE_SECONDS = 20.0


def is_public(text: str) -> bool:
    """Return whether the IP address ``text`` may be connected to.

    >>> [is_public(a) for a in ("93.184.215.14", "127.0.0.1", "100.64.0.1", "64:ff9b::7f00:1", "224.0.0.1")]
    [True, False, False, False, False]
    """
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if "%" in text or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    return address.is_global and not any(address in network for network in _INDIRECT)


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of ``host`` in the order of the system resolver, within a time limit.

    Raises:
        OSError: the name has no address, or the resolver did not answer in time.
    """
    answer: list[str] = []
    fault: list[OSError] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.extend(dict.fromkeys(str(entry[4][0]) for entry in found))
        except OSError as error:
            fault.append(error)
        except UnicodeError as error:
            fault.append(OSError(f"'{host}' is no valid host name: {error}"))

    # getaddrinfo has no time limit of its own; a resolver that never answers must not stop the run.
    asker = threading.Thread(target=ask, daemon=True)
    asker.start()
    asker.join(RESOLVE_SECONDS)
    if fault:
        raise fault[0]
    if not answer:
        raise OSError(f"no address for '{host}' within {RESOLVE_SECONDS:.0f} s")
    return answer


@dataclass(frozen=True)
class AddressGuard:
    """Decides where connections may go.

    ``allowed`` lists (address, port) pairs that pass although they are not public: the tests' own servers.
    There is no switch that lets everything pass.
    """

    resolver: Resolver = resolve
    allowed: frozenset[tuple[str, int]] = field(default_factory=frozenset)

    def vet(self, host: str, port: int) -> list[str]:
        """Return the addresses of ``host`` to connect to, all of them vetted.

        One bad address among several refuses the host: such answers are made to slip through.

        Raises:
            FetchError: reason ``address_refused`` or ``name_unknown``.
        """
        bare = host.strip("[]")
        try:
            addresses = [bare] if _is_literal(bare) else self.resolver(bare, port)
        except OSError as error:
            raise FetchError(f"{host}: {error}", url=host, reason="name_unknown") from error
        for address in addresses:
            if (address, port) in self.allowed:
                continue
            if port not in WEB_PORTS:
                raise FetchError(f"{host}:{port} is no web port", url=host, reason="address_refused")
            if not is_public(address):
                raise FetchError(
                    f"{host} leads to {address}, which is no public address", url=host, reason="address_refused"
                )
        return addresses


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
