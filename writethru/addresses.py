"""The guard at the connection: no feed and no redirect can make the fetcher talk to a private network."""

import errno
import ipaddress
import socket

from aiohappyeyeballs import AddrInfoType

REFUSED = "not a public address"

# What the IANA special-purpose registries call not globally reachable, multicast, and tunnels nobody serves news from.
# Python's own lists differ from version to version. Of IPv6 only 2000::/3 has been given out.
CLOSED_V4 = """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
    192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
"""
CLOSED_V6 = "2001::/23 2001:db8::/32 3fff::/20"
CLOSED = tuple(map(ipaddress.ip_network, (CLOSED_V4 + CLOSED_V6).split()))
GIVEN_OUT = ipaddress.ip_network("2000::/3")
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class BlockedAddressError(PermissionError):
    """A connection to an address that is not on the public internet."""


def public_socket(address: AddrInfoType) -> socket.socket:
    """Return a socket for a public address; raise BlockedAddressError for any other, before a byte is sent.

    It is asked with the very address that is connected to, so a name that resolves differently each time gains nothing.
    """
    family, kind, protocol, _, endpoint = address
    if not is_public(str(endpoint[0])):
        # The same words for every address: aiohttp keeps the type of several errors only when their texts agree.
        raise BlockedAddressError(errno.EACCES, REFUSED)
    return socket.socket(family, kind, protocol)


def is_public(address: str) -> bool:
    """Whether an IP address is globally reachable; mapped, 6to4 and NAT64 forms follow the IPv4 address within."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        embedded = ip.ipv4_mapped or ip.sixtofour
        if ip in NAT64:
            embedded = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        if embedded is None and ip not in GIVEN_OUT:
            return False
        ip = embedded or ip
    return not any(ip in network for network in CLOSED)
