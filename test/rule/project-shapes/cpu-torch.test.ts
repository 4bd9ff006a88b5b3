import { describe, expect, test } from 'vitest';
import rule from '../../../rules/requirements/cpu-torch/rule.js';
import { outcomeOf, POETRY, PROJECT, SETUPTOOLS, type Row } from './shapes.js';

// What the rule does to projects of each tool: entries of several shapes go or change by their own span, and nothing else does.

describe('uv', () => {
  test.each<Row>([
    {
      note: 'an index and a source',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = ["fastapi", "torch", "uvicorn"]
`,
      code: `
import torch

print(torch.zeros(1))
`,
      lines: ['+ [tool.uv.sources]', '+ torch = { index = "pytorch-cpu" }', '+ [[tool.uv.index]]', '+ name = "pytorch-cpu"', '+ url = "https://download.pytorch.org/whl/cpu"', '+ explicit = true'],
      said: ['applied: review: torch'],
      afterwards: ['uv lock'],
    },
    {
      note: 'of an extra, with a marker',
      words: '--no-dev --extra ml',
      toml: `${PROJECT}dependencies = ["fastapi", "uvicorn"]

[project.optional-dependencies]
ml = [
    "torch==2.5.1 ; sys_platform == 'linux'",
]
`,
      code: `
import torch

print(torch.zeros(1))
`,
      lines: ['+ [tool.uv.sources]', '+ torch = { index = "pytorch-cpu" }', '+ [[tool.uv.index]]', '+ name = "pytorch-cpu"', '+ url = "https://download.pytorch.org/whl/cpu"', '+ explicit = true'],
      said: ['applied: review: torch'],
      afterwards: ['uv lock'],
    },
    {
      note: 'of a group, beside another source',
      words: '--no-dev --group ml',
      toml: `${PROJECT}dependencies = ["fastapi", "uvicorn"]

[dependency-groups]
ml = ["torch>=2.5"]  # models

[tool.uv]
package = false

[tool.uv.sources]
nltk = { git = "https://github.com/nltk/nltk.git" }
`,
      code: `
import torch

print(torch.zeros(1))
`,
      lines: ['+ torch = { index = "pytorch-cpu" }', '+ [[tool.uv.index]]', '+ name = "pytorch-cpu"', '+ url = "https://download.pytorch.org/whl/cpu"', '+ explicit = true'],
      said: ['applied: review: torch'],
      afterwards: ['uv lock'],
    },
    {
      note: 'keeps the source that there is',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = ["fastapi", "torch", "uvicorn"]

[tool.uv.sources]
torch = { index = "pytorch-cpu" }

[[tool.uv.index]]
name = "pytorch-cpu"
url = "https://download.pytorch.org/whl/cpu"
explicit = true
`,
      code: `
import torch

print(torch.zeros(1))
`,
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'keeps it where code asks for a GPU',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = ["fastapi", "torch", "uvicorn"]
`,
      code: `
import torch

MODEL = torch.zeros(1).cuda()
`,
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'keeps a group that no image installs',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = ["fastapi", "uvicorn"]

[dependency-groups]
dev = ["torch"]
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
      note: 'an inline table with a marker and a comment',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
torch = { version = "2.5.1", markers = "sys_platform == 'linux'" }  # models
uvicorn = "^0.34"
`,
      code: `
import torch

print(torch.zeros(1))
`,
      lines: [`- torch = { version = "2.5.1", markers = "sys_platform == 'linux'" }  # models`, `+ torch = { version = "2.5.1", markers = "sys_platform == 'linux'", source = "pytorch-cpu" }  # models`, '+ [[tool.poetry.source]]', '+ name = "pytorch-cpu"', '+ url = "https://download.pytorch.org/whl/cpu"', '+ priority = "explicit"'],
      said: ['applied: review: torch'],
      afterwards: ['poetry lock'],
    },
    {
      note: 'an optional one',
      words: '--only main --extras ml',
      toml: `${POETRY}fastapi = "^0.115"
torch = { version = "^2.5", optional = true }
uvicorn = "^0.34"

[tool.poetry.extras]
ml = ["torch"]
`,
      code: `
import torch

print(torch.zeros(1))
`,
      lines: ['- torch = { version = "^2.5", optional = true }', '+ torch = { version = "^2.5", optional = true, source = "pytorch-cpu" }', '+ [[tool.poetry.source]]', '+ name = "pytorch-cpu"', '+ url = "https://download.pytorch.org/whl/cpu"', '+ priority = "explicit"'],
      said: ['applied: review: torch'],
      afterwards: ['poetry lock'],
    },
    {
      note: 'of a group',
      words: '--only main,ml',
      toml: `${POETRY}fastapi = "^0.115"
uvicorn = "^0.34"

[tool.poetry.group.ml.dependencies]
torch = "^2.5"
`,
      code: `
import torch

print(torch.zeros(1))
`,
      lines: ['- torch = "^2.5"', '+ torch = { version = "^2.5", source = "pytorch-cpu" }', '+ [[tool.poetry.source]]', '+ name = "pytorch-cpu"', '+ url = "https://download.pytorch.org/whl/cpu"', '+ priority = "explicit"'],
      said: ['applied: review: torch'],
      afterwards: ['poetry lock'],
    },
    {
      note: "of the project table, in a table of Poetry's",
      words: '--only main',
      toml: `${PROJECT}dependencies = [
    "fastapi (>=0.115)",
    "torch (>=2.5,<3)",
    "uvicorn",
]

[tool.poetry]
package-mode = false
`,
      code: `
import torch

print(torch.zeros(1))
`,
      lines: ['+ [tool.poetry.dependencies]', '+ torch = { source = "pytorch-cpu" }', '+ [[tool.poetry.source]]', '+ name = "pytorch-cpu"', '+ url = "https://download.pytorch.org/whl/cpu"', '+ priority = "explicit"'],
      said: ['applied: review: torch'],
      afterwards: ['poetry lock'],
    },
    {
      note: 'keeps it where code asks for a GPU',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
torch = "^2.5"
uvicorn = "^0.34"
`,
      code: `
import torch

MODEL = torch.zeros(1).cuda()
`,
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'keeps the source that there is',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
torch = { version = "^2.5", source = "cpu" }
uvicorn = "^0.34"

[[tool.poetry.source]]
name = "cpu"
url = "https://download.pytorch.org/whl/cpu"
priority = "explicit"
`,
      code: `
import torch

print(torch.zeros(1))
`,
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'keeps a group that no image installs',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
uvicorn = "^0.34"

[tool.poetry.group.ml.dependencies]
torch = "^2.5"
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
      note: 'an install before, since the file holds no index',
      words: '.',
      toml: `${SETUPTOOLS}dependencies = ["fastapi", "torch", "uvicorn"]

[tool.setuptools]
packages = ["app"]
`,
      code: `
import torch

print(torch.zeros(1))
`,
      lines: ['Dockerfile: + # slimify (requirements/cpu-torch): torch for the CPU first; what is installed later finds it there.', 'Dockerfile: + RUN pip install --no-cache-dir --no-deps torch --index-url https://download.pytorch.org/whl/cpu'],
      said: ['applied: review: torch'],
      afterwards: [],
    },
    {
      note: 'of an extra that pins it: an extra index',
      words: '".[ml]"',
      toml: `${SETUPTOOLS}dependencies = ["fastapi", "uvicorn"]

[project.optional-dependencies]
ml = [
    "torch==2.5.1",
]

[tool.setuptools]
packages = ["app"]
`,
      code: `
import torch

print(torch.zeros(1))
`,
      lines: ['Dockerfile: - RUN pip install --no-cache-dir ".[ml]"', 'Dockerfile: + RUN pip install --no-cache-dir --extra-index-url=https://download.pytorch.org/whl/cpu ".[ml]"'],
      said: ['applied: review: torch'],
      afterwards: [],
    },
    {
      note: 'of several lines, with a marker',
      words: '.',
      toml: `${SETUPTOOLS}dependencies = [
    "fastapi",
    "torch>=2.5,<3 ; platform_machine == 'x86_64'",
    "uvicorn",
]

[tool.setuptools]
packages = ["app"]
`,
      code: `
import torch

print(torch.zeros(1))
`,
      lines: ['Dockerfile: + # slimify (requirements/cpu-torch): torch for the CPU first; what is installed later finds it there.', "Dockerfile: + RUN pip install --no-cache-dir --no-deps 'torch>=2.5,<3 ; platform_machine == '\\''x86_64'\\''' --index-url https://download.pytorch.org/whl/cpu"],
      said: ['applied: review: torch'],
      afterwards: [],
    },
    {
      note: 'keeps what is pinned for the CPU',
      words: '. --extra-index-url https://download.pytorch.org/whl/cpu',
      toml: `${SETUPTOOLS}dependencies = ["fastapi", "torch==2.5.1+cpu", "uvicorn"]

[tool.setuptools]
packages = ["app"]
`,
      code: `
import torch

print(torch.zeros(1))
`,
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'keeps it where code asks for a GPU',
      words: '.',
      toml: `${SETUPTOOLS}dependencies = ["fastapi", "torch", "uvicorn"]

[tool.setuptools]
packages = ["app"]
`,
      code: `
import torch

MODEL = torch.zeros(1).cuda()
`,
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'keeps a call that has the index',
      words: '--index-url https://download.pytorch.org/whl/cpu .',
      toml: `${SETUPTOOLS}dependencies = ["fastapi", "torch", "uvicorn"]

[tool.setuptools]
packages = ["app"]
`,
      code: `
import torch

print(torch.zeros(1))
`,
      lines: [],
      said: [],
      afterwards: [],
    },
  ])('$note', async ({ lines, said, afterwards, ...row }) => {
    expect(await outcomeOf(rule, 'setuptools', row)).toEqual({ lines, said, afterwards });
  });
});
