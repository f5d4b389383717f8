import socket

import pytest

from writethru.addresses import BlockedAddressError, is_public, public_socket

PRIVATE = """
    127.0.0.1 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 198.18.0.1 224.0.0.1 240.0.0.1
    192.0.0.1 192.0.2.1 198.51.100.1 203.0.113.1 239.1.2.3 64:ff9b:1::1 2001:db8::1 3fff::1 5f00::1 2001::1 100::1
    255.255.255.255 ::1 :: fe80::1%eth0 fc00::1 fec0::1 ff02::1 ::ffff:127.0.0.1 ::7f00:1 64:ff9b::a00:1 2002:7f00:1::
"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_private_addresses_are_not_public_in_any_notation(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2002:808:808::", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_public_addresses_are_public(address):
    assert is_public(address)


def test_a_socket_is_made_only_for_a_public_address():
    public_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("8.8.8.8", 80))).close()
    with pytest.raises(BlockedAddressError):
        public_socket((socket.AF_INET6, socket.SOCK_STREAM, 0, "", ("::1", 80, 0, 0)))
