import { describe, expect, it } from 'vitest';
import { configurationFiles } from '#python/start/configuration-files.js';
import { start, told } from './image.js';

describe('supervisord', () => {
  const files = {
    '/etc/supervisor/supervisord.conf': `[supervisord]
nodaemon=true

[program:web]
command=/usr/local/bin/gunicorn %(ENV_MODULE)s:app -b :8000 ; the web
directory=/srv/web
environment=PYTHONPATH="/srv/lib",MODE='production'

[program:many]
command=python -m jobs.run --number %(process_num)02d
numprocs=4

[program:proxy]
command=nginx -g "daemon off;"

[include]
files = conf.d/*.conf
`,
    '/etc/supervisor/conf.d/beat.conf': `[program:beat]
command=celery -A jobs beat
`,
  };

  it('runs every program of the files that it finds by itself', () => {
    const started = start(['supervisord', '-n'], { files, environment: { MODULE: 'shop.wsgi' } });
    expect(told(started)).toEqual([
      'module shop.wsgi (etc/supervisor/supervisord.conf:5)',
      'main jobs.run (etc/supervisor/supervisord.conf:10)',
      'module jobs (etc/supervisor/conf.d/beat.conf:2)',
      'folder /srv/lib (etc/supervisor/supervisord.conf:5)',
      'folder /srv/web (etc/supervisor/supervisord.conf:5)',
    ]);
    expect(started.programs.find(({ name }) => name === 'gunicorn')?.environment.get('MODE')).toBe('production');
  });

  it('says which files it read', () => {
    expect(configurationFiles(start(['supervisord', '-n'], { files })).map(({ path }) => path)).toEqual(['/etc/supervisor/supervisord.conf', '/etc/supervisor/conf.d/beat.conf']);
  });

  it('reads the folder of the package of Debian where the main file is not of the workspace', () => {
    expect(told(start('supervisord', { files: { '/etc/supervisor/conf.d/web.conf': '[program:web]\ncommand=uvicorn shop:app\n' } }))).toEqual(['module shop (etc/supervisor/conf.d/web.conf:2)']);
  });
});

describe('s6 and runit', () => {
  it('run every service, with the variables that a script left for them', () => {
    const files = {
      '/srv/manage.py': '',
      '/etc/cont-init.d/10-folder': '#!/command/with-contenv bash\nprintf "/srv" > /var/run/s6/container_environment/HOME_FOLDER\n',
      '/etc/services.d/web/run': '#!/usr/bin/with-contenv sh\ncd $HOME_FOLDER\nexec s6-setuidgid app python3 manage.py runserver\n',
    };
    expect(told(start(['/init'], { files }))).toEqual(['file srv/manage.py (etc/services.d/web/run:3)']);
  });

  it('run the folder that runsvdir is given', () => {
    expect(told(start(['runsvdir', '/opt/sv'], { files: { '/opt/sv/web/run': '#!/bin/sh\nexec uvicorn shop:app\n' } }))).toContain('module shop (opt/sv/web/run:2)');
  });
});

describe('cron', () => {
  it('runs tables of the system and of users, and the scripts of a day', () => {
    const files = {
      '/app/main.py': '',
      '/etc/cron.d/sync': 'SHELL=/bin/bash\n*/5 * * * * root cd /app && python main.py >> /var/log/sync.log 2>&1\n',
      '/etc/crontabs/root': '@hourly python -m jobs.hourly\n30 2 * * 1-5 python -m jobs.night --day $(date +\\%F)\n',
      '/etc/cron.daily/clean': '#!/bin/sh\npython -m jobs.clean\n',
    };
    expect(told(start('cron && tail -f /var/log/cron.log', { files }))).toEqual([
      'file app/main.py (etc/cron.d/sync:2)',
      'main jobs.hourly (etc/crontabs/root:1)',
      'main jobs.night (etc/crontabs/root:2)',
      'main jobs.clean (etc/cron.daily/clean:2)',
    ]);
  });

  it('runs the file that supercronic is given', () => {
    expect(told(start(['supercronic', '/app/crontab'], { files: { '/app/crontab': '# jobs\n0 0 * * * python -m jobs.night\n' } }))).toEqual(['main jobs.night (app/crontab:2)']);
  });
});

describe('files of settings', () => {
  it.each([
    ['uvicorn shop:app --log-config conf/log.ini', ['/app/conf/log.ini']],
    ['gunicorn -c /etc/gunicorn.py shop:app', ['/etc/gunicorn.py']],
    ['alembic -c db/alembic.ini upgrade head', ['/app/db/alembic.ini']],
    ['uwsgi --ini conf/uwsgi.ini', ['/app/conf/uwsgi.ini']],
    ['python main.py', []],
  ])('%s', (command, expected) => {
    expect(configurationFiles(start(command)).map(({ path }) => path)).toEqual(expected);
  });
});
