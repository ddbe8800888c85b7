"""A process of its own that speaks OpenAI's chat protocol on loopback, and says and fails what a test asks for.

    python chat_server.py FOLDER

It writes its port to ``FOLDER/port`` and each request to ``FOLDER/requests.jsonl``. What it answers stands in
``FOLDER/plan.json``: a list of steps, one for each request, the last one for all that follow. A step has ``status``
(200), ``headers``, ``seconds`` before it answers, ``drip`` (seconds between bytes), and as body one of ``content`` (the
message), ``rules`` (answer as a coder of a few rules), ``raw`` (the body itself) or ``error`` (a message).
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

VERBS = {"met": ("CONSULT", None), "bombed": ("ASSAULT", "aerial"), "sanctioned": ("SANCTION", "discontinue")}
NAMES = re.compile(r"\b(Russia|Ukraine|China|India)\b")


def rules(question):
    """Events by verb, with the names before it as actors and those after it as recipients."""
    events = []
    for row in question["sentences"]:
        for verb in re.finditer(r"\b(met|bombed|sanctioned)\b", row["text"]) if row["code"] else ():
            sides = [(found[0], found.start()) for found in NAMES.finditer(row["text"])]
            quoted = [
                [
                    {"sentence": row["sentence"], "words": name, "sector": "GOV", "stands_for": []}
                    for name, at in sides
                    if (at < verb.start()) == before
                ]
                for before in (True, False)
            ]
            event_type, mode = VERBS[verb[0]]
            events.append(
                {
                    "sentence": row["sentence"],
                    "words": verb[0],
                    "type": event_type,
                    "mode": mode,
                    "status": "occurred",
                    "actors": quoted[0],
                    "recipients": quoted[1],
                    "place": None,
                    "time": None,
                    "attribution": None,
                }
            )
    return {"events": events, "relations": [], "claims": [], "causes": []}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with self.server.lock:
            number = self.server.asked
            self.server.asked += 1
            self.server.now += 1
            self.server.most = max(self.server.most, self.server.now)
            row = {"path": self.path, "key": self.headers.get("authorization"), "body": body, "most": self.server.most}
            with (self.server.folder / "requests.jsonl").open("a") as file:
                file.write(json.dumps(row) + "\n")
        plan = json.loads((self.server.folder / "plan.json").read_text())
        try:
            self.answer(plan[min(number, len(plan) - 1)], body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with self.server.lock:
                self.server.now -= 1

    def answer(self, step, body):
        time.sleep(step.get("seconds", 0))
        if "raw" in step:
            data = step["raw"].encode()
        elif "error" in step:
            data = json.dumps({"error": {"message": step["error"], "type": "made_up"}}).encode()
        else:
            content = step.get("content")
            if step.get("rules"):
                content = json.dumps(rules(json.loads(body["messages"][1]["content"])))
            message = {"role": "assistant", "content": content, **step.get("message", {})}
            choice = {"index": 0, "message": message, "finish_reason": step.get("finish_reason", "stop")}
            data = json.dumps(
                {
                    "object": "chat.completion",
                    "choices": [choice],
                    "usage": {"prompt_tokens": 9, "completion_tokens": 4},
                }
            ).encode()
        self.send_response(step.get("status", 200))
        for name, value in step.get("headers", {}).items():
            self.send_header(name, value)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        if "drip" in step:
            for byte in data:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(step["drip"])
        else:
            self.wfile.write(data)

    def log_message(self, *_):
        """Requests are kept in a file, not told."""


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.folder, server.lock = Path(sys.argv[1]), threading.Lock()
    server.asked = server.now = server.most = 0
    part = server.folder / "port.part"
    part.write_text(str(server.server_address[1]))
    part.rename(server.folder / "port")
    server.serve_forever()


if __name__ == "__main__":
    main()
