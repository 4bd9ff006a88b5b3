import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { probeInShell, probeInWords, pythonCode } from '#rule/health/probe.js';

function shown(text: string): string {
  const found = probeInShell(text);
  return found.ok ? `${found.value.probe.url} within ${found.value.probe.timeout ?? '-'}${found.value.probe.follows ? ', follows' : ''}, then${text.slice(found.value.end) || ' nothing'}` : found.reason;
}

test.each([
  ['curl -f http://localhost:8000/health', 'http://localhost:8000/health within -, then nothing'],
  ['curl -fsSL localhost:8000/health || exit 1', 'http://localhost:8000/health within -, follows, then || exit 1'],
  ['curl --silent --fail -m 5 -o /dev/null "http://127.0.0.1:${PORT:-80}/h?x=1&y" >/dev/null 2>&1 || exit 1', 'http://127.0.0.1:${PORT:-80}/h?x=1&y within 5, then >/dev/null 2>&1 || exit 1'],
  ['/usr/bin/curl -fso /dev/null http://$HOST:8000/', 'http://$HOST:8000/ within -, then nothing'],
  ['wget -qO- --tries=1 -T 3 http://localhost/ || false', 'http://localhost/ within 3, follows, then || false'],
  ['wget --no-verbose --spider http://localhost:8080 || exit 1', 'http://localhost:8080 within -, follows, then || exit 1'],
])('%s can be asked by Python', (text, what) => {
  expect(shown(text)).toBe(what);
});

test.each([
  ['curl http://localhost/', 'curl without -f is content with any answer, an error too'],
  ['curl -f http://localhost/ | grep ok', 'its command does more than to ask one address'],
  ['curl -f http://localhost/ && curl -f http://localhost/b', 'its command does more than to ask one address'],
  ['curl -f http://localhost/ || kill 1', 'its command does more than to ask one address'],
  ['curl -f -H "Host: shop" http://localhost/', '`-H` of curl has no counterpart'],
  ['curl -fI http://localhost/', '`-fI` of curl has no counterpart'],
  ['curl -fk https://localhost/', '`-fk` of curl has no counterpart'],
  ['curl -f https://localhost/', 'it asks over TLS, and what it takes for a valid certificate may differ'],
  ["curl -f 'http://localhost:$PORT/'", 'a variable stands in single quotes, where the shell leaves it as it is'],
  ['curl -f http://localhost:$(cat port)/', 'its command does more than to ask one address'],
  ['curl -f http://a/ http://b/', 'curl asks 2 addresses'],
  ['curl -f -X POST http://localhost/', 'it asks with another method than GET'],
  ['curl -f http://user:pw@localhost/', 'the address http://user:pw@localhost/ cannot be told for sure'],
  ['pg_isready', 'its command is neither curl nor wget'],
])('%s is left as it is', (text, why) => {
  expect(shown(text)).toBe(why);
});

test('the exec form knows no variables', () => {
  expect(probeInWords(['curl', '-f', 'http://localhost:$PORT/'])).toEqual({ ok: false, reason: 'the address http://localhost:$PORT/ cannot be told for sure' });
  expect(probeInWords(['curl', '-f', 'http://localhost:80/x']).ok).toBe(true);
});

test('a command of many quotes and blanks is read in no time', () => {
  const start = performance.now();
  probeInShell(`curl ${'"a" '.repeat(200)}\``);
  probeInShell(`curl ${' '.repeat(900)}|`);
  expect(performance.now() - start).toBeLessThan(200);
});

test('what Python runs ends with 0 on an answer, with 1 on an error and where nobody listens', () => {
  const server = `
import http.server, subprocess, sys, threading
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health" else 503)
        self.end_headers()
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
threading.Thread(target=server.serve_forever, daemon=True).start()
for path in ("/health", "/other"):
    print(subprocess.run([sys.executable, "-c", sys.argv[1].replace("PORT", str(server.server_port)).replace("/PATH", path)], stderr=subprocess.DEVNULL).returncode)
server.shutdown(); server.server_close()
print(subprocess.run([sys.executable, "-c", sys.argv[1].replace("PORT", str(server.server_port)).replace("/PATH", "/health")], stderr=subprocess.DEVNULL).returncode)
`;
  const code = pythonCode({ tool: 'curl', url: 'http://127.0.0.1:PORT/PATH', timeout: '3', follows: false });
  const { stdout } = spawnSync('python3', ['-c', server, code], { encoding: 'utf8' });
  expect(stdout.trim().split('\n')).toEqual(['0', '1', '1']);
}, 30_000);
