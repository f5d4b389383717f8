"""A run that logs in somewhere leaves no trace of how: not in its data, its output or its logs."""

import logging
import re
from base64 import b64encode

import pytest

from tests.faults import FaultServer, answer, closing, redirect
from writethru.cli import main

SECRET, BASIC = "tide-4711-table", b64encode(b"reader:tide-4711-table").decode()
ARTICLE = "".join(f"<p>Sentence {n} about the quay, which was long enough to be told in full.</p>" for n in range(9))
PAGE = (
    f"<html><head><title>Quay closed</title></head><body><article><h1>Quay closed</h1>{ARTICLE}</article></body></html>"
)


class Gazette(FaultServer):
    """Two feeds for subscribers, one of which breaks in ways that repeat what it was sent."""

    def __init__(self):
        super().__init__({})
        links = "".join(f"<item><link>{self.url(path)}</link></item>" for path in ("/quay", "/echo", "/noise", "/lost"))
        rss = f"<rss version='2.0'><channel><title>Harbour Gazette</title>{links}</channel></rss>"
        echo = f"key={SECRET}&basic={BASIC}"
        self.routes = {
            "/rss": answer(rss.encode(), "200 OK", 'ETag: "1"'),
            "/quay": answer(PAGE.encode()),
            "/echo": redirect(f"ftp://gazette.example/?{echo}"),
            "/noise": closing(f"X-Key: {echo}\r\n\r\n".encode()),
            "/broken": redirect(f"javascript:{echo}"),
            "/lost": closing(answer(length=9_999), reset=True),
        }


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_secret_is_in_no_output_of_a_command(command, tmp_path, monkeypatch, capfd, caplog):
    monkeypatch.setenv("GAZETTE_KEY", SECRET)
    caplog.set_level(logging.DEBUG)
    with Gazette() as server:
        access = "auth: {user: reader, password: '${GAZETTE_KEY}'}, headers: {X-Key: '${GAZETTE_KEY}'}"
        feeds = "".join(f"  - {{url: {server.url(path)}, {access}}}\n" for path in ("/rss", "/broken"))
        config = tmp_path / "gazette.yaml"
        config.write_text(f"feeds:\n{feeds}data: data\nfetch: {{delay: 0, allow_hosts: [127.0.0.1]}}\n")
        assert main([command, str(config), *(["--all"] if command == "run" else [])]) == 3
        assert all(SECRET in text and BASIC in text for _, path, text in server.requests if path != "/robots.txt")
        assert {"/rss", "/broken"} <= set(server.paths())
        assert command == "check" or {"/quay", "/echo", "/noise", "/lost"} <= set(server.paths())
    printed = capfd.readouterr()
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    outputs = {"stdout": printed.out, "stderr": printed.err, "log": caplog.text} | {
        str(path): body.decode("latin-1") for path, body in files.items()
    }
    assert command == "check" or any(path.endswith("report.html") for path in outputs)
    assert [name for name, text in outputs.items() if re.search(f"{SECRET}|{re.escape(BASIC)}", text)] == []
    assert "***" in "".join(outputs.values())
