import { describe, expect, it } from 'vitest';
import { start, told } from './image.js';

/** The image that every command below starts in, at /app. */
const IMAGE: Readonly<Record<string, string>> = {
  '/app/main.py': '',
  '/app/manage.py': '',
  '/app/job/__main__.py': '',
  '/app/pkg/__init__.py': '',
  '/app/pkg/main.py': '',
  '/app/pkg/cli.py': '',
  '/app/pkg/wsgi.py': '',
  '/app/pkg/app.py': '',
  '/app/pkg/celery.py': '',
  '/app/pkg/tasks.py': '',
  '/app/pkg/settings.py': '',
  '/app/pkg/spiders/quotes.py': '',
  '/app/src/main.py': '',
  '/app/ui/Home.py': '',
  '/app/conf/gunicorn.py': '',
  '/app/report.ipynb': '{}',
  '/app/uwsgi.ini': `[uwsgi]
base = /app
chdir = %(base)/src
module = main:app
processes = 4
`,
  '/app/production.ini': `[app:main]
use = egg:pkg
`,
  '/app/migrations/env.py': '',
  '/app/migrations/versions/1_first.py': '',
  '/app/other/env.py': '',
  '/app/alembic.ini': `[alembic]
script_location = migrations
prepend_sys_path = .
`,
  '/app/other/alembic.ini': `[alembic]
script_location = %(here)s
`,
  '/app/scrapy.cfg': `[settings]
default = pkg.settings
`,
  '/app/workspace.yaml': `load_from:
  - python_module: pkg.main
  - python_file: main.py
`,
  '/app/prefect.yaml': `deployments:
  - name: nightly
    entrypoint: main.py:flow
`,
  '/app/pytest.ini': `[pytest]
testpaths = tests
`,
  '/app/tests/test_a.py': '',
  '/app/tests/conftest.py': '',
  '/app/tests/data.py': '',
  '/app/pyproject.toml': `[tool.pdm.scripts]
start = "python main.py"

[tool.poe.tasks]
serve = { cmd = "uvicorn pkg.main:app" }
`,
  '/app/Pipfile': `[scripts]
serve = "gunicorn pkg.wsgi"
`,
  '/app/Procfile': `web: gunicorn pkg.wsgi
worker: celery -A pkg worker
`,
  '/app/supervisord.conf': `[supervisord]
nodaemon=true

[program:web]
command=gunicorn pkg.wsgi

[program:job]
command=python main.py ; the job
directory=/app/src
`,
  '/app/circus.ini': `[watcher:web]
cmd = uvicorn
args = pkg.main:app
`,
  '/app/Makefile': `APP = pkg.main:app

serve: migrate
	uvicorn $(APP)

migrate:
	@python manage.py migrate
`,
  '/app/src/Makefile': `serve:
	python main.py
`,
  '/etc/cron.d/jobs': `PATH=/usr/bin:/bin
# nightly
0 3 * * * root cd /app && python main.py > /dev/null
@daily app python -m pkg.cli
`,
  '/opt/airflow/dags/daily.py': '',
};

const SCRIPTS = { 'serve-app': 'pkg.cli:main' };

/** Each row: a command => what it starts, with the place where that is not the command's own. `$<X>` stands for a variable in braces. */

describe('the interpreter', () => {
  it.each(rows(String.raw`
    python main.py => file app/main.py
    python -u main.py => file app/main.py
    python3 -OO -X dev -W ignore main.py => file app/main.py
    python3.11 -u ./main.py --port 80 => file app/main.py
    /opt/venv/bin/python main.py => file app/main.py
    pypy3 main.py => file app/main.py
    python -m pkg.cli serve => main pkg.cli
    python -um pkg.cli => main pkg.cli
    python -mpkg.cli => main pkg.cli
    python -c 'import pkg; pkg.run()' => code import pkg; pkg.run()
    python -uc 'import pkg' => code import pkg
    python job => file app/job/__main__.py
    python gone.py => doubt distributions
    python - => doubt modules
    python "$FILE" => doubt modules
    python $OPTIONS main.py => file app/main.py; doubt modules
    python -m "$MODULE" => doubt modules
    python manage.py migrate => file app/manage.py
    python manage.py runserver --settings=pkg.settings => file app/manage.py; module pkg.settings
    DJANGO_SETTINGS_MODULE=pkg.settings python manage.py migrate => file app/manage.py; module pkg.settings
    python /usr/local/bin/gunicorn pkg.wsgi => module pkg.wsgi
    python -m http.server 8000 => main http.server
    python -m pip install -r requirements.txt => main pip
    python -m pdb main.py => main pdb; file app/main.py
    python -m cProfile -o out.prof main.py => main cProfile; file app/main.py
    python -m debugpy --listen 0.0.0.0:5678 main.py => main debugpy; file app/main.py
    python -m debugpy --listen 0.0.0.0:5678 -m uvicorn pkg.main:app => main debugpy; main uvicorn; module pkg.main
  `))('%s => %s', (command, expected) => {
    expect(told(start(command, { files: IMAGE, scripts: SCRIPTS })).join('; ')).toBe(expected);
  });
});

describe('servers', () => {
  it.each(rows(String.raw`
    uvicorn pkg.main:app => module pkg.main
    uvicorn pkg.main:app --host 0.0.0.0 --port $<PORT:-8000> --workers 4 => module pkg.main
    uvicorn --host 0.0.0.0 --port 80 pkg.main:app => module pkg.main
    uvicorn --unheard-of 7 pkg.main:app => module pkg.main
    uvicorn pkg.main:create_app --factory => module pkg.main
    uvicorn main:app --app-dir src => module main; folder /app/src
    uvicorn "$APP_MODULE" => doubt modules
    gunicorn $OPTIONS pkg.wsgi:application => module pkg.wsgi
    gunicorn $OPTIONS other.wsgi:application => module other.wsgi
    uvicorn $<APP_MODULE:-pkg.main:app> => module pkg.main
    python -m uvicorn pkg.main:app => main uvicorn; module pkg.main
    gunicorn pkg.wsgi => module pkg.wsgi
    gunicorn pkg.wsgi:application -b :8000 => module pkg.wsgi
    gunicorn -w 4 -b :80 'pkg:create_app("prod")' => module pkg
    gunicorn -k uvicorn.workers.UvicornWorker pkg.main:app => module uvicorn.workers; module pkg.main
    gunicorn -kgevent pkg.wsgi => module pkg.wsgi
    gunicorn -c conf/gunicorn.py pkg.wsgi => file app/conf/gunicorn.py; module pkg.wsgi
    gunicorn -c python:pkg.conf pkg.wsgi => module pkg.conf; module pkg.wsgi
    gunicorn -c gone.py pkg.wsgi => module pkg.wsgi; doubt modules
    gunicorn --chdir src main:app => module main; folder /app/src
    gunicorn --pythonpath src,lib main:app => module main; folder /app/src; folder /app/lib
    GUNICORN_CMD_ARGS="-k pkg.worker.Own" gunicorn pkg.wsgi => module pkg.worker; module pkg.wsgi
    hypercorn pkg.main:app -b 0.0.0.0:80 -w 2 => module pkg.main
    hypercorn -c conf.toml pkg.main:app => module pkg.main
    daphne -b 0.0.0.0 -p 8001 pkg.asgi:application => module pkg.asgi
    granian --interface asgi --host 0.0.0.0 pkg.main:app => module pkg.main
    granian --working-dir src main:app => module main; folder /app/src
    waitress-serve --port=80 --call pkg:create_app => module pkg
    uwsgi --http :80 --module pkg.wsgi:application => module pkg.wsgi
    uwsgi --http :80 --wsgi-file main.py --callable app => file app/main.py
    uwsgi -w pkg.wsgi --chdir src => module pkg.wsgi; folder /app/src
    uwsgi --mount /api=pkg.main:app => module pkg.main
    uwsgi --ini uwsgi.ini => module main (app/uwsgi.ini:4); folder /app/src (app/uwsgi.ini:3)
    uwsgi /app/uwsgi.ini => module main (app/uwsgi.ini:4); folder /app/src (app/uwsgi.ini:3)
    uwsgi gone.ini => doubt modules
    sanic pkg.main:app --host 0.0.0.0 => module pkg.main
    litestar --app pkg.main:app run => module pkg.main
    mod_wsgi-express start-server main.py --port 80 => file app/main.py
    pserve production.ini => module pkg (app/production.ini:2)
  `))('%s => %s', (command, expected) => {
    expect(told(start(command, { files: IMAGE, scripts: SCRIPTS })).join('; ')).toBe(expected);
  });
});

describe('workers', () => {
  it.each(rows(String.raw`
    celery -A pkg worker -l info => module pkg; module pkg.app; module pkg.celery
    celery -A pkg.tasks worker -Q high,low -c 4 => module pkg.tasks
    celery --app=pkg.tasks:app beat -S django_celery_beat.schedulers:DatabaseScheduler => module pkg.tasks; module django_celery_beat.schedulers
    celery -A pkg worker --pool gevent --beat => module pkg; module pkg.app; module pkg.celery
    celery worker -A pkg => module pkg; module pkg.app; module pkg.celery
    celery --workdir src -A main worker => module main; folder /app/src
    celery worker => doubt modules
    rq worker --url redis://redis high low => doubt modules
    rq worker -c pkg.conf => module pkg.conf; doubt modules
    dramatiq pkg.tasks pkg.jobs --processes 2 => module pkg.tasks; module pkg.jobs
    huey_consumer pkg.tasks.huey -w 4 => module pkg.tasks
    huey_consumer.py pkg.tasks.huey => module pkg.tasks
    arq pkg.worker.WorkerSettings => module pkg.worker
    taskiq worker pkg.tasks:broker pkg.jobs => module pkg.tasks; module pkg.jobs
    faststream run pkg.main:app => module pkg.main
    faust -A pkg.stream worker -l info => module pkg.stream
    nameko run pkg.services --broker amqp://x => module pkg.services
    procrastinate --app=pkg.tasks.app worker => module pkg.tasks
  `))('%s => %s', (command, expected) => {
    expect(told(start(command, { files: IMAGE, scripts: SCRIPTS })).join('; ')).toBe(expected);
  });
});

describe('frameworks', () => {
  it.each(rows(String.raw`
    flask run --host 0.0.0.0 => doubt modules
    flask --app pkg.main run => module pkg.main
    flask --app pkg/main.py run => file app/pkg/main.py
    FLASK_APP=pkg.main:app flask run -p 80 => module pkg.main
    flask --app pkg db upgrade => module pkg; file app/migrations/env.py; file app/migrations/versions/1_first.py
    flask --app pkg db upgrade -d other => module pkg; file app/other/env.py
    quart --app pkg.main:app run => module pkg.main
    django-admin migrate --settings=pkg.settings => module pkg.settings
    DJANGO_SETTINGS_MODULE=pkg.settings django-admin migrate => module pkg.settings
    fastapi run => file app/main.py
    fastapi run pkg/main.py --port 80 => file app/pkg/main.py
    fastapi dev pkg/main.py => file app/pkg/main.py
    streamlit run ui/Home.py --server.port 8501 => file app/ui/Home.py
    streamlit run --server.port=8501 ui/Home.py => file app/ui/Home.py
    gradio main.py => file app/main.py
    chainlit run main.py --host 0.0.0.0 => file app/main.py
    panel serve main.py ui/Home.py --port 5006 => file app/main.py; file app/ui/Home.py
    bokeh serve main.py => file app/main.py
    voila report.ipynb => doubt distributions
    jupyter lab --ip 0.0.0.0 => doubt distributions
    marimo run main.py => file app/main.py
    solara run main.py => file app/main.py
    shiny run --host 0.0.0.0 main.py => file app/main.py
    functions-framework --target=handle => file app/main.py
    functions-framework --source=main.py --target=handle => file app/main.py
    python -m awslambdaric main.handler => main awslambdaric; module main
    awslambdaric pkg.main.handler => module pkg.main
    kopf run main.py --verbose => file app/main.py
    kopf run -m pkg.main => module pkg.main
    locust -f main.py --headless => file app/main.py
    locust => doubt modules
  `))('%s => %s', (command, expected) => {
    expect(told(start(command, { files: IMAGE, scripts: SCRIPTS })).join('; ')).toBe(expected);
  });
});

describe('pipelines and training', () => {
  it.each(rows(String.raw`
    scrapy crawl quotes => module pkg.settings (app/scrapy.cfg:2); module pkg.spiders.quotes (app/scrapy.cfg:2)
    scrapy runspider main.py => file app/main.py; module pkg.settings (app/scrapy.cfg:2); module pkg.spiders.quotes (app/scrapy.cfg:2)
    dagster-webserver -h 0.0.0.0 -m pkg.main => module pkg.main
    dagster dev -f main.py => file app/main.py
    dagster-daemon run -w workspace.yaml => module pkg.main (app/workspace.yaml:2); file app/main.py (app/workspace.yaml:3)
    dagster-daemon run => module pkg.main (app/workspace.yaml:2); file app/main.py (app/workspace.yaml:3)
    prefect deploy --all => file app/main.py (app/prefect.yaml:3)
    prefect flow serve main.py:flow => file app/main.py
    prefect worker start -p pool => file app/main.py (app/prefect.yaml:3)
    prefect server start =>
    mlflow server --host 0.0.0.0 =>
    airflow scheduler => file opt/airflow/dags/daily.py
    ray start --head => doubt modules
    serve run pkg.main:deployment => module pkg.main
    torchrun --nproc_per_node=4 main.py --epochs 3 => file app/main.py
    torchrun --nproc_per_node 4 -m pkg.cli => main pkg.cli
    python -m torch.distributed.run --nnodes 1 main.py => main torch.distributed.run; file app/main.py
    accelerate launch --num_processes 2 main.py => file app/main.py
    accelerate launch --config_file conf.yaml -m pkg.cli => main pkg.cli
    deepspeed --num_gpus 2 main.py --deepspeed => file app/main.py
    papermill in.ipynb out.ipynb => doubt distributions
  `))('%s => %s', (command, expected) => {
    expect(told(start(command, { files: IMAGE, scripts: SCRIPTS })).join('; ')).toBe(expected);
  });
});

describe('tools', () => {
  it.each(rows(String.raw`
    alembic upgrade head => file app/migrations/env.py (app/alembic.ini:2); file app/migrations/versions/1_first.py (app/alembic.ini:2); folder /app (app/alembic.ini:3)
    alembic -c other/alembic.ini upgrade head => file app/other/env.py (app/other/alembic.ini:2)
    alembic -c gone.ini upgrade head => doubt modules
    pytest => file app/tests/test_a.py; file app/tests/conftest.py
    pytest --browser firefox => file app/tests/test_a.py; file app/tests/conftest.py
    pytest tests/test_a.py::test_one -q => file app/tests/test_a.py
    python -m pytest tests => main pytest; file app/tests/test_a.py; file app/tests/conftest.py
    coverage run main.py => file app/main.py
    coverage run -m pytest tests => main pytest; file app/tests/test_a.py; file app/tests/conftest.py
    mkdocs serve =>
    pyinstaller main.py =>
    tox =>
    nox =>
    pip install requests =>
    playwright install chromium =>
  `))('%s => %s', (command, expected) => {
    expect(told(start(command, { files: IMAGE, scripts: SCRIPTS })).join('; ')).toBe(expected);
  });
});

describe('scripts of first-party projects', () => {
  it.each(rows(String.raw`
    serve-app --port 80 => module pkg.cli
    /opt/venv/bin/serve-app => module pkg.cli
  `))('%s => %s', (command, expected) => {
    expect(told(start(command, { files: IMAGE, scripts: SCRIPTS })).join('; ')).toBe(expected);
  });
});

describe('what stands before a program', () => {
  it.each(rows(String.raw`
    exec uvicorn pkg.main:app => module pkg.main
    env A=b PYTHONPATH=src python -m pkg.cli => main pkg.cli; folder /app/src
    tini -- python main.py => file app/main.py
    /usr/bin/tini -g -- python main.py => file app/main.py
    dumb-init -- python main.py => file app/main.py
    gosu nobody python main.py => file app/main.py
    su-exec app:app python main.py => file app/main.py
    su app -c "python main.py" => file app/main.py
    su -s /bin/sh -c 'exec python main.py' app => file app/main.py
    sudo -u app -E python main.py => file app/main.py
    nohup python main.py & => file app/main.py
    nice -n 10 python main.py => file app/main.py
    timeout -s KILL 60 python main.py => file app/main.py
    timeout 60 python main.py => file app/main.py
    time python main.py => file app/main.py
    stdbuf -oL python main.py => file app/main.py
    ls | xargs -n 1 python main.py => file app/main.py
    watch -n 5 python main.py => file app/main.py
    flock -n /tmp/lock python main.py => file app/main.py
    flock /tmp/lock -c 'python main.py' => file app/main.py
    wait-for-it.sh db:5432 -t 30 -- python main.py => file app/main.py
    ./wait-for.sh db:5432 -- python main.py => file app/main.py
    wait-for-it db:5432 =>
    dockerize -wait tcp://db:5432 -timeout 60s python main.py => file app/main.py
    ddtrace-run gunicorn pkg.wsgi => module pkg.wsgi
    opentelemetry-instrument --traces_exporter otlp uvicorn pkg.main:app => module pkg.main
    newrelic-admin run-program gunicorn pkg.wsgi => module pkg.wsgi
    poetry run uvicorn pkg.main:app => module pkg.main
    poetry run python main.py => file app/main.py
    uv run main.py => file app/main.py
    uv run --no-sync --with rich python main.py => file app/main.py
    uv run -m pkg.cli => main pkg.cli
    uv run --frozen -- uvicorn pkg.main:app => module pkg.main
    uv --offline run main.py => file app/main.py
    uvx ruff check =>
    pdm run main.py => file app/main.py
    pdm run start => file app/main.py (app/pyproject.toml:2)
    pipenv run python main.py => file app/main.py
    pipenv run serve => module pkg.wsgi (app/Pipfile:2)
    poe serve => module pkg.main (app/pyproject.toml:5)
    hatch run uvicorn pkg.main:app => module pkg.main
    rye run python main.py => file app/main.py
    pipx run cowsay =>
    conda run -n env --no-capture-output python main.py => file app/main.py
    micromamba run -n base uvicorn pkg.main:app => module pkg.main
    xvfb-run -a python main.py => file app/main.py
    watchmedo auto-restart -d . -p '*.py' -R -- celery -A pkg worker => module pkg; module pkg.app; module pkg.celery
    watchfiles "python main.py" pkg => file app/main.py
    watchfiles pkg.main.run => module pkg.main
    nodemon --exec "python main.py" --ext py => file app/main.py
    doppler run -- python main.py => file app/main.py
    setpriv --reuid=1000 --clear-groups python main.py => file app/main.py
    chpst -u app python main.py => file app/main.py
    s6-setuidgid app python main.py => file app/main.py
    xargs -a list python main.py => file app/main.py
  `))('%s => %s', (command, expected) => {
    expect(told(start(command, { files: IMAGE, scripts: SCRIPTS })).join('; ')).toBe(expected);
  });
});

describe('supervisors', () => {
  it.each(rows(String.raw`
    honcho start => module pkg.wsgi (app/Procfile:1); module pkg (app/Procfile:2); module pkg.app (app/Procfile:2); module pkg.celery (app/Procfile:2)
    honcho -f Procfile start web => module pkg.wsgi (app/Procfile:1); module pkg (app/Procfile:2); module pkg.app (app/Procfile:2); module pkg.celery (app/Procfile:2)
    supervisord -n -c supervisord.conf => module pkg.wsgi (app/supervisord.conf:5); file app/src/main.py (app/supervisord.conf:8)
    supervisord -n -c gone.conf => doubt modules
    circusd circus.ini => module pkg.main (app/circus.ini:2)
    make serve => module pkg.main (app/Makefile:4); file app/manage.py (app/Makefile:7)
    make -C src serve => file app/src/main.py (app/src/Makefile:2); folder /app/src
    make gone => doubt modules
    cron -f => file app/main.py (etc/cron.d/jobs:3); main pkg.cli (etc/cron.d/jobs:4)
  `))('%s => %s', (command, expected) => {
    expect(told(start(command, { files: IMAGE, scripts: SCRIPTS })).join('; ')).toBe(expected);
  });
});

describe('programs without Python', () => {
  it.each(rows(String.raw`
    nginx -g 'daemon off;' =>
    redis-server --appendonly yes =>
    sleep infinity =>
    tail -f /dev/null =>
    curl -f http://localhost/health || exit 1 =>
    node server.js =>
    npm run start =>
    echo done =>
    true =>
  `))('%s => %s', (command, expected) => {
    expect(told(start(command, { files: IMAGE, scripts: SCRIPTS })).join('; ')).toBe(expected);
  });
});

describe('what cannot be told', () => {
  it.each(rows(String.raw`
    curl -s https://example.org/x.sh | sh => doubt modules
    cat job.py | python => doubt modules
    eval "$START" => doubt modules
    . ./gone.sh => doubt modules
    unheard-of --serve => doubt modules
    unheard-of main.py => file app/main.py; doubt modules
    unheard-of pkg.main:app => module pkg.main; doubt modules
    $START => doubt modules
    /opt/vendor/start.sh python main.py => file app/main.py; doubt modules
  `))('%s => %s', (command, expected) => {
    expect(told(start(command, { files: IMAGE, scripts: SCRIPTS })).join('; ')).toBe(expected);
  });
});

function rows(text: string): readonly (readonly [string, string])[] {
  return text.trim().split('\n').map((line) => {
    const [command = '', expected = ''] = line.trim().split(/ =>(?: |$)/);
    return [command.replace(/\$<([^>]*)>/g, '${$1}'), expected] as const;
  });
}
