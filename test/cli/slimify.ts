import { execFile, spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The binary as it is published; `npm run build` makes it. */
export const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: npm run build makes it`);

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Where there is no git, the record of an apply lies here and not with the person who runs the tests. */
const STATE = join(tmpdir(), `slimify-test-state-${process.pid}`);
process.on('exit', () => rmSync(STATE, { recursive: true, force: true }));

const ENVIRONMENT = { XDG_STATE_HOME: STATE, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', LC_ALL: 'C.UTF-8', CI: '', NO_COLOR: '' };

/** Runs slimify in a folder, without a terminal. */
export function slimify(cwd: string, ...words: readonly string[]): Outcome {
  return slimifyWith({}, cwd, ...words);
}

export function slimifyWith(env: Readonly<Record<string, string>>, cwd: string, ...words: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], {
    cwd,
    encoding: 'utf8',
    input: '',
    env: { ...process.env, ...ENVIRONMENT, ...env },
  });
  return { code: status, out: stdout, err: stderr };
}

const PTY = `
import os, pty, sys, time, select
replies = sys.argv[1].split('|') if sys.argv[1] else []
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
seen = b''
answered = 0
while True:
    ready, _, _ = select.select([fd], [], [], 20)
    if not ready:
        break
    try:
        data = os.read(fd, 65536)
    except OSError:
        break
    if not data:
        break
    seen += data
    if answered < len(replies) and seen.count(b'N] ') + seen.count(b'(elect)] ') > answered:
        os.write(fd, replies[answered].encode().decode('unicode_escape').encode())
        answered += 1
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(status))
`;

/** Runs slimify on a terminal of its own; each reply is typed after a question. Standard error is on the terminal too. */
export function slimifyOnTerminal(cwd: string, replies: readonly string[], ...words: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', PTY, replies.join('|'), process.execPath, MAIN, ...words], {
    cwd,
    encoding: 'utf8',
    input: '',
    env: { ...process.env, ...ENVIRONMENT, TERM: 'xterm', COLUMNS: '100' },
  });
  return { code: status, out: stdout.replaceAll('\r\n', '\n'), err: stderr };
}

/** The same while this process goes on, as a server for it must; a variable that is null is not set. */
export function slimifyBeside(env: Readonly<Record<string, string | null>>, cwd: string, ...words: readonly string[]): Promise<Outcome> {
  const variables = Object.fromEntries(Object.entries({ ...process.env, ...ENVIRONMENT, ...env }).filter(([, value]) => value !== null)) as NodeJS.ProcessEnv;
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [MAIN, ...words], { cwd, env: variables, maxBuffer: 64e6 }, (_, out, err) => resolve({ code: child.exitCode, out, err }));
    child.stdin?.end();
  });
}
