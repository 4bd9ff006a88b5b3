import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, linkSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AFTER, FILES, monorepo, textsOf } from '../cli/monorepo.js';
import { MAIN, slimify, slimifyWith, type Outcome } from '../cli/slimify.js';
import { repository, temporaryFolder, type Repository } from '../patch/git.js';

/** The real program in workspaces that somebody made to trip it up, or that are merely broken. */

const API = 'apps/api/Dockerfile';
const IS_ROOT = process.getuid?.() === 0;

function put(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** The same files in a plain folder, without git. */
function plain(root = temporaryFolder()): string {
  for (const [path, text] of Object.entries(FILES)) put(root, path, text);
  return root;
}

function textsIn(root: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(FILES).map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** What the report says of files that take no part. */
function skippedIn({ out }: Outcome): readonly string[] {
  const { skipped } = JSON.parse(out) as { readonly skipped: readonly { readonly path: string; readonly reason: string }[] };
  return skipped.map(({ path, reason }) => `${path}: ${reason}`).toSorted();
}

describe('links', () => {
  test('a Dockerfile, a list and a folder that are links out of the tree are neither read nor written', () => {
    const outside = temporaryFolder();
    put(outside, 'Dockerfile', 'FROM python:3.11-slim\nRUN pip install secret-thing\n');
    put(outside, 'requirements.txt', 'ipaddress==1.0.23\nsecret-thing\n');
    const repo = monorepo();
    mkdirSync(join(repo.root, 'apps/web'));
    symlinkSync(join(outside, 'Dockerfile'), join(repo.root, 'apps/web/Dockerfile'));
    symlinkSync(join(outside, 'requirements.txt'), join(repo.root, 'apps/web/requirements.txt'));
    symlinkSync(outside, join(repo.root, 'apps/linked'));
    repo.git('add', '-A');
    repo.git('commit', '-qm', 'links');
    const { code, out, err } = slimify(repo.root, 'apply', '--yes', '--json');
    expect([code, err, out.includes('secret-thing')]).toEqual([0, '', false]);
    expect(skippedIn({ code, out, err })).toEqual(['apps/web/Dockerfile: a symbolic link', 'apps/web/requirements.txt: a symbolic link']);
    expect(textsOf(repo)).toEqual(AFTER);
    expect(readdirSync(outside).map((name) => readFileSync(join(outside, name), 'utf8')).join('')).not.toContain('no-cache-dir');
    // Without git they are not even listed.
    rmSync(join(repo.root, '.git'), { recursive: true });
    expect(slimify(repo.root, 'plan', '--root', '.', '--json').out).not.toContain('secret-thing');
  });

  test('what a Dockerfile copies through a link out of the tree is not read', () => {
    const outside = temporaryFolder();
    put(outside, 'settings.py', 'import secret_thing\n');
    const repo = monorepo({ ...FILES, 'apps/web/Dockerfile': 'FROM python:3.11-slim\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . /app\nCMD ["python", "/app/main.py"]\n', 'apps/web/requirements.txt': 'flask\n', 'apps/web/main.py': 'import flask, away.settings\n' });
    symlinkSync(outside, join(repo.root, 'apps/web/away'));
    repo.git('add', '-A');
    for (const words of [['needs', '--all'], ['image', 'web', '--all'], ['why', 'flask']]) {
      const { code, out } = slimify(repo.root, ...words);
      expect([code, out.includes('secret_thing')]).toEqual([0, false]);
    }
  });

  test('loops of links end', () => {
    for (const git of [true, false]) {
      const repo = monorepo();
      symlinkSync('..', join(repo.root, 'apps/up'));
      symlinkSync('b', join(repo.root, 'apps/a'));
      symlinkSync('a', join(repo.root, 'apps/b'));
      put(repo.root, 'other/README.md', '');
      symlinkSync('Dockerfile', join(repo.root, 'other/Dockerfile'));
      put(repo.root, 'all/Dockerfile', 'FROM python:3.11-slim\nCOPY . /app\n');
      if (git) repo.git('add', '-A');
      else rmSync(join(repo.root, '.git'), { recursive: true });
      const { code, err } = slimify(repo.root, 'apply', '--yes', '--root', '.');
      expect([code, err, textsOf(repo)]).toEqual([0, '', AFTER]);
    }
  });

  test.each([
    ['a file outside', (outside: string) => join(outside, 'x')],
    ['a file outside that is not there', (outside: string) => join(outside, 'new')],
    ['itself', () => 'report.json'],
  ])('a report does not go through a link of the repository to %s', (_, target) => {
    const outside = temporaryFolder();
    put(outside, 'x', 'mine\n');
    const repo = monorepo();
    symlinkSync(target(outside), join(repo.root, 'report.json'));
    symlinkSync(outside, join(repo.root, 'out'));
    for (const words of [['--report', 'report.json'], ['--out', 'report.json'], ['--report', 'out/new'], ['--patch-dir', 'out']]) {
      const { code, err } = slimify(repo.root, 'plan', ...words);
      expect([code, err]).toEqual([2, expect.stringMatching(/leads out of the workspace through a symbolic link\n$/)]);
    }
    expect([readdirSync(outside), readFileSync(join(outside, 'x'), 'utf8')]).toEqual([['x'], 'mine\n']);
  });

  test('it goes to where a person says, which may be a device', () => {
    const repo = monorepo();
    const out = join(temporaryFolder(), 'new/report.json');
    expect(slimify(repo.root, 'plan', '--report', out).code).toBe(0);
    expect(existsSync(out)).toBe(true);
    expect(slimify(repo.root, 'plan', '--report', '/dev/null').code).toBe(0);
  });
});

describe('what is no file', () => {
  const NAMES = ['Dockerfile', 'requirements.txt', 'compose.yaml', '.dockerignore', 'pyproject.toml', 'setup.py', 'Makefile', 'main.py', 'uv.lock', 'CODEOWNERS', '.github/workflows/ci.yml'];

  /** The good files, and beside them each of these names as something else. */
  function withOdd(make: (path: string) => void, git: boolean): Repository {
    const repo = monorepo();
    put(repo.root, 'apps/odd/real/Dockerfile', 'FROM python:3.11-slim\nCOPY . /app\nRUN pip install --no-cache-dir -r /app/requirements.txt\nCMD ["python", "/app/main.py"]\n');
    for (const folder of ['', 'apps/odd']) {
      for (const name of NAMES) {
        mkdirSync(dirname(join(repo.root, folder, name)), { recursive: true });
        make(join(repo.root, folder, name));
      }
    }
    put(repo.root, 'apps/odd/compose.yml', 'services:\n  odd:\n    build: { context: ., dockerfile: real/Dockerfile }\n');
    if (!git) rmSync(join(repo.root, '.git'), { recursive: true });
    return repo;
  }

  function expectUnharmed(repo: Repository): void {
    for (const words of [['services'], ['needs'], ['image', 'odd'], ['apply', '--yes']]) {
      const { code, err } = slimify(repo.root, ...words, '--root', '.');
      expect([words[0], code, err]).toEqual([words[0], 0, '']);
    }
    expect(textsOf(repo)).toEqual(AFTER);
  }

  test.each([true, false])('FIFOs are not opened (git: %s)', (git) => {
    expectUnharmed(withOdd((path) => void execFileSync('mkfifo', [path]), git));
  });

  test.each([true, false])('nor are folders (git: %s)', (git) => {
    expectUnharmed(withOdd((path) => mkdirSync(path), git));
  });

  test.skipIf(!IS_ROOT)('nor devices, which root alone can make', () => {
    expectUnharmed(withOdd((path) => void execFileSync('mknod', [path, 'c', '1', '5']), false));
  });

  test('nor sockets', async () => {
    const repo = monorepo();
    const servers = NAMES.filter((name) => !name.includes('/')).map((name) => createServer().listen(join(repo.root, name)));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(statSync(join(repo.root, 'Dockerfile')).isSocket()).toBe(true);
    const { code, err } = slimify(repo.root, 'apply', '--yes');
    for (const server of servers) server.close();
    expect([code, err, textsOf(repo)]).toEqual([0, '', AFTER]);
  });

  test.each([
    ['a FIFO', (path: string) => void execFileSync('mkfifo', [path]), 'not a regular file'],
    ['a link to a device', (path: string) => symlinkSync('/dev/zero', path), 'a symbolic link'],
  ])('a configuration that is %s is one line', (_, make, reason) => {
    const repo = monorepo();
    make(join(repo.root, 'slimify.config.json'));
    expect(slimify(repo.root, 'plan')).toEqual({ code: 2, out: '', err: `slimify: slimify.config.json: ${reason}\n` });
    expect(slimify(repo.root, 'plan', '--no-config').code).toBe(0);
  });
});

describe('names', () => {
  test.each([true, false])('a workspace whose own path has line ends and control characters in it (git: %s)', (git) => {
    const root = join(temporaryFolder(), 'a\nb\u001b[31m\u0007', 'c\n');
    mkdirSync(root, { recursive: true });
    if (git) repository(FILES, root);
    else plain(root);
    const { code, out, err } = slimify(root, 'apply', '--yes', '--root', '.', '--patch-dir', 'out');
    expect([code, textsIn(root)]).toEqual([0, AFTER]);
    expect(out + err).not.toMatch(/[\u0007\u001b]/);
    expect(existsSync(join(root, '.git/slimify/last-apply.json'))).toBe(git);
    expect(slimify(join(root, 'apps'), 'undo', ...(git ? [] : ['--root', '..'])).out).toContain('3 files as before');
    expect(textsIn(root)).toEqual(FILES);
  });

  test('a part of a repository whose path has a line end', () => {
    const repo = repository(Object.fromEntries(Object.entries(FILES).map(([path, text]) => [`x\ny/${path}`, text])));
    expect(slimify(repo.root, 'apply', '--yes', '--root', 'x\ny').code).toBe(0);
    expect(textsIn(join(repo.root, 'x\ny'))).toEqual(AFTER);
    expect(slimify(repo.root, 'undo', '--root', 'x\ny').code).toBe(0);
    expect(textsIn(join(repo.root, 'x\ny'))).toEqual(FILES);
  });

  test('files whose names have them are written, taken back, and shown with escapes', () => {
    const odd = 'apps/\u001b]0;x\u0007\nweb\r/Dockerfile';
    const repo = monorepo({ ...FILES, [odd]: FILES[API] });
    const { code, out, err } = slimify(repo.root, 'apply', '--yes');
    expect([code, err, repo.read(odd)]).toEqual([0, '', AFTER[API]]);
    // A list with Windows line ends is shown with them.
    expect(out).not.toMatch(/[\u0007\u001b]|\r(?!\n)/);
    const undone = slimify(repo.root, 'undo');
    expect([undone.code, repo.read(odd)]).toEqual([0, FILES[API]]);
    expect(undone.out).toContain(String.raw`apps/\x1b]0;x\x07\nweb\r/Dockerfile`);
  });
});

describe('git', () => {
  const TROUBLE = /^slimify: git does not answer here \((.*)\): files that it ignores are looked at too\n/;

  /** Whether a file has uncommitted changes cannot be told, so nothing is written without leave. */
  function expectCautious(root: string, env: Readonly<Record<string, string>>, reason: RegExp): void {
    const planned = slimifyWith(env, root, 'plan');
    expect([planned.code, TROUBLE.exec(planned.err)?.[1]]).toEqual([0, expect.stringMatching(reason)]);
    const refused = slimifyWith(env, root, 'apply', '--yes');
    expect([refused.code, refused.err]).toEqual([2, expect.stringMatching(/\nslimify: libs\/requirements\.txt may have changes that are not committed: git does not answer \(.*\)\nslimify: nothing was written; put git right, or use --allow-dirty\n$/)]);
    expect(textsIn(root)).toEqual(FILES);
    expect(slimifyWith(env, root, 'apply', '--yes', '--allow-dirty').code).toBe(0);
    expect(textsIn(root)).toEqual(AFTER);
    expect(slimifyWith(env, root, 'undo').code).toBe(0);
    expect(textsIn(root)).toEqual(FILES);
  }

  test('a broken index', () => {
    const repo = monorepo();
    writeFileSync(join(repo.root, '.git/index'), 'DIRC\0\0\0\x02nothing of an index');
    expectCautious(repo.root, {}, /index/);
  });

  test('a repository that belongs to somebody else', () => {
    expectCautious(monorepo().root, { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }, /dubious ownership/);
  });

  test('git is not installed', () => {
    expectCautious(monorepo().root, { PATH: temporaryFolder() }, /^git is not installed/);
  });

  test('a work tree whose repository is gone', () => {
    const repo = monorepo();
    const tree = join(temporaryFolder(), 'tree');
    repo.git('worktree', 'add', '-q', tree);
    renameSync(repo.root, `${repo.root}-away`);
    expectCautious(tree, {}, /not a git repository/);
    rmSync(`${repo.root}-away`, { recursive: true });
  });

  test('a work tree', () => {
    const repo = monorepo();
    const tree = join(temporaryFolder(), 'tree');
    repo.git('worktree', 'add', '-q', tree);
    expect([slimify(tree, 'apply', '--yes').code, textsIn(tree), textsOf(repo)]).toEqual([0, AFTER, FILES]);
    expect([slimify(tree, 'undo').code, textsIn(tree)]).toEqual([0, FILES]);
  });

  test('a submodule is its own workspace, and no part of the one around it', () => {
    const inner = monorepo();
    const repo = monorepo({ 'README.md': '' });
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.root, 'Dockerfile');
    repo.git('commit', '-qm', 'sub');
    const around = slimify(repo.root, 'plan', '--json');
    expect([around.code, around.err, skippedIn(around)]).toEqual([0, '', ['Dockerfile: a folder']]);
    const sub = join(repo.root, 'Dockerfile');
    expect([slimify(sub, 'apply', '--yes').code, textsIn(sub)]).toEqual([0, AFTER]);
    expect(existsSync(join(repo.root, '.git/modules/Dockerfile/slimify/last-apply.json'))).toBe(true);
    expect([slimify(join(sub, 'apps'), 'undo').code, textsIn(sub)]).toEqual([0, FILES]);
  });

  test('a sparse checkout: what is not there is neither planned nor missed', () => {
    const repo = monorepo();
    repo.git('sparse-checkout', 'set', 'apps/api', 'libs');
    const { code, err } = slimify(repo.root, 'apply', '--yes');
    expect([code, err]).toEqual([0, '']);
    expect(textsOf(repo)).toEqual({ ...AFTER, 'apps/worker/Dockerfile': null });
    expect(repo.git('status', '--porcelain').trim().split('\n').map((line) => line.trim())).toEqual(['M apps/api/Dockerfile', 'M libs/requirements.txt']);
  });

  test('a bare repository holds nothing to change', () => {
    const bare = join(temporaryFolder(), 'bare.git');
    monorepo().git('clone', '-q', '--bare', '.', bare);
    const before = readdirSync(bare, { recursive: true }).toSorted();
    for (const words of [['plan'], ['apply', '--yes']]) {
      const { code, out } = slimify(bare, ...words);
      expect([code, out.trimEnd().split('\n').at(-1)]).toEqual([0, 'Nothing to change.']);
    }
    expect(readdirSync(bare, { recursive: true }).toSorted()).toEqual(before);
  });

  test('in a folder below the root the whole workspace is planned, and its paths are as from the root', () => {
    const repo = monorepo();
    const { code, out } = slimify(join(repo.root, 'apps/api'), 'apply', '--yes');
    expect([code, out.includes('apps/worker/Dockerfile'), textsOf(repo)]).toEqual([0, true, AFTER]);
  });
});

describe('permissions', () => {
  /** What the program says of each requirement, run by somebody whom permissions bind; where we are root, that is nobody. */
  function verdictsOf(root: string): unknown {
    if (IS_ROOT) for (const path of ['', ...readdirSync(root, { recursive: true, encoding: 'utf8' })]) chownSync(join(root, path), 65534, 65534);
    const { stdout, stderr } = spawnSync(process.execPath, [MAIN, 'needs', '--json', '--root', '.'], { cwd: root, encoding: 'utf8', ...(IS_ROOT ? { uid: 65534, gid: 65534 } : {}), env: { PATH: '/usr/bin:/bin', HOME: root } });
    expect(stderr.replace(/^slimify: inner takes no part: a folder that cannot be looked into\n$/, '')).toBe('');
    const found = [...stdout.matchAll(/"name": "(redis|idna)"[^{}]*?"verdict": "(\w+)"/g)].map(([, name, verdict]) => `${name} ${verdict}`);
    return [...new Set(found)].toSorted();
  }

  test.each([
    [0o000, true], [0o444, true], [0o311, true], [0o000, false], [0o444, false], [0o311, false],
  ])('a folder that is closed to us (mode %o, git: %s): nothing is called unused because of it', (mode, git) => {
    const repo = repository({
      'Dockerfile': 'FROM python:3.11-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .\nCMD ["python", "main.py"]\n',
      'requirements.txt': 'redis==5.0.1\nidna==3.7\n',
      'main.py': 'from inner import work\n',
      'inner/work.py': 'import redis\n',
    });
    if (!git) rmSync(join(repo.root, '.git'), { recursive: true });
    expect(verdictsOf(repo.root)).toEqual(['idna unused', 'redis used']);
    chmodSync(join(repo.root, 'inner'), mode);
    // Where git tells the names and each may be looked at, nothing is hidden.
    expect(verdictsOf(repo.root)).toEqual(git && mode === 0o311 ? ['idna unused', 'redis used'] : ['idna unknown', 'redis unknown']);
    chmodSync(join(repo.root, 'inner'), 0o755);
  });

  test('a read-only file and one with two names are refused by name, with what helps', () => {
    const repo = monorepo();
    chmodSync(join(repo.root, API), 0o444);
    linkSync(join(repo.root, 'libs/requirements.txt'), join(repo.root, 'libs/other-name'));
    const { code, err } = slimify(repo.root, 'apply', '--yes');
    expect([code, err]).toEqual([2, `slimify: ${API} is read-only (mode 0444)
slimify: libs/requirements.txt has 2 names on the disk (hard links), and only this one would get the new text
slimify: nothing was written; give each of these names a file of its own (cp X Y && mv Y X), or exclude them in the configuration
`]);
    expect(textsOf(repo)).toEqual(FILES);
  });

  test('modes stay, through apply and undo', () => {
    const repo = monorepo();
    const modes = [[API, 0o755], ['apps/worker/Dockerfile', 0o600], ['libs/requirements.txt', 0o664]] as const;
    for (const [path, mode] of modes) chmodSync(join(repo.root, path), mode);
    repo.git('commit', '-qam', 'a program');
    for (const words of [['apply', '--yes'], ['undo']]) {
      expect(slimify(repo.root, ...words).code).toBe(0);
      expect(modes.map(([path]) => statSync(join(repo.root, path)).mode & 0o7777)).toEqual(modes.map(([, mode]) => mode));
    }
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  test('extended attributes go with the old file, as at a checkout of git; what a folder gives to new files they get', () => {
    const repo = monorepo();
    const python = (code: string): string => execFileSync('python3', ['-c', `import os, struct\nos.chdir(${JSON.stringify(repo.root)})\n${code}`], { encoding: 'utf8' }).trim();
    // user::rw- user:65534:r-- group::r-- mask::r-- other::---, as acl(5) packs it.
    const acl = "struct.pack('<I' + 'HHI' * 5, 2, 1, 6, 2**32-1, 2, 4, 65534, 4, 4, 2**32-1, 16, 4, 2**32-1, 32, 0, 2**32-1)";
    python(`os.setxattr('${API}', 'user.note', b'x')\nos.setxattr('apps/api', 'system.posix_acl_default', ${acl})`);
    expect(slimify(repo.root, 'apply', '--yes').code).toBe(0);
    expect(python(`print(os.listxattr('${API}'))`)).toBe("['system.posix_acl_access']");
    repo.git('checkout', '-f', '-q', 'HEAD', '--', API);
    expect(python(`print(os.listxattr('${API}'))`)).toBe("['system.posix_acl_access']");
  });
});

describe('the lock of a process that cannot be seen from here', () => {
  test.each([
    ['of another host', { host: 'elsewhere', boot: null, pids: null }, 'elsewhere'],
    ['of another container with our name', { host: hostname(), boot: readBoot(), pids: 'pid:[1]' }, hostname()],
  ])('%s stays, and the message names its file', (_, where, host) => {
    const repo = monorepo();
    const lock = join(repo.root, '.git/slimify/lock');
    mkdirSync(dirname(lock));
    writeFileSync(lock, JSON.stringify({ pid: 7, since: '2026-11-22T12:00:00.000Z', began: '1', ...where }));
    const message = `slimify: slimify (process 7 on ${host}) is at work here since 2026-11-22 12:00:00 UTC; try again once it is done; if that process is gone, remove ${lock}\n`;
    for (const words of [['apply', '--yes'], ['undo']]) expect(slimify(repo.root, ...words)).toEqual({ code: 2, out: '', err: message });
    // In the middle of writing those that only read say the same: the lock is to go, not the journal.
    writeFileSync(join(dirname(lock), 'journal.json'), '{}');
    expect(slimify(repo.root, 'plan').err).toBe(message);
    rmSync(join(dirname(lock), 'journal.json'));
    rmSync(lock);
    expect(slimify(repo.root, 'apply', '--yes').code).toBe(0);
  });
});

function readBoot(): string | null {
  return existsSync('/proc/sys/kernel/random/boot_id') ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() : null;
}
