import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { slimifyWith } from '../cli/slimify.js';
import { repository, temporaryFolder, type Repository } from '../patch/git.js';

/**
 * Guarantee 10: nothing of the repository is run. Everything in this one that some program would run on its own writes a
 * marker. That what `--resolve` hands to uv and pip runs nothing either is shown with real ones in sizes.test.ts.
 */

interface Trapped {
  readonly repo: Repository;
  /** What was run, a line each. */
  ran(): readonly string[];
  forget(): void;
}

/** Every hook that githooks(5) names for what a client does. */
const HOOKS = ['applypatch-msg', 'pre-commit', 'commit-msg', 'post-checkout', 'post-index-change', 'fsmonitor-watchman', 'reference-transaction', 'pre-auto-gc', 'post-rewrite', 'post-merge', 'pre-push', 'sendemail-validate'];

function trapped(): Trapped {
  const marker = join(temporaryFolder(), 'marker');
  const shell = `#!/bin/sh\necho "$0 $*" >> '${marker}'\ncat\n`;
  const python = (name: string): string => `open(${JSON.stringify(marker)}, 'a').write(${JSON.stringify(`${name}\n`)})\n`;
  const node = `require('node:fs').appendFileSync(${JSON.stringify(marker)}, __filename + '\\n');\n`;
  const module = `import { appendFileSync } from 'node:fs';\nappendFileSync(${JSON.stringify(marker)}, import.meta.url + '\\n');\n`;
  const rule = (name: string): string => `${module}export default { meta: { name: '${name}', scope: 'workspace', summary: 'x', why: 'x', safety: 'safe', messages: { x: 'x' } }, *check() {} };\n`;
  const backend = `${python('backend.py')}def build_wheel(*a, **k): ...\nget_requires_for_build_wheel = prepare_metadata_for_build_wheel = build_editable = build_wheel\n`;
  const project = '[project]\nname = "evil"\nversion = "1"\ndependencies = ["six"]\n[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[tool.uv.sources]\nsix = { path = "./six" }\n';
  const files: Record<string, string> = {
    'Dockerfile': 'FROM python:3.11-slim\nCOPY . /app\nWORKDIR /app\nRUN sh trap.sh && pip install -r requirements.txt -e . && pip install ./local git+https://example.org/x.git\nHEALTHCHECK CMD sh trap.sh\nENTRYPOINT ["python", "-m", "app"]\n',
    'compose.yaml': 'services:\n  app:\n    build: .\n    command: sh trap.sh\n',
    'requirements.txt': 'flask==3.0.0\nipaddress==1.0.23\n-e ./local\n./local\ngit+https://example.org/y.git#egg=y\n',
    'Makefile': `X := $(shell sh trap.sh)\nall:\n\tsh trap.sh\n`,
    'app/__init__.py': `${python('app')}import flask\n`,
    'app/__main__.py': `${python('app.__main__')}import flask\n`,
    'setup.py': `${python('setup.py')}from setuptools import setup\nsetup(name='evil')\n`,
    'setup.cfg': '[metadata]\nname = evil\n',
    'pyproject.toml': project,
    'backend.py': backend,
    'local/pyproject.toml': project,
    'local/backend.py': backend,
    'local/setup.py': python('local/setup.py'),
    'conftest.py': python('conftest.py'),
    'sitecustomize.py': python('sitecustomize.py'),
    'usercustomize.py': python('usercustomize.py'),
    'noxfile.py': python('noxfile.py'),
    'evil.pth': `import os; ${python('evil.pth')}`,
    '.venv/lib/python3.11/site-packages/evil.pth': `import os; ${python('site-packages/evil.pth')}`,
    '.venv/pyvenv.cfg': 'home = /usr/bin\n',
    '.venv/lib/python3.11/site-packages/six-1.16.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: six\nVersion: 1.16.0\n',
    '.venv/lib/python3.11/site-packages/six-1.16.0.dist-info/RECORD': 'six.py,,\n',
    '.venv/lib/python3.11/site-packages/six.py': python('six'),
    '.python-version': '3.11\n',
    'uv.toml': 'python-preference = "only-system"\n',
    'pip.conf': '[global]\nno-binary = :all:\n',
    '.npmrc': 'script-shell=./trap.sh\nnode-options=--require ./trap.cjs\nonload-script=./trap.cjs\n',
    'package.json': '{ "name": "slimify", "type": "commonjs", "exports": "./trap.cjs", "imports": { "#*": "./trap.cjs" }, "scripts": { "preinstall": "./trap.sh" } }\n',
    'trap.cjs': node,
    'node_modules/slimify/package.json': '{ "name": "slimify", "main": "index.js" }\n',
    'node_modules/slimify/index.js': node,
    'slimify.config.js': module,
    'slimify.config.mjs': module,
    '.slimifyrc.js': node,
    'slimify.config.json': '{ "ownRules": ["./rules/named.mjs"] }\n',
    'rules/named.mjs': rule('house/named'),
    'rules/beside.mjs': rule('house/beside'),
    'rules/house/beside/rule.js': rule('house/beside'),
    '.gitattributes': '* filter=evil diff=evil merge=evil\n',
    '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = ext::./trap.sh\n\tupdate = !./trap.sh\n',
    '.envrc': './trap.sh\n',
    '.editorconfig': 'root = true\n',
  };
  const programs = ['trap.sh', 'bin/git', 'git', 'node_modules/.bin/git', 'bin/uv', 'bin/pip', 'bin/python3', 'bin/docker', '.venv/bin/python', '.venv/bin/pip', 'uv', 'python3'];
  for (const program of programs) files[program] = shell;
  const repo = repository(files);
  for (const program of programs) chmodSync(join(repo.root, program), 0o755);
  for (const folder of ['.git/hooks', 'own-hooks']) {
    mkdirSync(join(repo.root, folder), { recursive: true });
    for (const hook of HOOKS) writeFileSync(join(repo.root, folder, hook), shell, { mode: 0o755 });
  }
  const trap = join(repo.root, 'trap.sh');
  for (const key of ['core.fsmonitor', 'core.pager', 'core.editor', 'core.askPass', 'core.sshCommand', 'core.gitProxy', 'core.alternateRefsCommand', 'filter.evil.clean', 'filter.evil.smudge', 'filter.evil.process', 'diff.external', 'diff.evil.command', 'diff.evil.textconv', 'merge.evil.driver', 'gpg.program', 'credential.helper', 'sequence.editor', 'interactive.diffFilter', 'pager.ls-files', 'pager.ls-tree', 'pager.rev-parse', 'uploadpack.packObjectsHook']) {
    repo.git('config', key, trap);
  }
  repo.git('config', 'core.hooksPath', 'own-hooks');
  repo.git('config', 'core.untrackedCache', 'true');
  repo.git('config', 'filter.evil.required', 'true');
  for (const alias of ['ls-files', 'ls-tree', 'rev-parse', 'check-ignore']) repo.git('config', `alias.${alias}`, `!${trap}`);
  rmSync(marker, { force: true });
  return {
    repo,
    ran: () => (existsSync(marker) ? readFileSync(marker, 'utf8').trim().split('\n') : []),
    forget: () => rmSync(marker, { force: true }),
  };
}

/** What a person may have set, by an accident or by a `.envrc`: programs of this very repository. */
function variables(root: string): Readonly<Record<string, string>> {
  const trap = join(root, 'trap.sh');
  return {
    PATH: [join(root, 'node_modules/.bin'), join(root, 'bin'), join(root, '.venv/bin'), '.', '', process.env['PATH']].join(':'),
    GIT_EXTERNAL_DIFF: trap, GIT_SSH_COMMAND: trap, GIT_SSH: trap, GIT_PAGER: trap, GIT_EDITOR: trap, GIT_ASKPASS: trap, PAGER: trap, EDITOR: trap, SSH_ASKPASS: trap,
    VIRTUAL_ENV: join(root, '.venv'), PYTHONPATH: root,
    // Nobody listens there: whoever asks gets no answer.
    UV_DEFAULT_INDEX: 'http://127.0.0.1:9/simple/', PIP_INDEX_URL: 'http://127.0.0.1:9/simple/', UV_HTTP_RETRIES: '0', PIP_RETRIES: '0', XDG_CACHE_HOME: join(dirname(root), 'no-cache'),
  };
}

test('the traps are good: git runs what is in it', () => {
  const { repo, ran } = trapped();
  writeFileSync(join(repo.root, 'requirements.txt'), 'flask==3.0.0\nipaddress==1.0.23\n');
  try {
    execFileSync('git', ['status', '--porcelain'], { cwd: repo.root, stdio: 'ignore' });
  } catch {
    // Its filter does not answer as one should.
  }
  expect(ran().join('\n')).toContain('trap.sh');
});

test('no command runs anything of the repository', () => {
  const { repo, ran, forget } = trapped();
  const env = variables(repo.root);
  const out = temporaryFolder();
  const run = (...words: readonly string[]): ReturnType<typeof slimifyWith> => slimifyWith(env, repo.root, ...words, ...(words[0] === 'undo' ? [] : ['--no-config']));
  const changed = (): boolean => repo.read('Dockerfile')?.includes('--no-cache-dir') === true;
  const commands: readonly (readonly string[])[] = [
    ['plan'], ['plan', '--json', '--debug'], ['plan', '--out', join(out, 'plan.json'), '--patch-dir', join(out, 'patches'), '--report', join(out, 'report.json')],
    ['check'], ['services'], ['services', '--stats'], ['image', 'app', '--all'], ['image', 'app', '--packages'], ['needs', '--all'], ['why', 'flask'],
    ['explain', 'dockerfile/pip-cache'], ['rule', 'list'], ['apply', '--dry-run'], ['undo'],
    ['plan', '--venv', '.venv'], ['plan', '--resolve'], ['image', 'app', '--packages', '--resolve'],
  ];
  for (const words of commands) {
    const { code, err } = run(...words);
    expect([words.join(' '), code, ran()], err).toEqual([words.join(' '), words[0] === 'check' ? 1 : 0, []]);
  }
  for (const [words, now] of [[['apply', '--yes', '--allow-dirty', '--only', 'dockerfile/pip-cache'], true], [['undo'], false]] as const) {
    const { code, err } = run(...words);
    expect([code, changed(), ran()], err).toEqual([0, now, []]);
  }
  const { code, err } = slimifyWith(env, repo.root, 'apply', join(out, 'plan.json'), '--yes', '--allow-dirty');
  expect([code, changed(), ran()], err).toEqual([0, true, []]);
  forget();
}, 120_000);

test('of the configuration, the rules that it names are run, and no others; a module by another name is none', () => {
  const { repo, ran, forget } = trapped();
  const env = variables(repo.root);
  for (const words of [['plan'], ['rule', 'list']]) {
    expect(slimifyWith(env, repo.root, ...words).code).toBe(0);
    expect(ran()).toEqual([expect.stringMatching(/rules\/named\.mjs$/)]);
    forget();
  }
  rmSync(join(repo.root, 'slimify.config.json'));
  expect(slimifyWith(env, repo.root, 'plan').code).toBe(0);
  expect(ran()).toEqual([]);
});

test('whether a file has uncommitted changes is found without its filter', () => {
  const { repo, ran, forget } = trapped();
  const env = variables(repo.root);
  repo.write('requirements.txt', `${repo.read('requirements.txt')}# mine\n`);
  const { code, err } = slimifyWith(env, repo.root, 'apply', '--yes', '--no-config', '--only', 'requirements/backport,dockerfile/pip-cache');
  expect([code, err.includes('not committed'), ran()], err).toEqual([2, true, []]);
  forget();
});
