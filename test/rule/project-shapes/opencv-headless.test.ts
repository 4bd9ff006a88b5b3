import { describe, expect, test } from 'vitest';
import rule from '../../../rules/requirements/opencv-headless/rule.js';
import { outcomeOf, POETRY, PROJECT, SETUPTOOLS, type Row } from './shapes.js';

// What the rule does to projects of each tool: entries of several shapes go or change by their own span, and nothing else does.

describe('uv', () => {
  test.each<Row>([
    {
      note: 'in a list on one line',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = ["fastapi", "opencv-python==4.11.0.86", "uvicorn"]
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)
`,
      lines: ['- dependencies = ["fastapi", "opencv-python==4.11.0.86", "uvicorn"]', '+ dependencies = ["fastapi", "opencv-python-headless==4.11.0.86", "uvicorn"]'],
      said: ['applied: review: opencv-python'],
      afterwards: ['uv lock'],
    },
    {
      note: 'in a list of lines, with blanks, a marker and a comment',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = [
    "fastapi",
    "opencv-python >= 4.10 ; python_version < '3.14'",  # frames
    "uvicorn",
]
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)
`,
      lines: [`- "opencv-python >= 4.10 ; python_version < '3.14'",  # frames`, `+ "opencv-python-headless >= 4.10 ; python_version < '3.14'",  # frames`],
      said: ['applied: review: opencv-python'],
      afterwards: ['uv lock'],
    },
    {
      note: 'in an extra, with contrib',
      words: '--no-dev --extra vision',
      toml: `${PROJECT}dependencies = ["fastapi", "uvicorn"]

[project.optional-dependencies]
vision = ["opencv-contrib-python==4.11.0.86"]
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)
`,
      lines: ['- vision = ["opencv-contrib-python==4.11.0.86"]', '+ vision = ["opencv-contrib-python-headless==4.11.0.86"]'],
      said: ['applied: review: opencv-contrib-python'],
      afterwards: ['uv lock'],
    },
    {
      note: 'in a group',
      words: '--no-dev --group vision',
      toml: `${PROJECT}dependencies = ["fastapi", "uvicorn"]

[dependency-groups]
vision = ["opencv-python==4.11.0.86"]
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)
`,
      lines: ['- vision = ["opencv-python==4.11.0.86"]', '+ vision = ["opencv-python-headless==4.11.0.86"]'],
      said: ['applied: review: opencv-python'],
      afterwards: ['uv lock'],
    },
    {
      note: 'holds it where a window is opened',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = ["fastapi", "opencv-python==4.11.0.86", "uvicorn"]
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)


def show(image):
    cv2.imshow("a", image)
`,
      lines: [],
      said: ['held: review: opencv-python: Dockerfile: it uses cv2.imshow'],
      afterwards: [],
    },
    {
      note: 'keeps what comes from an address',
      words: '--no-dev',
      toml: `${PROJECT}dependencies = ["fastapi", "opencv-python==4.11.0.86", "uvicorn"]

[tool.uv.sources]
opencv-python = { url = "https://example.com/opencv.whl" }
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)
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
dev = ["opencv-python==4.11.0.86"]
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
      note: 'a key',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
opencv-python = "^4.11"
uvicorn = "^0.34"
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)
`,
      lines: ['- opencv-python = "^4.11"', '+ opencv-python-headless = "^4.11"'],
      said: ['applied: review: opencv-python'],
      afterwards: ['poetry lock'],
    },
    {
      note: 'an inline table with a marker and a comment',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
opencv-python = { version = "4.11.0.86", markers = "sys_platform == 'linux'" }  # frames
uvicorn = "^0.34"
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)
`,
      lines: [`- opencv-python = { version = "4.11.0.86", markers = "sys_platform == 'linux'" }  # frames`, `+ opencv-python-headless = { version = "4.11.0.86", markers = "sys_platform == 'linux'" }  # frames`],
      said: ['applied: review: opencv-python'],
      afterwards: ['poetry lock'],
    },
    {
      note: 'a table of its own',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
uvicorn = "^0.34"

[tool.poetry.dependencies.opencv-contrib-python]
version = "4.11.0.86"
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)
`,
      lines: ['- [tool.poetry.dependencies.opencv-contrib-python]', '+ [tool.poetry.dependencies.opencv-contrib-python-headless]'],
      said: ['applied: review: opencv-contrib-python'],
      afterwards: ['poetry lock'],
    },
    {
      note: 'the project table',
      words: '--only main',
      toml: `${PROJECT}dependencies = [
    "fastapi (>=0.115)",
    "opencv-python (==4.11.0.86)",
    "uvicorn",
]

[tool.poetry]
package-mode = false
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)
`,
      lines: ['- "opencv-python (==4.11.0.86)",', '+ "opencv-python-headless (==4.11.0.86)",'],
      said: ['applied: review: opencv-python'],
      afterwards: ['poetry lock'],
    },
    {
      note: 'an optional one, in its extra too',
      words: '--only main --extras vision',
      toml: `${POETRY}fastapi = "^0.115"
opencv-python = { version = "4.11.0.86", optional = true }
uvicorn = "^0.34"

[tool.poetry.extras]
vision = ["opencv-python"]
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)
`,
      lines: ['- opencv-python = { version = "4.11.0.86", optional = true }', '- vision = ["opencv-python"]', '+ opencv-python-headless = { version = "4.11.0.86", optional = true }', '+ vision = ["opencv-python-headless"]'],
      said: ['applied: review: opencv-python'],
      afterwards: ['poetry lock'],
    },
    {
      note: 'holds it where a window is opened',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
opencv-python = "4.11.0.86"
uvicorn = "^0.34"
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)


def show(image):
    cv2.imshow("a", image)
`,
      lines: [],
      said: ['held: review: opencv-python: Dockerfile: it uses cv2.imshow'],
      afterwards: [],
    },
    {
      note: 'holds a version that the smaller one does not have',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
opencv-python = "4.5.4.58"
uvicorn = "^0.34"
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)
`,
      lines: [],
      said: ['held: review: opencv-python: there is no opencv-python-headless 4.5.4.58'],
      afterwards: [],
    },
    {
      note: 'only suggests it for versions that have no words in PEP 440',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
opencv-python = "^4.8 || ^5"
uvicorn = "^0.34"
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)
`,
      lines: [],
      said: ['proposed: suggestion: opencv-python: which versions ^4.8 || ^5 stands for cannot be told'],
      afterwards: [],
    },
    {
      note: 'refuses several versions for several Pythons',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
opencv-python = [{ version = "4.11.0.86", python = "<3.13" }, { version = "4.10.0.84", python = ">=3.13" }]
uvicorn = "^0.34"
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)
`,
      lines: [],
      said: ['rejected: review: opencv-python: pyproject.toml: opencv-python is asked for in several versions, one for each Python'],
      afterwards: [],
    },
    {
      note: 'keeps what comes from a repository',
      words: '--only main',
      toml: `${POETRY}fastapi = "^0.115"
opencv-python = { git = "https://github.com/opencv/opencv-python.git" }
uvicorn = "^0.34"
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)
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
      note: 'in a list on one line, in single quotes',
      words: '.',
      toml: `${SETUPTOOLS}dependencies = ['fastapi', 'opencv-python==4.11.0.86', 'uvicorn']

[tool.setuptools]
packages = ["app"]
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)
`,
      lines: ["- dependencies = ['fastapi', 'opencv-python==4.11.0.86', 'uvicorn']", "+ dependencies = ['fastapi', 'opencv-python-headless==4.11.0.86', 'uvicorn']"],
      said: ['applied: review: opencv-python'],
      afterwards: [],
    },
    {
      note: 'in a list of lines, by another spelling of its name',
      words: '.',
      toml: `${SETUPTOOLS}dependencies = [
    "fastapi",
    "opencv_python==4.11.0.86", # frames
    "uvicorn",
]

[tool.setuptools]
packages = ["app"]
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)
`,
      lines: ['- "opencv_python==4.11.0.86", # frames', '+ "opencv-python-headless==4.11.0.86", # frames'],
      said: ['applied: review: opencv-python'],
      afterwards: [],
    },
    {
      note: 'in an extra that the image installs',
      words: '".[vision]"',
      toml: `${SETUPTOOLS}dependencies = ["fastapi", "uvicorn"]

[project.optional-dependencies]
vision = ["opencv-python==4.11.0.86 ; sys_platform == 'linux'"]

[tool.setuptools]
packages = ["app"]
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)
`,
      lines: [`- vision = ["opencv-python==4.11.0.86 ; sys_platform == 'linux'"]`, `+ vision = ["opencv-python-headless==4.11.0.86 ; sys_platform == 'linux'"]`],
      said: ['applied: review: opencv-python'],
      afterwards: [],
    },
    {
      note: 'holds it where a window is opened',
      words: '.',
      toml: `${SETUPTOOLS}dependencies = ['fastapi', 'opencv-python==4.11.0.86', 'uvicorn']

[tool.setuptools]
packages = ["app"]
`,
      code: `
import cv2


def read(path):
    return cv2.imread(path)


def show(image):
    cv2.imshow("a", image)
`,
      lines: [],
      said: ['held: review: opencv-python: Dockerfile: it uses cv2.imshow'],
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
      code: `
import cv2


def read(path):
    return cv2.imread(path)
`,
      more: { 'requirements.txt': `fastapi
uvicorn
opencv-python==4.11.0.86
` },
      lines: [],
      said: [],
      afterwards: [],
    },
    {
      note: 'holds it where all names are imported',
      words: '.',
      toml: `${SETUPTOOLS}dependencies = ['fastapi', 'opencv-python==4.11.0.86', 'uvicorn']

[tool.setuptools]
packages = ["app"]
`,
      code: `
from cv2 import *
`,
      lines: [],
      said: ['held: review: opencv-python: Dockerfile: from cv2 import *: what it uses cannot be told'],
      afterwards: [],
    },
  ])('$note', async ({ lines, said, afterwards, ...row }) => {
    expect(await outcomeOf(rule, 'setuptools', row)).toEqual({ lines, said, afterwards });
  });
});
