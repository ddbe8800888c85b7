"""What tests of the coder behind an endpoint share: questions and answers, and the coder itself."""

from __future__ import annotations

import json

from multipolar.reading import EndpointOptions, LlmCoder
from multipolar.records import Passage

TEXT = "Russia bombed Ukraine. China met India."
EMPTY = json.dumps({"events": [], "relations": [], "claims": [], "causes": []})


def coder(server, *, requests=4, **changes):
    options = EndpointOptions(**{"url": server.url, "model": "made-up", "pause": 0.02, **changes})
    return LlmCoder(options, requests=requests)


def passage(*sentences, emit_from=0):
    return Passage(sentences, tuple(range(len(sentences))), emit_from)


def answer(**lists):
    return {"content": json.dumps({"events": [], "relations": [], "claims": [], "causes": [], **lists})}


def event(words, sentence=0, **changes):
    fields = {"type": "CONSULT", "mode": None, "status": "occurred", "actors": [], "recipients": []}
    return {"sentence": sentence, "words": words, **fields, "place": None, "time": None, "attribution": None, **changes}


def side(words, sentence=0, *stands_for, sector=None):
    meant = [{"sentence": number, "words": text} for number, text in stands_for]
    return {"sentence": sentence, "words": words, "sector": sector, "stands_for": meant}


def read(server, given, *steps, **changes):
    """What one passage is read as, and the counts, if the server answers so."""
    server.plan(*steps)
    used = coder(server, **changes)
    return used.read([given])[0], used.counts()
