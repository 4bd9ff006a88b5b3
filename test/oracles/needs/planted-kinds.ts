/** A use that no import statement shows, with the distribution that it needs. */
export interface HiddenUse {
  readonly kind: string;
  /** The distribution that must be kept. */
  readonly needs: string;
  /** What has to be there as well, since the code imports it. */
  readonly with: readonly string[];
  /** Appended to a module that runs. */
  readonly code?: string;
  /** A line of a script that the image starts; it may serve `planted_app:app` in `/planted`. */
  readonly script?: string;
  /** A variable that compose gives the container. */
  readonly variable?: { readonly name: string; readonly value: string };
}

/**
 * Ten kinds, each with more than one distribution, so that one is left for services that ask for the first already. The order is
 * that of the rotation.
 */
export const HIDDEN_USES: readonly (readonly HiddenUse[])[] = [
  ['cachetools', 'zstandard', 'msgpack'].map((name) => ({ kind: 'importlib', needs: name, with: [], code: `import importlib\n\n\ndef planted_cache():\n    return importlib.import_module("${name}")\n` })),
  [
    { kind: 'logging', needs: 'python-json-logger', with: [], code: logging('pythonjsonlogger.jsonlogger.JsonFormatter') },
    { kind: 'logging', needs: 'colorlog', with: [], code: logging('colorlog.ColoredFormatter') },
  ],
  [
    { kind: 'database URL', needs: 'aiomysql', with: ['sqlalchemy'], code: engine('os.environ["PLANTED_DATABASE_URL"]'), variable: { name: 'PLANTED_DATABASE_URL', value: 'mysql+aiomysql://planted:planted@base/planted' } },
    { kind: 'database URL', needs: 'pymssql', with: ['sqlalchemy'], code: engine('os.environ["PLANTED_DATABASE_URL"]'), variable: { name: 'PLANTED_DATABASE_URL', value: 'mssql+pymssql://planted:planted@base/planted' } },
  ],
  ['lxml', 'html5lib'].map((name) => ({ kind: 'parser name', needs: name, with: ['beautifulsoup4'], code: `from bs4 import BeautifulSoup\n\n\ndef planted_soup(text):\n    return BeautifulSoup(text, "${name}")\n` })),
  [
    { kind: 'console script', needs: 'honcho', with: [], script: 'honcho check' },
    { kind: 'console script', needs: 'yoyo-migrations', with: [], script: 'yoyo apply --batch' },
  ],
  [{ kind: 'EmailStr', needs: 'email-validator', with: ['pydantic'], code: 'from pydantic import BaseModel as PlantedModel\nfrom pydantic import EmailStr\n\n\nclass PlantedPerson(PlantedModel):\n    mail: EmailStr\n' }],
  [{ kind: 'Form', needs: 'python-multipart', with: ['fastapi'], code: 'from fastapi import APIRouter as PlantedRouter\nfrom fastapi import Form\n\nplanted_router = PlantedRouter()\n\n\n@planted_router.post("/planted")\nasync def planted_form(name: str = Form(...)):\n    return name\n' }],
  [
    { kind: 'engine=', needs: 'openpyxl', with: ['pandas'], code: 'import pandas as planted_pandas\n\n\ndef planted_sheet(path):\n    return planted_pandas.read_excel(path, engine="openpyxl")\n' },
    { kind: 'engine=', needs: 'odfpy', with: ['pandas'], code: 'import pandas as planted_pandas\n\n\ndef planted_sheet(path):\n    return planted_pandas.read_excel(path, engine="odf")\n' },
  ],
  [
    { kind: 'worker class', needs: 'gevent', with: ['gunicorn'], script: 'gunicorn --daemon --chdir /planted --worker-class gevent --bind 127.0.0.1:9001 planted_app:app' },
    { kind: 'worker class', needs: 'eventlet', with: ['gunicorn'], script: 'gunicorn --daemon --chdir /planted -k eventlet --bind 127.0.0.1:9001 planted_app:app' },
  ],
  [
    { kind: 'entry point', needs: 'duckdb-engine', with: ['sqlalchemy'], code: engine('"duckdb:////data/planted.db"') },
    { kind: 'entry point', needs: 's3fs', with: ['fsspec'], code: 'import fsspec\n\n\ndef planted_open():\n    return fsspec.open("s3://planted/planted.csv")\n' },
  ],
];

/** Small distributions that many know and that nothing needs unless code imports them. */
export const DEAD: readonly string[] = [
  'tabulate', 'inflection', 'humanize', 'boltons', 'xmltodict', 'munch', 'docopt', 'pyfiglet', 'schedule', 'retrying', 'text-unidecode', 'toolz', 'parse', 'texttable', 'shortuuid',
  'emoji', 'unidecode', 'termcolor', 'prettytable', 'pyperclip', 'semver',
];

function logging(factory: string): string {
  return `import logging.config\n\n\ndef planted_logging():\n    logging.config.dictConfig({\n        "version": 1,\n        "formatters": {"planted": {"()": "${factory}"}},\n        "handlers": {"planted": {"class": "logging.StreamHandler", "formatter": "planted"}},\n        "root": {"handlers": ["planted"]},\n    })\n`;
}

function engine(address: string): string {
  return `import os\n\nfrom sqlalchemy import create_engine as planted_engine\n\n\ndef planted_base():\n    return planted_engine(${address})\n`;
}
