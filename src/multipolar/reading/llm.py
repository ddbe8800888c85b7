"""A coder that asks a language model behind an OpenAI-compatible endpoint.

It reads passages into the same drafts as the shipped coder. Its answers are bound to a JSON schema, and every quotation
in them is looked up in the text. Confidences are 1 throughout: a model's own word on how sure it is says little, and
nothing here could calibrate it.
"""

from __future__ import annotations

import hashlib
import json
import math
import queue
import threading
import time
from collections import Counter, OrderedDict
from concurrent.futures import CancelledError, Future, InvalidStateError
from typing import TYPE_CHECKING, Final

from multipolar.errors import InputError, ModelError, UsageError
from multipolar.reading.answers import COUNTED, BadAnswerError, read_answer
from multipolar.reading.endpoint import AnswerError, ChatEndpoint, EndpointOptions
from multipolar.reading.prompt import SCHEMA, SYSTEM, messages
from multipolar.reading.windows import WindowOptions
from multipolar.records import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from multipolar.records import Passage

__all__ = ["LlmCoder"]

_ANSWERS: Final = 2
"""Answers that are asked for where the first is not of the schema."""

_REPEATED: Final = 2000
"""Characters of a bad answer that are shown to the model again."""

_REMEMBERED: Final = 4096
"""Passages whose outcome is kept, so that reports that are read again after one of them failed cost nothing."""

_TOLD: Final = 60
"""Characters by which an error names a passage."""

_FORGIVEN: Final = 30.0
"""Seconds after which a passage that failed is asked about again."""

_LONGEST: Final = 24_000
"""Characters that a passage may have."""


class LlmCoder:
    """A coder behind an endpoint that speaks OpenAI's chat protocol.

    Args:
        options: The endpoint and model.
        requests: Questions that are under way at the same time.

    Attributes:
        name: ``llm`` and the model's name.
        version: Of the prompt and the schema; the endpoint may serve another model under the same name one day.
        windows: How reports are cut for it: in longer passages than for the shipped coder.

    Raises:
        UsageError: No request at a time, or what :class:`~multipolar.reading.endpoint.EndpointOptions` raises.
    """

    def __init__(self, options: EndpointOptions, *, requests: int = 4) -> None:
        if requests < 1:
            raise UsageError(f"{requests} requests at a time", mend="take 1 or more")
        self.name = f"llm {options.model}"
        digest = hashlib.blake2b((SYSTEM + json.dumps(SCHEMA, sort_keys=True)).encode(), digest_size=4).hexdigest()
        self.version = f"1+{digest}"
        self.windows = WindowOptions(budget=500, context=150, context_sentences=4)
        self._endpoint = ChatEndpoint(options)
        self._requests = requests
        self._workers = 0
        self._waiting: queue.SimpleQueue[tuple[Passage, Future[Reading]]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter(dict.fromkeys(("passages", "failed", *COUNTED), 0))
        self._outcomes: OrderedDict[Passage, Future[Reading]] = OrderedDict()
        self._failed: dict[Passage, float] = {}

    def counts(self) -> dict[str, int]:
        """What was asked, found and dropped since this coder was made."""
        with self._lock:
            return {"requests": self._endpoint.sent, **self._counts}

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """Read passages; see :class:`~multipolar.reading.coder.Coder`.

        Raises:
            InputError: A passage is too long, or the endpoint gave no usable answer about it. The others of the batch
                are read all the same and cost nothing when they are given again.
            ModelError: The endpoint is not there, or refuses.
        """
        asked = [self._begin(passage) for passage in passages]
        failed = [error for outcome in asked if (error := outcome.exception()) is not None]
        if failed:
            raise next((error for error in failed if not isinstance(error, InputError)), failed[0])
        return [outcome.result() for outcome in asked]

    def _begin(self, passage: Passage) -> Future[Reading]:
        """The outcome of a passage, known already or asked for now."""
        with self._lock:
            known = self._outcomes.get(passage)
            late = time.monotonic() - self._failed.get(passage, math.inf) > _FORGIVEN
            if known is not None and not late:
                return known
            self._failed.pop(passage, None)
            outcome: Future[Reading] = Future()
            self._outcomes[passage] = outcome
            while len(self._outcomes) > _REMEMBERED:
                self._failed.pop(self._outcomes.popitem(last=False)[0], None)
            # Threads that nobody waits for when the process ends: an answer may be minutes away.
            if self._workers < self._requests:
                self._workers += 1
                threading.Thread(target=self._work, daemon=True, name="multipolar-asking").start()
        self._waiting.put((passage, outcome))
        return outcome

    def stop(self) -> None:
        """Give up what is asked and not answered, at once; readings that wait for it fail. Later ones start afresh."""
        self._endpoint.stop()
        self._give_up(ModelError("the questions were given up", where=self._endpoint.options.address))

    def _give_up(self, error: ModelError) -> None:
        """Let all that waits for an answer fail."""
        with self._lock:
            passages = [passage for passage, outcome in self._outcomes.items() if not outcome.done()]
            outcomes = [self._outcomes.pop(passage) for passage in passages]
        for outcome in outcomes:
            _settle(outcome, error=error)

    def _work(self) -> None:
        """Ask about what waits, one passage after the other."""
        while True:
            passage, outcome = self._waiting.get()
            if outcome.done():
                continue
            try:
                reading = self._ask(passage)
            except ModelError as error:
                # It is about the endpoint: the other questions would fare no better, and need not be put.
                _settle(outcome, error=error)
                self._give_up(error)
            except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits for the outcome
                _settle(outcome, error=error)
            else:
                _settle(outcome, reading=reading)

    def _ask(self, passage: Passage) -> Reading:
        counts: Counter[str] = Counter(passages=1)
        try:
            return self._answered(passage, counts)
        except BaseException as error:
            counts["failed"] += 1
            with self._lock:
                self._failed[passage] = time.monotonic()
            if isinstance(error, InputError):
                # By its words: a coder knows no report.
                beginning = " ".join(passage.sentences[passage.emit_from].split())[:_TOLD]
                raise InputError(str(error.what), where=f"“{beginning}…”", mend=error.mend) from error
            raise
        finally:
            with self._lock:
                self._counts.update(counts)

    def _answered(self, passage: Passage, counts: Counter[str]) -> Reading:
        if not any(text.strip() for text in passage.sentences[passage.emit_from :]):
            return Reading()
        if (length := sum(map(len, passage.sentences))) > _LONGEST:
            raise InputError(
                f"a passage of {length:,} characters, more than the {_LONGEST:,} that are asked about at once",
                mend="split its sentences",
            )
        conversation = messages(passage)
        error: BadAnswerError | None = None
        for _ in range(_ANSWERS):
            answer = self._endpoint.ask(conversation, schema=SCHEMA)
            counts["tokens_in"] += answer.tokens_in
            counts["tokens_out"] += answer.tokens_out
            tried: Counter[str] = Counter()
            try:
                reading = read_answer(answer.text, passage, tried)
            except BadAnswerError as bad:
                error = bad
                counts["answers_refused"] += 1
                conversation = [
                    *messages(passage),
                    {"role": "assistant", "content": answer.text[:_REPEATED]},
                    {"role": "user", "content": f"That is not what was asked for: {bad.what}. Give it again, as JSON."},
                ]
            else:
                counts.update(tried)
                return reading
        raise AnswerError(
            f"the model's answer cannot be used: {error.what if error else ''}",
            where=self._endpoint.options.address,
            mend="take a server that binds answers to a JSON schema, or another model",
        )

    def settings(self) -> Mapping[str, str | int]:
        """What is recorded with a run, besides name and version; never the key."""
        return {"endpoint": self._endpoint.options.address, "model": self._endpoint.options.model}


def _settle(outcome: Future[Reading], *, reading: Reading | None = None, error: BaseException | None = None) -> None:
    """Give an outcome what it waits for, unless it was given up meanwhile."""
    try:
        if error is not None:
            outcome.set_exception(error)
        elif reading is not None:
            outcome.set_result(reading)
    except (InvalidStateError, CancelledError):
        pass
