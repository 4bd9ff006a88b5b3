from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

ThreadingHTTPServer(('', 8000), SimpleHTTPRequestHandler).serve_forever()
