"""Wrong tokens, counted for each client: only a few guesses a minute are possible."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from math import ceil

MOST = 10  # wrong tokens that one client may try within the window
WINDOW = 60.0  # seconds
_CLIENTS = 1_000  # the latest clients, which are remembered


@dataclass(slots=True)
class _Tries:
    since: float
    wrong: set[bytes] = field(default_factory=set)


class Attempts:
    """Wrong tokens of the last minute.

    The same one again, as from a browser with an old cookie, counts once.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._clients: OrderedDict[str, _Tries] = OrderedDict()

    def wait(self, host: str) -> int:
        """Seconds until a client at this address may try again; 0 where it may now."""
        tries = self._clients.get(_client(host))
        left = tries.since + WINDOW - self._clock() if tries and len(tries.wrong) >= MOST else 0
        return max(0, ceil(left))

    def note(self, host: str, given: str) -> None:
        """Remember a wrong token that a client at this address tried."""
        client, now = _client(host), self._clock()
        tries = self._clients.pop(client, None)
        if tries is None or now >= tries.since + WINDOW:
            tries = _Tries(now)
        tries.wrong.add(hashlib.sha256(given.encode("utf-8", "surrogateescape")).digest())
        self._clients[client] = tries
        if len(self._clients) > _CLIENTS:
            self._clients.popitem(last=False)


def _client(host: str) -> str:
    """Client at an address: for IPv6 its network, since a client may choose any address in it."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    return (
        str(int(address) >> 64)
        if isinstance(address, IPv6Address) and not address.ipv4_mapped
        else host
    )
