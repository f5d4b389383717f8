"""The guard at the connection: no feed and no redirect can make the fetcher talk to a private network."""

import errno
import ipaddress
import socket

from aiohappyeyeballs import AddrInfoType

# Networks that embed an IPv4 address; what they lead to is judged by it.
NAT64 = ipaddress.ip_network("64:ff9b::/96")
V4_COMPATIBLE = ipaddress.ip_network("::/96")


class BlockedAddressError(PermissionError):
    """A connection to an address that is not on the public internet."""


def public_socket(address: AddrInfoType) -> socket.socket:
    """Return a socket for a public address; raise BlockedAddressError for any other, before a byte is sent.

    It is asked with the very address that is connected to, so a name that resolves differently each time gains nothing.
    """
    family, kind, protocol, _, endpoint = address
    if not is_public(str(endpoint[0])):
        # The same words for every address: aiohttp keeps the type of several errors only when their texts agree.
        raise BlockedAddressError(errno.EACCES, "not a public address")
    return socket.socket(family, kind, protocol)


def is_public(address: str) -> bool:
    """Whether an IP address is globally reachable; mapped, 6to4, Teredo and NAT64 forms follow their IPv4 address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        embedded = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if embedded is None and (ip in NAT64 or ip in V4_COMPATIBLE):
            embedded = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        if ip.is_site_local:
            return False
        ip = embedded or ip
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
