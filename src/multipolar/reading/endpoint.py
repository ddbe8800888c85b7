"""A chat endpoint that speaks OpenAI's protocol: one question sent, retried, bounded, and answered with text.

Nothing is read from the environment here, no proxy, no stored password: what goes where is what the options say.
Answers are asked for as ``response_format`` with a JSON schema, which vLLM, llama.cpp, Ollama, LM Studio and services
of that protocol enforce while they write; what comes back is checked all the same by those who read it.
"""

from __future__ import annotations

import email.utils
import ipaddress
import json
import random
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from multipolar._version import __version__
from multipolar.errors import InputError, ModelError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx

__all__ = ["Answer", "AnswerError", "ChatEndpoint", "EndpointOptions"]

_TRY_AGAIN: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
"""Statuses that a later attempt may not meet again."""

_IN_A_ROW: Final = 5
"""Questions that fail one after the other before the endpoint counts as down."""

_LONGEST: Final = 86_400
"""Seconds that an answer may be given at most."""

_SHOWN: Final = 300
"""Characters of a server's message that are repeated in an error."""

_MOVED: Final = {"max_tokens": "max_completion_tokens", "temperature": None, "seed": None}
"""Parameters that some servers refuse, and what they take instead."""


class AnswerError(InputError):
    """A question to which the endpoint gave no usable answer; another question may fare better."""


class _TryAgainError(Exception):
    """An attempt failed in a way that may pass.

    Args:
        what: What happened.
        after: Seconds that the server asks to wait.
    """

    def __init__(self, what: str, *, after: float | None = None) -> None:
        super().__init__(what)
        self.after = after


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointOptions:
    """Where questions go and how long an answer may take.

    Attributes:
        url: The endpoint's base (``http://localhost:11434/v1``) or its full ``.../chat/completions``.
        model: Name of the model there.
        key: Sent as bearer token; nothing is sent without it.
        timeout: Seconds for one whole answer, from connecting to its last byte.
        attempts: How often one question is sent at most.
        pause: Seconds before the second attempt; each later pause may be twice as long, and half of it is drawn by lot.
        longest_pause: Seconds that one pause may last; a server that asks for more is taken to be unavailable.
        max_tokens: Tokens that an answer may have.
        max_bytes: Bytes that a response may have.

    Raises:
        UsageError: The address is none, holds a password, or would carry the key unencrypted over a network.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout: float = 120.0
    attempts: int = 5
    pause: float = 1.0
    longest_pause: float = 60.0
    max_tokens: int = 8192
    max_bytes: int = 2_000_000

    def __post_init__(self) -> None:
        try:
            parts = urllib.parse.urlsplit(self.url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            parts, host = urllib.parse.urlsplit(""), None
        mend = "give one such as http://localhost:11434/v1"
        if parts.scheme not in {"http", "https"} or not host:
            raise UsageError(f"{self.url[:80]!r} is no http or https address", mend=mend)
        if parts.username is not None or parts.query or parts.fragment:
            raise UsageError("the endpoint's address has a password or a query in it", mend=mend)
        if not self.model.strip() or not self.model.isprintable():
            raise UsageError("no model is named", where=self.url, mend="name one that the endpoint serves")
        if self.key is not None and (not self.key.strip() or not self.key.isascii() or not self.key.isprintable()):
            raise UsageError("the key is empty or no plain text", where=self.url, mend="set it to the endpoint's key")
        if self.key is not None and parts.scheme == "http" and not _is_local(host):
            raise UsageError(
                "the key would go over the network unencrypted", where=self.url, mend="take an https address, or no key"
            )
        if not 0 < self.timeout <= _LONGEST:  # neither NaN, which is smaller than nothing
            raise UsageError(
                f"an answer cannot take {self.timeout:g} s", where=self.url, mend=f"give up to {_LONGEST:,} seconds"
            )
        if self.attempts < 1 or self.max_tokens < 1:
            raise UsageError("attempts and tokens must be positive", where=self.url)

    @property
    def address(self) -> str:
        """Where questions are sent."""
        base = self.url.rstrip("/")
        if base.endswith("/chat/completions"):
            return base
        return f"{base}/chat/completions" if urllib.parse.urlsplit(base).path else f"{base}/v1/chat/completions"


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Attributes:
        text: The message's content.
        tokens_in: Tokens of the question, as the server counts them; 0 where it doesn't say.
        tokens_out: Tokens of the answer, likewise.
    """

    text: str
    tokens_in: int
    tokens_out: int


class ChatEndpoint:
    """Asks questions; may be used from several threads.

    Args:
        options: Where and how.

    Attributes:
        sent: Requests sent so far, repeated ones included.
    """

    def __init__(self, options: EndpointOptions) -> None:
        self.options = options
        self.sent = 0
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None
        self._instead: dict[str, str | None] = {}
        self._failed_in_a_row = 0
        self._reached = False
        self._stopped = threading.Event()

    def ask(self, messages: Sequence[Mapping[str, str]], *, schema: Mapping[str, Any]) -> Answer:
        """Send a conversation and give the answer to it.

        Args:
            messages: With ``role`` and ``content``.
            schema: JSON schema that the answer is bound to.

        Raises:
            AnswerError: There is no usable answer to this question.
            ModelError: The endpoint is not there, refuses all such questions, or has failed several in a row.
        """
        reason, stopped = "", self._stopped
        for attempt in range(1, self.options.attempts + 1):
            with self._lock:
                self.sent += 1
            try:
                text, usage = self._once(messages, schema)
            except _TryAgainError as again:
                reason = str(again)
                if attempt < self.options.attempts and stopped.wait(self._pause(attempt, again.after, reason)):
                    break
            else:
                with self._lock:
                    self._failed_in_a_row = 0
                return Answer(text, _count(usage, "prompt_tokens"), _count(usage, "completion_tokens"))
        with self._lock:
            self._failed_in_a_row += 1
            down = self._failed_in_a_row >= _IN_A_ROW or not self._reached
        if down:
            raise ModelError(
                f"the endpoint fails: {reason}",
                where=self.options.address,
                mend="see whether it runs and serves the model; then start again",
            )
        raise AnswerError(f"no answer in {self.options.attempts} attempts: {reason}", where=self.options.address)

    def stop(self) -> None:
        """Let questions that wait for another attempt end without it."""
        with self._lock:
            self._stopped.set()
            self._stopped = threading.Event()

    def _pause(self, attempt: int, after: float | None, reason: str) -> float:
        if after is not None and after > self.options.longest_pause:
            raise ModelError(
                f"the endpoint asks to wait {after:.0f} s: {reason}",
                where=self.options.address,
                mend="start again later, or with fewer requests at a time",
            )
        longest = min(self.options.pause * 2.0 ** (attempt - 1), self.options.longest_pause)
        drawn = longest * (0.5 + random.random() / 2)  # noqa: S311 - spreads requests, guards nothing
        return max(drawn, after or 0.0)

    # --- One attempt -------------------------------------------------------------------------------------------------

    def _once(self, messages: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        import httpx  # noqa: PLC0415 - slow to import, and for those alone who ask an endpoint

        while True:
            body = self._body(messages, schema)
            deadline = time.monotonic() + self.options.timeout
            try:
                with self._connected().stream("POST", self.options.address, json=body) as response:
                    self._reached = True
                    content = self._content(response, deadline)
            except httpx.TimeoutException:
                raise _TryAgainError(f"no answer within {self.options.timeout:g} s") from None
            except httpx.TransportError as error:
                raise _TryAgainError(f"no connection: {str(error) or type(error).__name__}") from None
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise ModelError(f"the request cannot be made: {error}", where=self.options.address) from None
            if response.status_code == httpx.codes.OK:
                return self._message(content)
            if not self._adapted(response.status_code, content, body):
                self._refused(response, content)

    def _connected(self) -> httpx.Client:
        import httpx  # noqa: PLC0415 - as above

        with self._lock:
            if self._client is None:
                headers = {"User-Agent": f"multipolar/{__version__}", "Accept-Encoding": "gzip, deflate"}
                if self.options.key is not None:
                    headers["Authorization"] = f"Bearer {self.options.key}"
                # Redirects are not followed: the key is for this address alone.
                self._client = httpx.Client(
                    trust_env=False,
                    follow_redirects=False,
                    timeout=self.options.timeout,
                    headers=headers,
                    # As many as are asked at a time: a question that waits for a connection uses up its own time.
                    limits=httpx.Limits(max_connections=None, max_keepalive_connections=None),
                )
            return self._client

    def _body(self, messages: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self.options.model,
            "messages": list(messages),
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "reading", "strict": True, "schema": schema},
            },
            "temperature": 0,
            "seed": 1,
            "max_tokens": self.options.max_tokens,
        }
        for name, instead in self._instead.items():
            value = body.pop(name)
            if instead is not None:
                body[instead] = value
        return body

    def _content(self, response: httpx.Response, deadline: float) -> bytes:
        """The response's body, within time and size."""
        if "," in response.headers.get("content-encoding", ""):
            raise AnswerError("the answer is packed more than once", where=self.options.address)
        pieces, size = [], 0
        for piece in response.iter_bytes():
            size += len(piece)
            if size > self.options.max_bytes:
                raise AnswerError(
                    f"the answer has more than {self.options.max_bytes:,} bytes", where=self.options.address
                )
            # The client's own limit holds for each read alone.
            if time.monotonic() > deadline:
                raise _TryAgainError(f"no whole answer within {self.options.timeout:g} s")
            pieces.append(piece)
        return b"".join(pieces)

    def _message(self, content: bytes) -> tuple[str, Mapping[str, Any]]:
        """Text and usage of a completion."""
        try:
            completion = json.loads(content)
            choice = completion["choices"][0]
            message, reason = choice["message"], choice.get("finish_reason")
            text, refusal = message.get("content"), message.get("refusal")
            usage = completion.get("usage")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            raise _TryAgainError(f"the server's answer is no completion: {self._shown(content)}") from None
        if reason == "length":
            raise AnswerError(
                f"the model did not finish within {self.options.max_tokens:,} tokens", where=self.options.address
            )
        if refusal or reason == "content_filter" or not isinstance(text, str):
            raise AnswerError(
                f"the model gave no answer: {str(refusal or reason or 'no text')[:_SHOWN]}", where=self.options.address
            )
        # Half a surrogate pair stands in no text, and could not be sent back with what was wrong.
        text = text.encode("utf8", errors="replace").decode("utf8")
        return text, usage if isinstance(usage, dict) else {}

    def _shown(self, content: bytes) -> str:
        """A server's message, as short as an error may repeat it, and without the key, which some servers repeat."""
        told = _message_in(content)
        if self.options.key is not None:
            told = told.replace(self.options.key, "(the key)")
        return told[:_SHOWN]

    # --- Refusals ----------------------------------------------------------------------------------------------------

    def _adapted(self, status: int, content: bytes, body: Mapping[str, Any]) -> bool:
        """Whether a parameter that the server does not take was left out or renamed, so that asking anew may do."""
        if status not in {400, 422}:
            return False
        told = self._shown(content)
        for name, instead in _MOVED.items():
            if name in body and (f"'{name}'" in told or f'"{name}"' in told or f"`{name}`" in told):
                with self._lock:
                    # Anew, not in place: other threads are walking through it.
                    self._instead = {**self._instead, name: instead}
                return True
        return False

    def _refused(self, response: httpx.Response, content: bytes) -> None:
        """Turn a status other than 200 into what is to be done about it.

        Raises:
            _TryAgainError: It may pass.
            AnswerError: It is about this question.
            ModelError: It is about all questions.
        """
        status, told, where = response.status_code, self._shown(content), self.options.address
        what = f"the server answered {status}" + (f": {told}" if told else "")
        if status in _TRY_AGAIN:
            raise _TryAgainError(what, after=_retry_after(response.headers.get("retry-after")))
        if status in {400, 413, 422} and any(word in told.lower() for word in ("context", "too long", "too large")):
            raise AnswerError(what, where=where, mend="take a model with a longer context")
        mend = {
            401: "name the environment variable that holds the endpoint's key",
            403: "see whether the key may use this model",
            404: f"see whether the address is right and {self.options.model} is served there",
        }.get(status, "see what the server's own log says")
        if status in {400, 422} and ("response_format" in told or "json_schema" in told):
            mend = "take a server that binds answers to a JSON schema, as vLLM, llama.cpp, Ollama and LM Studio do"
        elif response.is_redirect:
            mend = f"give the address that it leads to: {response.headers.get('location', '')[:_SHOWN]}"
        raise ModelError(what, where=where, mend=mend)


def _message_in(content: bytes) -> str:
    """What a server says, on one line."""
    text = content[: 20 * _SHOWN].decode("utf8", errors="replace")
    try:
        error = json.loads(content).get("error")
        told = error.get("message") if isinstance(error, dict) else error
        text = told if isinstance(told, str) else text
    except (ValueError, AttributeError, RecursionError):
        pass
    return " ".join(text.split())


def _retry_after(value: str | None) -> float | None:
    """Seconds that a ``Retry-After`` asks to wait (RFC 9110, 10.2.3: seconds or a date)."""
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def _count(usage: Mapping[str, Any], name: str) -> int:
    value = usage.get(name)
    return value if isinstance(value, int) and value > 0 else 0
