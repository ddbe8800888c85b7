"""Reading: from a report's sentences to drafts of events, relations, claims and causes, each with its exact words.

The door of the room. A :class:`Coder` reads :class:`~multipolar.records.Passage` batches; :func:`load_coder` gives the
shipped one; :func:`read_all` takes reports through any coder.
"""

from multipolar.reading.coder import Coder
from multipolar.reading.decode import DecodeOptions
from multipolar.reading.names import Finder, LexiconTagger
from multipolar.reading.onnx import OnnxCoder, load_coder
from multipolar.reading.reports import ReadingOptions, merge, read_all
from multipolar.reading.windows import WindowOptions

__all__ = [
    "Coder",
    "DecodeOptions",
    "Finder",
    "LexiconTagger",
    "OnnxCoder",
    "ReadingOptions",
    "WindowOptions",
    "load_coder",
    "merge",
    "read_all",
]
