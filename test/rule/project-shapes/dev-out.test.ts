import { describe, expect, test } from 'vitest';
import rule from '../../../rules/requirements/dev-out/rule.js';
import { outcomeOf, POETRY, PROJECT, SETUPTOOLS, type Row } from './shapes.js';

// What the rule does to projects of each tool: entries of several shapes go or change by their own span, and nothing else does.

describe('uv', () => {
  test.each<Row>([
    {
      note: 'into a new group',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = [
    "fastapi",
    "pytest>=8",
    "ruff==0.9.6",
    "uvicorn",
]
`,
      lines: ['+ [dependency-groups]', '+ dev = ['],
      said: ['applied: review: pytest', 'applied: review: ruff'],
      afterwards: ['uv lock'],
    },
    {
      note: 'into the group that there is, which includes another one',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = ["fastapi", "mypy", "uvicorn"]

[dependency-groups]
dev = ["pytest>=8", {include-group = "lint"}]
lint = ["ruff"]
`,
      lines: ['- dependencies = ["fastapi", "mypy", "uvicorn"]', '- dev = ["pytest>=8", {include-group = "lint"}]', '+ dependencies = ["fastapi", "uvicorn"]', '+ dev = ["mypy", "pytest>=8", {include-group = "lint"}]'],
      said: ['applied: review: mypy'],
      afterwards: ['uv lock'],
    },
    {
      note: 'into the older list of uv',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = ["fastapi", "ruff", "uvicorn"]

[tool.uv]
dev-dependencies = ["pytest"]
`,
      lines: ['- dependencies = ["fastapi", "ruff", "uvicorn"]', '- dev-dependencies = ["pytest"]', '+ dependencies = ["fastapi", "uvicorn"]', '+ dev-dependencies = ["pytest", "ruff"]'],
      said: ['applied: review: ruff'],
      afterwards: ['uv lock'],
    },
    {
      note: 'out alone, where the group has it already',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = ["fastapi", "pytest", "uvicorn"]

[dependency-groups]
dev = ["pytest>=8"]
`,
      lines: ['- dependencies = ["fastapi", "pytest", "uvicorn"]', '+ dependencies = ["fastapi", "uvicorn"]'],
      said: ['applied: review: pytest'],
      afterwards: ['uv lock'],
    },
    {
      note: 'with its marker',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = ["fastapi", "pytest>=8 ; python_version >= '3.9'", "uvicorn"]
`,
      lines: [`- dependencies = ["fastapi", "pytest>=8 ; python_version >= '3.9'", "uvicorn"]`, '+ dependencies = ["fastapi", "uvicorn"]', '+ [dependency-groups]', '+ dev = [', `+ "pytest>=8 ; python_version >= '3.9'",`, '+ ]'],
      said: ['applied: review: pytest'],
      afterwards: ['uv lock'],
    },
    {
      note: 'keeps what the code runs',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = ["fastapi", "ruff", "uvicorn"]
`,
      code: `
import subprocess
subprocess.run(["ruff", "check", "."])
`,
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'keeps it where the image installs the group as well',
      words: '',
      toml: `${PROJECT}dependencies = ["fastapi", "pytest", "uvicorn"]
`,
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'keeps what the code imports',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = ["fastapi", "pytest", "uvicorn"]
`,
      code: `
import pytest
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
      note: 'into a new group',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
pytest = "^8.3"
uvicorn = "^0.34"
`,
      lines: ['+ [tool.poetry.group.dev.dependencies]'],
      said: ['applied: review: pytest'],
      afterwards: ['poetry lock'],
    },
    {
      note: 'as an inline table',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
pytest = { version = "^8.3", extras = ["dev"] }
uvicorn = "^0.34"
`,
      lines: ['+ [tool.poetry.group.dev.dependencies]'],
      said: ['applied: review: pytest'],
      afterwards: ['poetry lock'],
    },
    {
      note: 'out of the project table, in the words of Poetry',
      words: '--only main',
      toml: `${PROJECT}dependencies = [
    "fastapi (>=0.115)",
    "pytest (>=8,<9)",
    "uvicorn",
]

[tool.poetry]
package-mode = false

[tool.poetry.group.dev.dependencies]
ruff = "*"
`,
      lines: ['- "pytest (>=8,<9)",', '+ pytest = ">=8,<9"'],
      said: ['applied: review: pytest'],
      afterwards: ['poetry lock'],
    },
    {
      note: 'keeps it where the image installs all groups',
      words: '',
      toml: `${POETRY}fastapi = "^0.115"
pytest = "^8.3"
uvicorn = "^0.34"
`,
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'keeps what the code imports',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
pytest = "^8.3"
uvicorn = "^0.34"
`,
      code: `
import pytest
`,
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'keeps what the code runs',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
ruff = "^0.9"
uvicorn = "^0.34"
`,
      code: `
import subprocess
subprocess.run(["ruff", "check", "."])
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
      note: 'into the extra for developers',
      words: '.',
      toml: `${SETUPTOOLS}dependencies = ["fastapi", "pytest", "uvicorn"]

[project.optional-dependencies]
dev = ["ruff"]

[tool.setuptools]
packages = ["app"]
`,
      lines: ['- dependencies = ["fastapi", "pytest", "uvicorn"]', '- dev = ["ruff"]', '+ dependencies = ["fastapi", "uvicorn"]', '+ dev = ["ruff", "pytest"]'],
      said: ['applied: review: pytest'],
      afterwards: [],
    },
    {
      note: 'into a new group where there is no extra',
      words: '.',
      toml: `${SETUPTOOLS}dependencies = ["fastapi", "ruff", "uvicorn"]

[tool.setuptools]
packages = ["app"]
`,
      lines: ['- dependencies = ["fastapi", "ruff", "uvicorn"]', '+ dependencies = ["fastapi", "uvicorn"]', '+ [dependency-groups]', '+ dev = [', '+ "ruff",', '+ ]'],
      said: ['applied: review: ruff'],
      afterwards: [],
    },
    {
      note: 'out of several lines, with the comment at its end',
      words: '.',
      toml: `${SETUPTOOLS}dependencies = [
    "fastapi",
    "mypy",  # types
    "uvicorn",
]

[project.optional-dependencies]
dev = [
    "ruff",
]

[tool.setuptools]
packages = ["app"]
`,
      lines: [],
      said: ['applied: review: mypy'],
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
pytest
` },
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'keeps it where the image installs the extra as well',
      words: '".[dev]"',
      toml: `${SETUPTOOLS}dependencies = ["fastapi", "uvicorn", "pytest"]

[project.optional-dependencies]
dev = ["ruff"]

[tool.setuptools]
packages = ["app"]
`,
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'keeps what the code imports',
      words: '.',
      toml: `${SETUPTOOLS}dependencies = ["fastapi", "pytest", "uvicorn"]

[tool.setuptools]
packages = ["app"]
`,
      code: `
import pytest
`,
      lines: [],
      said: [],
      afterwards: [],
    },
  ])('$note', async ({ lines, said, afterwards, ...row }) => {
    expect(await outcomeOf(rule, 'setuptools', row)).toEqual({ lines, said, afterwards });
  });
});
