import { expect, test } from 'vitest';
import { runTimeApt } from '#services/run-time-apt.js';
import { load } from '../workspace.js';

const ENTRY = 'FROM debian\nCOPY scripts /scripts\nENTRYPOINT ["/scripts/entry.sh"]\n';

test.each([
  ['an entry script', { Dockerfile: ENTRY, 'scripts/entry.sh': '#!/bin/sh\n# apt-get install is below\napt-get -y install $X\n' }, ['scripts/entry.sh:3']],
  ['a script that it sources', { Dockerfile: ENTRY, 'scripts/entry.sh': '. /scripts/lib\n', 'scripts/lib': 'f() { apt install -y vim; }\n' }, ['scripts/lib:1']],
  ['one that updates first', { Dockerfile: ENTRY, 'scripts/entry.sh': 'apt-get update\napt-get install -y vim\n' }, ['scripts/entry.sh:1 updates']],
  ['words of Python', { Dockerfile: ENTRY, 'scripts/a.py': 'run(["sudo", "apt-get", "-qq", "install", name])\n' }, ['scripts/a.py:1']],
  ['a configuration of supervisord', { Dockerfile: 'FROM debian\nCOPY s.conf /etc/\n', 's.conf': '[program:x]\ncommand=apt-get install -y vim\n' }, ['s.conf:2']],
  ['a document', { Dockerfile: ENTRY, 'scripts/README.md': 'apt-get install vim\n' }, []],
  ['a file that the image does not hold', { Dockerfile: ENTRY, 'scripts/entry.sh': 'exec "$@"\n', 'ci/setup.sh': 'apt-get install -y vim\n' }, []],
  ['a here-document', { Dockerfile: 'FROM debian\nCOPY <<EOF /entry.sh\napt-get install -y vim\nEOF\n' }, ['Dockerfile:2']],
  ['a script that a RUN writes', { Dockerfile: 'FROM debian\nRUN echo "apt-get install -y vim" > /entry.sh\n' }, ['Dockerfile:2']],
  ['a RUN of its own', { Dockerfile: 'FROM debian\nRUN apt-get update && apt-get install -y vim\n' }, []],
  ['a command of compose', { Dockerfile: 'FROM debian\n', 'compose.yaml': 'services:\n  a:\n    build: .\n    command: ["apt-get", "install", "-y", "vim"]\n' }, ['compose.yaml:4']],
  ['a script that compose mounts', { Dockerfile: 'FROM debian\n', 'compose.yaml': 'services:\n  a:\n    build: .\n    volumes: ["./e.sh:/e.sh"]\n', 'e.sh': 'apt-get install -y vim\n' }, ['e.sh:1']],
  ['a workflow that runs the image', { Dockerfile: 'FROM debian\n', '.github/workflows/a.yml': 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: docker build -t me/app .\n      - run: docker run me/app sh -c "apt-get install -y vim"\n' }, ['.github/workflows/a.yml:7']],
  ['a workflow that installs for itself', { Dockerfile: 'FROM debian\n', '.github/workflows/a.yml': 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: sudo apt-get install -y vim\n      - run: docker build -t me/app .\n' }, []],
  ['a Makefile that runs another image', { Dockerfile: 'FROM debian\n', Makefile: 'a:\n\tdocker build -t me/app .\n\tdocker run debian apt-get install -y vim\n' }, []],
])('%s', (_, files, expected) => {
  expect(runTimeApt(load(files).snapshot, 'Dockerfile').map(({ at, updates }) => `${at.path}:${at.line}${updates ? ' updates' : ''}`)).toEqual(expected);
});
