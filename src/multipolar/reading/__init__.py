"""Reading: from a report's sentences to drafts of events, relations, claims and causes, each with its exact words.

The door of the room. A :class:`Coder` reads :class:`~multipolar.records.Passage` batches; :func:`load_coder` gives the
shipped one, :class:`LlmCoder` one that asks a language model; :func:`read_all` takes reports through any coder.
"""

from multipolar.reading.coder import Coder, Counting
from multipolar.reading.config import Prefer, digest_of
from multipolar.reading.endpoint import EndpointOptions
from multipolar.reading.llm import LlmCoder
from multipolar.reading.names import Finder, LexiconTagger
from multipolar.reading.onnx import OnnxCoder, load_coder
from multipolar.reading.reports import ReadingOptions, merge, read_all
from multipolar.reading.thresholds import DecodeOptions
from multipolar.reading.windows import WindowOptions

__all__ = [
    "Coder",
    "Counting",
    "DecodeOptions",
    "EndpointOptions",
    "Finder",
    "LexiconTagger",
    "LlmCoder",
    "OnnxCoder",
    "Prefer",
    "ReadingOptions",
    "WindowOptions",
    "digest_of",
    "load_coder",
    "merge",
    "read_all",
]
