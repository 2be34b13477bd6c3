"""The web server of the benchmarks: real SDKs on loopback, as fast as sendfile or at a given rate.

  /proxy/…  a module proxy: what the environment's GOPROXY answered once, kept in a folder
  /dl/…     a mirror of the download site's shape, with archives made of a real SDK under a version that does not exist
"""

import http.server
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
from harness import go_env

PIECE = 256 * 1024


def upstream_proxy():
    return go_env("GOPROXY").replace("|", ",").split(",")[0].rstrip("/")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        if path.startswith("/proxy/"):
            file, status = self.server.source.from_proxy(path[len("/proxy/"):])
        elif path == "/dl/" or path == "/dl":
            file, status = self.server.source.folder / "dl" / "listing.json", 200
        else:
            file, status = self.server.source.folder / path.lstrip("/"), 200
        if status != 200 or not file.is_file():
            self.send_response(status if status != 200 else 404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_file(file)

    def send_file(self, file):
        size = file.stat().st_size
        first, end = 0, size
        wanted = self.headers.get("Range", "")
        if wanted.startswith("bytes="):
            low, _, high = wanted[len("bytes="):].partition("-")
            first, end = (max(0, size - int(high)), size) if not low else (int(low), int(high) + 1 if high else size)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{min(end, size) - 1}/{size}")
        else:
            self.send_response(200)
        end = min(end, size)
        self.send_header("Content-Type", "application/json" if file.suffix == ".json" else "application/octet-stream")
        self.send_header("Content-Length", str(end - first))
        self.end_headers()
        self.wfile.flush()
        with open(file, "rb") as opened:
            self.pour(opened.fileno(), first, end)

    def pour(self, descriptor, at, end):
        """All bytes as fast as the socket takes them, or evenly at the server's rate. The line is one: what one
        connection takes, the others wait for."""
        source = self.server.source
        while at < end:
            piece = min(PIECE, end - at)
            if source.rate:
                time.sleep(max(0.0, source.take(piece) - time.monotonic()))
            at += os.sendfile(self.connection.fileno(), descriptor, at, piece)


class LocalSource:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.rate = 0  # bytes a second over all connections; 0: no limit
        self._free_at = 0.0
        self._lock = threading.Lock()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.source = self
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def take(self, count):
        """When `count` more bytes may go out. A line does not lose what a busy CPU sends late: the queues of a real one
        hold some 50 ms, so that much is made up for."""
        with self._lock:
            at = max(self._free_at, time.monotonic() - 0.05)
            self._free_at = at + count / self.rate
            return at

    def from_proxy(self, path):
        """What the real proxy answers, asked once: (file, status)."""
        name = urllib.parse.quote(path, safe="")
        kept = self.folder / "proxy" / name
        refused = kept.with_name(name + ".status")
        if refused.exists():
            return kept, int(refused.read_text())
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            try:
                with urllib.request.urlopen(f"{upstream_proxy()}/{path}", timeout=300) as answer:
                    part = kept.with_name(f"{name}.{threading.get_ident()}.part")
                    part.write_bytes(answer.read())
                    part.rename(kept)
            except urllib.error.HTTPError as error:
                refused.write_text(str(error.code))
                return kept, error.code
        return kept, 200

    def module_zip(self, version, platform):
        path = f"golang.org/toolchain/@v/v0.0.1-{version}.{platform}.zip"
        return self.from_proxy(path)[0]


def write_listing(folder, files):
    """A listing of one release that holds `files`: {name: (os, arch, sha256, size)}."""
    version = next(iter(files)).split(".linux")[0].split(".windows")[0]
    entries = [{"filename": name, "os": goos, "arch": arch, "version": version, "sha256": digest, "size": size,
                "kind": "archive"} for name, (goos, arch, digest, size) in files.items()]
    (folder / "listing.json").write_text(json.dumps([{"version": version, "stable": True, "files": entries}]))
