"""Which addresses a picture may be fetched from: public ones of IPv4, looked at when the socket is made.

The socket is the only place that sees what is really connected to, whatever a name, a number in disguise or
a second answer of DNS says. Nothing here knows of URLs.
"""

import ipaddress
import socket
from typing import Any

_NOT_PUBLIC = tuple(
    map(ipaddress.IPv4Network, ("192.0.0.0/24", "192.88.99.0/24"))  # protocol assignments, 6to4 relays
)
"""What ``is_global`` lets through on some versions of Python."""


class RefusedAddressError(OSError):
    """An address that nothing is fetched from."""


def is_public(address: str) -> bool:
    """Whether it is an address of IPv4 on the public internet.

    IPv6 is refused as a whole: with it come tunnels (6to4, Teredo, NAT64, mapped addresses) into IPv4.
    """
    try:
        found = ipaddress.IPv4Address(address)
    except ValueError:
        return False
    special = found.is_multicast or found.is_reserved or any(found in network for network in _NOT_PUBLIC)
    return found.is_global and not special


def gated_socket(info: tuple[Any, Any, int, str, tuple[Any, ...]]) -> socket.socket:
    """A socket for an entry of ``getaddrinfo``. Raises ``RefusedAddressError`` before anything is sent."""
    family, kind, protocol, _, address = info
    if family != socket.AF_INET or not is_public(str(address[0])):
        msg = f"the address {address[0]} is not a public one"
        raise RefusedAddressError(msg)
    return socket.socket(family, kind, protocol)
