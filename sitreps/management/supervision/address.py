"""The address a desk serves: whether it is free, who can reach it, and whether it answers."""

import http.client
import ipaddress
import socket


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_wildcard(host: str) -> bool:
    """Whether `host` stands for every address of the machine, and is therefore none that a reader could type."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def url(host: str, port: int) -> str:
    """The address as a reader types it."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def problem(host: str, port: int) -> str | None:
    """Why nothing can be served at this address, or None: it is free."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        return str(error.strerror or error)
    return None


def answers(host: str, port: int, path: str) -> bool:
    """Whether a GET of `path` is answered with 200 within two seconds."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(local, port, timeout=2)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
