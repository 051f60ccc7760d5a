"""Which addresses of the internet are open to everybody, and nobody's own."""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Resolve = Callable[[str, int], Sequence[str]]
MayReach = Callable[[str, int], bool]

PORTS = (80, 443)
EVERYBODYS_V6 = ip_network("2000::/3")
# IANA's registries of special addresses, and what only wraps an IPv4 address (mapped, NAT64, 6to4,
# Teredo) and might lead anywhere.
SPECIAL: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
        "168.63.129.16/32",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)


def is_everybodys(address: str, port: int) -> bool:
    """Say whether an address is one of the public internet, at a port where pages are served."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if port not in PORTS or (found.version == 6 and found not in EVERYBODYS_V6):
        return False
    return not any(found in block for block in SPECIAL if block.version == found.version)


def resolved(host: str, port: int) -> list[str]:
    """
    Return the addresses that a name stands for now, IPv4 first.

    :raises OSError: if it stands for none
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = {str(place[0]): family for family, _, _, _, place in found}
    return sorted(addresses, key=lambda address: addresses[address] != socket.AF_INET)
