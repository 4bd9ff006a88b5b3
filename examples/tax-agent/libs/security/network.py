"""Who may call: allow lists of networks and the caller's address behind our proxies."""

import ipaddress
from collections.abc import Iterable


def parse_networks(texts: Iterable[str]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(text.strip(), strict=False) for text in texts if text.strip()]


def is_allowed(address: str, networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(ip in network for network in networks)


def client_address(
    peer: str, forwarded_for: str | None, trusted: Iterable[str] = ("10.0.0.0/8", "172.16.0.0/12")
) -> str:
    """The last address in X-Forwarded-For that is not one of ours."""
    networks = parse_networks(trusted)
    if not is_allowed(peer, networks):
        return peer
    for hop in reversed([part.strip() for part in (forwarded_for or "").split(",") if part.strip()]):
        if not is_allowed(hop, networks):
            return hop
    return peer


def is_public(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_global
    except ValueError:
        return False
