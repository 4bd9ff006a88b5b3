import { describe, expect, it } from 'vitest';
import { start, told } from './image.js';

const PYTHON = { '/app/main.py': '', '/app/manage.py': '', '/app/src/main.py': '', '/app/a.py': '', '/app/b.py': '' };

describe('an entry script of the image', () => {
  it('is followed with its arguments through cd, shift and every branch of case', () => {
    const entry = `#!/bin/bash
set -euo pipefail
cd "$(dirname "$0")"

python manage.py migrate --noinput
case "$1" in
  web)
    shift
    exec gunicorn proj.wsgi:application --bind 0.0.0.0:8000 "$@"
    ;;
  worker)
    exec celery -A proj worker
    ;;
  *)
    exec "$@"
    ;;
esac
`;
    expect(told(start(['/app/entrypoint.sh', 'web', '--chdir', 'src'], { files: { ...PYTHON, '/app/entrypoint.sh': entry }, folder: '/' }))).toEqual([
      'file app/manage.py (app/entrypoint.sh:5)',
      'module proj.wsgi (app/entrypoint.sh:9)',
      'module proj (app/entrypoint.sh:12)',
      'folder /app/src (app/entrypoint.sh:9)',
      'folder /app (app/entrypoint.sh:12)',
    ]);
    expect(told(start(['/app/entrypoint.sh', 'python', 'main.py'], { files: { ...PYTHON, '/app/entrypoint.sh': entry } }))).toContain('file app/main.py (app/entrypoint.sh:15)');
  });

  it('hands on what it is given, through a user of its own and itself', () => {
    const entry = `#!/bin/sh
if [ "$(id -u)" = '0' ]; then
  exec gosu app "$0" "$@"
fi
exec "$@"
`;
    expect(told(start(['/entry', 'python', 'main.py'], { files: { ...PYTHON, '/entry': entry } }))).toEqual(['file app/main.py (entry:5)']);
  });

  it('may put a program before its options', () => {
    const entry = `#!/bin/sh
set -e
if [ "\${1#-}" != "$1" ]; then
  set -- uvicorn app.main:app "$@"
fi
exec "$@"
`;
    expect(told(start(['/entry', '--port', '80'], { files: { '/entry': entry } }))).toContain('module app.main (entry:6)');
  });

  it.each([
    ['#!/usr/bin/env python3', ['file serve']],
    ['#!/usr/local/bin/python -u', ['file serve']],
    ['#!/usr/bin/env -S uv run --script', ['file serve']],
    ['#!/usr/bin/perl', []],
    ['#!/opt/unheard-of', ['doubt modules']],
  ])('is run by what its first line says: %s', (line, expected) => {
    expect(told(start(['/serve'], { files: { '/serve': `${line}\nimport app\n` } }))).toEqual(expected);
  });

  it('is found on PATH', () => {
    expect(told(start(['start-web'], { files: { ...PYTHON, '/usr/local/bin/start-web': '#!/bin/sh\npython main.py\n' } }))).toEqual(['file app/main.py (usr/local/bin/start-web:2)']);
  });

  it('starts nothing that is known where it is a program of another language', () => {
    expect(told(start(['/server'], { files: { '/server': '\u007fELF\0\0' } }))).toEqual([]);
    expect(told(start(['/server.js'], { files: { '/server.js': '#!/usr/bin/env node\n' } }))).toEqual([]);
  });

  it('may have Windows line ends', () => {
    expect(told(start(['sh', 'run.sh'], { files: { ...PYTHON, '/app/run.sh': '#!/bin/sh\r\n\r\npython main.py\r\n' } }))).toEqual(['file app/main.py (app/run.sh:3)']);
  });

  it('reads another into itself, with its functions and variables', () => {
    const files = {
      ...PYTHON,
      '/app/run.sh': '. ./lib.sh\nserve a\npython "$SECOND"\n',
      '/app/lib.sh': 'SECOND=b.py\nserve() {\n  python "$1.py"\n}\n',
    };
    expect(told(start(['sh', 'run.sh'], { files }))).toEqual(['file app/a.py (app/lib.sh:3)', 'file app/b.py (app/run.sh:3)']);
  });
});

describe('variables', () => {
  it('have every value that a branch may give them', () => {
    const text = `if [ "$TARGET" = one ]; then
  MODULE=app.one
else
  MODULE=app.two
fi
uvicorn "$MODULE:app"`;
    expect(told(start(text))).toEqual(['module app.two', 'module app.one']);
  });

  it('keep what was set before where a branch may not be taken', () => {
    expect(told(start('M=app.one; if [ -n "$X" ]; then M=app.two; fi; uvicorn $M:app'))).toEqual(['module app.two', 'module app.one']);
  });

  it('come from the container', () => {
    expect(told(start('uvicorn $APP', { environment: { APP: 'shop.main:app' } }))).toEqual(['module shop.main']);
    expect(told(start('uvicorn $APP', { environment: { APP: null } }))).toEqual(['doubt modules']);
    expect(told(start('uvicorn ${APP:-shop.main:app}', { environment: { APP: 'other:app' } }))).toEqual(['module other']);
  });

  it('reach a program when they are exported, and only then', () => {
    expect(told(start('export FLASK_APP=shop.web\nflask run'))).toEqual(['module shop.web']);
    expect(told(start('FLASK_APP=shop.web\nflask run'))).toEqual(['doubt modules']);
  });

  it('may be lists', () => {
    expect(told(start('args=(gunicorn shop.wsgi)\nif [ -n "$D" ]; then args+=(--chdir src); fi\nexec "${args[@]}"'))).toEqual(['module shop.wsgi', 'folder /app/src']);
  });

  it('go through the words of a loop', () => {
    expect(told(start('for name in a b; do python $name.py & done; wait', { files: PYTHON }))).toEqual(['file app/a.py', 'file app/b.py']);
  });

  it('lead nowhere after a folder that cannot be told', () => {
    expect(told(start('cd "$WHERE" && python main.py', { files: PYTHON }))).toEqual(['doubt modules']);
  });
});

describe('folders', () => {
  it('change with cd, not behind a subshell', () => {
    expect(told(start('(cd src && python main.py)\npython main.py', { files: PYTHON }))).toEqual(['file app/src/main.py', 'file app/main.py']);
  });

  it('are on the search path of a server that starts in them', () => {
    expect(told(start('cd src && uvicorn main:app', { files: PYTHON }))).toEqual(['module main', 'folder /app/src']);
  });

  it('come from where the script lies', () => {
    const text = 'HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"\npython "$HERE/../main.py"\n';
    expect(told(start(['bash', '/app/bin/run.sh'], { files: { ...PYTHON, '/app/bin/run.sh': text } }))).toEqual(['file app/main.py (app/bin/run.sh:2)']);
  });
});

describe('what a program reads', () => {
  it('is the code of a here-document', () => {
    expect(told(start("python - <<'EOF'\nimport shop\nEOF"))).toEqual(['code import shop']);
    expect(told(start('python manage.py shell <<EOF\nimport shop\nEOF', { files: PYTHON }))).toEqual(['file app/manage.py']);
    expect(told(start('sh <<EOF\npython main.py\nEOF', { files: PYTHON }))).toEqual(['file app/main.py']);
  });

  it('is gunicorn.conf.py of its folder, and the application that it names', () => {
    const files = { '/app/gunicorn.conf.py': 'workers = 2\nwsgi_app = "shop.wsgi:app"\n' };
    expect(told(start(['gunicorn'], { files }))).toEqual(['file app/gunicorn.conf.py', 'module shop.wsgi (app/gunicorn.conf.py:2)']);
  });

  it('is .flaskenv', () => {
    expect(told(start(['flask', 'run'], { files: { '/app/.flaskenv': '# local\nFLASK_APP=shop.web\n' } }))).toEqual(['module shop.web (app/.flaskenv:2)']);
  });
});

describe('programs', () => {
  it('are all told, with their words and their own variables', () => {
    const { programs } = start('LOG=debug celery -A shop worker -l ${LEVEL:-info} & python -m gunicorn shop.wsgi & nginx', {});
    expect(programs.map(({ name, module, words, environment }) => ({ name, module, words: words.join(' '), environment: Object.fromEntries(environment) }))).toEqual([
      { name: 'sh', module: false, words: expect.stringContaining('/bin/sh -c'), environment: {} },
      { name: 'celery', module: false, words: 'celery -A shop worker -l info', environment: { LOG: 'debug' } },
      { name: 'gunicorn', module: true, words: 'gunicorn shop.wsgi', environment: {} },
      { name: 'nginx', module: false, words: 'nginx', environment: {} },
    ]);
  });

  it('stand behind python -m by the name that a person knows', () => {
    expect(start(['python', '-m', 'torch.distributed.run', 'main.py']).programs[0]).toMatchObject({ name: 'torch.distributed.run', module: true });
    expect(start(['python', '-m', 'fastapi', 'run', 'main.py']).programs[0]).toMatchObject({ name: 'fastapi', module: true });
  });
});
