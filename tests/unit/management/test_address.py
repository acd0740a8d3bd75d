"""Which address is ours to serve, and who can reach it."""

import socket

import pytest

from sitreps.management.supervision import address


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_is_this_machine_only(host: str) -> None:
    assert address.is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "reports.example.org", "localhost.example.org"])
def test_everything_else_can_be_reached(host: str) -> None:
    assert not address.is_loopback(host)


def test_a_wildcard_is_no_address_to_type() -> None:
    assert address.is_wildcard("0.0.0.0")
    assert address.is_wildcard("::")
    assert not address.is_wildcard("127.0.0.1")
    assert not address.is_wildcard("localhost")


def test_an_address_is_written_as_a_reader_types_it() -> None:
    assert address.url("127.0.0.1", 8000) == "http://127.0.0.1:8000"
    assert address.url("::1", 8000) == "http://[::1]:8000"


def test_a_port_is_free_until_somebody_listens() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        other.listen()
        assert address.problem("127.0.0.1", port) == "Address already in use"
        assert not address.answers("127.0.0.1", port + 1, "/")
    assert address.problem("127.0.0.1", port) is None
