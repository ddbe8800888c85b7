"""Fetches a page from an address, and from nowhere that the address should not reach.

The host's name is resolved once, every address found is checked, and the connection is made to the checked address
itself (with the name kept for TLS and the Host header), so that a name which answers differently the second time gains
nothing.
Each redirect goes through the same. Proxies of the environment are not used, as they would resolve the name themselves.
Size is bounded before and after unpacking, and one clock runs over the whole fetch.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from multipolar._version import __version__
from multipolar.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from multipolar.reports.options import ReadOptions

__all__ = ["Fetched", "fetch", "is_public"]

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_STEP: Final = 1 << 16
_GRACE: Final = 0.5
"""Seconds beyond the time limit in which the client may still say itself what was late."""

_MEND_PRIVATE: Final = "give --allow-private (allow_private=True in Python) if you trust it"
_MEND_FETCH: Final = "check the address, or save the page and give the file"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave.

    Attributes:
        data: The body, unpacked.
        url: The address in the end, after redirects.
        media_type: Such as ``text/html``; empty where the server did not say.
        charset: As the server said.
    """

    data: bytes
    url: str
    media_type: str
    charset: str | None


def fetch(url: str, options: ReadOptions) -> Fetched:
    """Fetches an address.

    Args:
        url: An ``http`` or ``https`` address.
        options: Time, size and redirect limits, and whether private addresses are allowed.

    Returns:
        The body and what the server said of it.

    Raises:
        FetchError: The address is refused or does not answer well, the body is too large, or the time is over.
    """
    found: list[Fetched] = []
    failed: list[Exception] = []

    def work() -> None:
        try:
            found.append(_fetch(url, options))
        except Exception as error:  # noqa: BLE001 - raised again in the caller's thread
            failed.append(error)

    # The client's limits hold for each read alone: a server that sends its head a byte at a time would keep it for
    # hours. So the whole is done in a thread, which is left behind when it is late.
    thread = threading.Thread(target=work, daemon=True, name="multipolar-fetching")
    thread.start()
    thread.join(options.timeout + _GRACE)
    if failed:
        raise failed[0]
    if not found:
        raise FetchError(f"no answer within {options.timeout:g} s", where=url, mend=_MEND_FETCH)
    return found[0]


def _fetch(url: str, options: ReadOptions) -> Fetched:
    import httpx  # noqa: PLC0415 - slow to import

    deadline = time.monotonic() + options.timeout
    headers = {
        "User-Agent": f"multipolar/{__version__}",
        "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5",
        "Accept-Encoding": "gzip, deflate",
    }
    at = url
    try:
        with httpx.Client(trust_env=False, follow_redirects=False, timeout=options.timeout, headers=headers) as client:
            for _ in range(options.max_redirects + 1):
                target = _target(httpx.URL(at), url)
                with contextlib.closing(_open(client, target, options, deadline, url)) as response:
                    if response.has_redirect_location:
                        at = str(target.join(response.headers["location"]))
                        continue
                    if response.status_code != httpx.codes.OK:
                        reason = httpx.codes.get_reason_phrase(response.status_code)
                        raise FetchError(
                            f"the server answered {response.status_code} {reason}".rstrip(), where=url, mend=_MEND_FETCH
                        )
                    data = b"".join(_body(response, options, deadline, url))
                    media_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
                    return Fetched(data, str(target), media_type, response.charset_encoding)
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as error:
        late = isinstance(error, httpx.TimeoutException)
        what = (
            f"no answer within {options.timeout:g} s"
            if late
            else f"the page could not be fetched: {str(error) or type(error).__name__}"
        )
        raise FetchError(what, where=url, mend=_MEND_FETCH) from None
    raise FetchError(f"more than {options.max_redirects} redirects", where=url, mend=_MEND_FETCH)


def _target(target: httpx.URL, url: str) -> httpx.URL:
    if target.scheme not in ("http", "https") or not target.host:
        raise FetchError(f"{str(target)[:80]!r} is not an http or https address", where=url, mend=_MEND_FETCH)
    if target.userinfo:
        raise FetchError(
            "an address with a password in it is not fetched", where=url, mend="save the page and give the file"
        )
    return target.copy_with(fragment=None)


def _open(client: httpx.Client, target: httpx.URL, options: ReadOptions, deadline: float, url: str) -> httpx.Response:
    """Connects to the first checked address of the target that answers."""
    import httpx  # noqa: PLC0415 - imported already

    host = target.raw_host.decode("ascii")
    port = target.port or (443 if target.scheme == "https" else 80)
    addresses = _resolve(host, port, _left(deadline, options, url), url)
    if not options.allow_private:
        refused = next((address for address in addresses if not is_public(address)), None)
        if refused:
            raise FetchError(f"{host} is {refused}, which is not a public address", where=url, mend=_MEND_PRIVATE)
    failure: httpx.ConnectError | None = None
    for address in addresses:
        left = _left(deadline, options, url)
        request = client.build_request(
            "GET",
            target.copy_with(host=address),
            headers={"Host": target.netloc.decode("ascii")},
            extensions={"sni_hostname": host},
            timeout=left,
        )
        try:
            return client.send(request, stream=True)
        except httpx.ConnectError as error:
            failure = error
    raise failure or FetchError(f"{host} has no address", where=url, mend=_MEND_FETCH)


def _resolve(host: str, port: int, timeout: float, url: str) -> list[str]:
    """All addresses of a host, in the system's order."""
    found: list[str] = []
    failed: list[OSError] = []

    def look_up() -> None:
        try:
            found.extend(str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            failed.append(error if isinstance(error, OSError) else OSError(str(error)))

    # The system's resolver takes no time limit, so it is left behind in a thread of its own when it is late.
    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(timeout)
    if thread.is_alive():
        raise FetchError(f"the name {host} was not resolved in time", where=url, mend=_MEND_FETCH)
    if failed or not found:
        raise FetchError(f"the name {host} cannot be resolved", where=url, mend=_MEND_FETCH)
    return list(dict.fromkeys(found))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, seen through all forms of embedding.

    Args:
        address: IPv4 or IPv6, with or without a zone.
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.scope_id or ip.is_site_local:
            return False
    return ip.is_global and not (
        ip.is_multicast or ip.is_reserved or ip.is_loopback or ip.is_link_local or ip.is_unspecified
    )


def _left(deadline: float, options: ReadOptions, url: str) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise FetchError(f"no answer within {options.timeout:g} s", where=url, mend=_MEND_FETCH)
    return left


def _body(response: httpx.Response, options: ReadOptions, deadline: float, url: str) -> Iterator[bytes]:
    """The body in pieces, unpacked, never past the size limit."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("gzip", "x-gzip"):
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    elif coding == "deflate":
        unpacker = zlib.decompressobj()
    elif coding in ("identity", ""):
        unpacker = None
    else:
        raise FetchError(
            f"the server packs its answer as {coding[:20]!r}, which was not asked for", where=url, mend=_MEND_FETCH
        )
    size = packed = 0
    for raw in response.iter_raw():
        _left(deadline, options, url)
        packed += len(raw)
        rest = raw
        while rest:
            piece = rest
            if unpacker is not None:
                try:
                    piece = unpacker.decompress(rest, _STEP)
                except zlib.error as error:
                    raise FetchError(f"the packed answer is damaged: {error}", where=url, mend=_MEND_FETCH) from None
                rest = unpacker.unconsumed_tail
            else:
                rest = b""
            size += len(piece)
            if max(size, packed) > options.max_bytes:
                raise FetchError(
                    f"the answer is larger than {options.max_bytes / 1e6:g} MB",
                    where=url,
                    mend="raise max_bytes if it is meant",
                )
            yield piece
    if unpacker is not None and packed and not unpacker.eof:
        raise FetchError("the answer broke off", where=url, mend=_MEND_FETCH)
