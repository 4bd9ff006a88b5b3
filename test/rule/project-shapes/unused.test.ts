import { describe, expect, test } from 'vitest';
import rule from '../../../rules/requirements/unused/rule.js';
import { outcomeOf, POETRY, PROJECT, SETUPTOOLS, type Row } from './shapes.js';

// What the rule does to projects of each tool: entries of several shapes go or change by their own span, and nothing else does.

describe('uv', () => {
  test.each<Row>([
    {
      note: 'out of a list on one line, with its marker',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = ["fastapi", "nltk>=3.9 ; python_version >= '3.9'", "uvicorn"]
`,
      lines: [`- dependencies = ["fastapi", "nltk>=3.9 ; python_version >= '3.9'", "uvicorn"]`, '+ dependencies = ["fastapi", "uvicorn"]'],
      said: ['applied: review: nltk'],
      afterwards: ['uv lock'],
    },
    {
      note: 'out of a group that the image installs, with the comment at its end',
      words: '--no-dev --group web',
      toml: `${PROJECT}dependencies = ["fastapi", "uvicorn"]

[dependency-groups]
web = [
  "boto3>=1.36", # uploads
  "nltk",
]
dev = ["pytest"]
`,
      lines: ['- "boto3>=1.36", # uploads', '- "nltk",'],
      said: ['applied: review: boto3', 'applied: review: nltk'],
      afterwards: ['uv lock', 'uv lock'],
    },
    {
      note: 'out of an extra that the image installs, which stays',
      words: '--no-dev --extra text',
      toml: `${PROJECT}dependencies = ["fastapi", "uvicorn"]

[project.optional-dependencies]
text = ["nltk>=3.9"]
`,
      lines: ['- text = ["nltk>=3.9"]', '+ text = []'],
      said: ['applied: review: nltk'],
      afterwards: ['uv lock'],
    },
    {
      note: 'the last of a list without a comma behind it, with an extra of its own',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = [
  "fastapi",
  "uvicorn",
  "boto3[crt]==1.36.0"
]
`,
      lines: ['- "uvicorn",', '- "boto3[crt]==1.36.0"', '+ "uvicorn"'],
      said: ['applied: review: boto3'],
      afterwards: ['uv lock'],
    },
    {
      note: 'keeps dynamic dependencies, which the file does not hold',
      words: '--no-dev',
      toml: `${PROJECT}dynamic = ["dependencies"]
`,
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'keeps what is imported where it may be absent',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = ["fastapi", "nltk", "uvicorn"]
`,
      code: `
try:
    import nltk
except ImportError:
    nltk = None
`,
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'keeps what its marker leaves out of the image',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = ["fastapi", "nltk ; sys_platform == 'win32'", "uvicorn"]
`,
      lines: [],
      said: [],
      afterwards: [],
    },
  ])('$note', async ({ lines, said, afterwards, ...row }) => {
    expect(await outcomeOf(rule, 'uv', row)).toEqual({ lines, said, afterwards });
  });
});

describe('poetry', () => {
  test.each<Row>([
    {
      note: 'an inline table with a comment at its end',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
nltk = { version = "^3.9", extras = ["all"] }  # stop words
uvicorn = "^0.34"
`,
      lines: ['- nltk = { version = "^3.9", extras = ["all"] }  # stop words'],
      said: ['applied: review: nltk'],
      afterwards: ['poetry lock'],
    },
    {
      note: 'out of the project table that Poetry 2 reads',
      words: '--only main',
      toml: `${PROJECT}dependencies = [
    "fastapi (>=0.115,<0.116)",
    "nltk (>=3.9,<4.0)",
    "uvicorn (>=0.34)"
]

[tool.poetry]
package-mode = false
`,
      lines: ['- "nltk (>=3.9,<4.0)",'],
      said: ['applied: review: nltk'],
      afterwards: ['poetry lock'],
    },
    {
      note: 'an optional one, out of its extra too',
      words: '--only main --extras text',
      toml: `${POETRY}fastapi = "^0.115"
nltk = { version = "^3.9", optional = true }
uvicorn = "^0.34"

[tool.poetry.extras]
text = ["nltk"]
`,
      lines: ['- nltk = { version = "^3.9", optional = true }', '- text = ["nltk"]', '+ text = []'],
      said: ['applied: review: nltk'],
      afterwards: ['poetry lock'],
    },
    {
      note: 'out of a group that the image installs',
      words: '--only main,web',
      toml: `${POETRY}fastapi = "^0.115"
uvicorn = "^0.34"

[tool.poetry.group.web.dependencies]
boto3 = "^1.36"
`,
      lines: ['- boto3 = "^1.36"'],
      said: ['applied: review: boto3'],
      afterwards: ['poetry lock'],
    },
    {
      note: 'keeps what its marker leaves out of the image',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
nltk = { version = "^3.9", markers = "sys_platform == 'win32'" }
uvicorn = "^0.34"
`,
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'keeps what is imported by a name in a text',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
nltk = "^3.9"
uvicorn = "^0.34"
`,
      code: `
import importlib
nltk = importlib.import_module("nltk")
`,
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'keeps an optional one whose extra no image installs',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
nltk = { version = "^3.9", optional = true }
uvicorn = "^0.34"

[tool.poetry.extras]
text = ["nltk"]
`,
      lines: [],
      said: [],
      afterwards: [],
    },
  ])('$note', async ({ lines, said, afterwards, ...row }) => {
    expect(await outcomeOf(rule, 'poetry', row)).toEqual({ lines, said, afterwards });
  });
});

describe('setuptools', () => {
  test.each<Row>([
    {
      note: 'its line, and not the comment that may speak of more',
      words: '.',
      toml: `${SETUPTOOLS}dependencies = [
    "fastapi",
    # words of reviews
    "nltk",
    "uvicorn",
]

[tool.setuptools]
packages = ["app"]
`,
      lines: ['- "nltk",'],
      said: ['applied: review: nltk'],
      afterwards: [],
    },
    {
      note: 'out of an extra that the image installs',
      words: '".[prod]"',
      toml: `${SETUPTOOLS}dependencies = ["fastapi", "uvicorn"]

[project.optional-dependencies]
prod = ["boto3 ; python_version > '3'"]

[tool.setuptools]
packages = ["app"]
`,
      lines: [`- prod = ["boto3 ; python_version > '3'"]`, '+ prod = []'],
      said: ['applied: review: boto3'],
      afterwards: [],
    },
    {
      note: 'the last of a list in single quotes',
      words: '.',
      toml: `${SETUPTOOLS}dependencies = ['fastapi', 'uvicorn', 'nltk>=3.9,<4']

[tool.setuptools]
packages = ["app"]
`,
      lines: ["- dependencies = ['fastapi', 'uvicorn', 'nltk>=3.9,<4']", "+ dependencies = ['fastapi', 'uvicorn']"],
      said: ['applied: review: nltk'],
      afterwards: [],
    },
    {
      note: "keeps dynamic dependencies, which are another file's",
      words: '.',
      toml: `${SETUPTOOLS}dynamic = ["dependencies"]

[tool.setuptools]
packages = ["app"]

[tool.setuptools.dynamic]
dependencies = { file = ["requirements.txt"] }
`,
      more: { 'requirements.txt': `fastapi
uvicorn
nltk
` },
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'keeps what a function imports',
      words: '.',
      toml: `${SETUPTOOLS}dependencies = ["fastapi", "nltk", "uvicorn"]

[tool.setuptools]
packages = ["app"]
`,
      code: `
def words():
    import nltk
    return nltk
`,
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'only suggests it for a project that is uploaded',
      words: '.',
      toml: `${SETUPTOOLS}dependencies = ["fastapi", "nltk", "uvicorn"]

[tool.setuptools]
packages = ["app"]
`,
      more: { '.github/workflows/release.yml': `on: release
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: pypa/gh-action-pypi-publish@release/v1
` },
      lines: [],
      said: ['proposed: suggestion: nltk: .github/workflows/release.yml uploads packages to an index: people outside may install them; it may need nltk'],
      afterwards: [],
    },
  ])('$note', async ({ lines, said, afterwards, ...row }) => {
    expect(await outcomeOf(rule, 'setuptools', row)).toEqual({ lines, said, afterwards });
  });
});
