import json
from http.server import BaseHTTPRequestHandler, HTTPServer

import six

VERSION = six.__version__


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({"version": str(VERSION)}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", 18101), Answer).serve_forever()
