import { expect, test } from 'vitest';
import { readPipfile } from '#pyproject/pipfile.js';
import { readSetupCfg } from '#pyproject/setup-cfg.js';
import { readSetupPy } from '#pyproject/setup-py.js';
import { projectOf, rows } from './projects.js';

test('a Pipfile: packages, those for development, and categories of its own', () => {
  const project = projectOf(
    readPipfile(
      'Pipfile',
      `[[source]]
url = "https://pypi.example.org/simple"
name = "main"

[packages]
Django = "==4.2"
requests = {version = "*", extras = ["socks"], sys_platform = "== 'linux'"}
lib = {path = "./lib", editable = true}

[dev-packages]
pytest = "*"

[docs]
sphinx = ">=7"

[requires]
python_version = "3.11"
`,
    ),
  );
  expect(rows(project)).toEqual(['django ==4.2 @6', 'requests @7', 'lib @8', 'dev dev-packages: pytest @11', 'group docs: sphinx >=7 @14']);
  expect([project.requirements[1]?.marker, project.requirements[2]?.sources[0]?.editable]).toEqual(["sys_platform == 'linux'", true]);
  expect([project.requiresPython, project.indexes[0]?.url]).toEqual([{ text: '3.11', line: 17 }, 'https://pypi.example.org/simple']);
});

test('a setup.cfg: lists of lines, markers in them, extras, and files that hold the list', () => {
  const project = projectOf(
    readSetupCfg(
      'setup.cfg',
      `[metadata]
name = billing
[options]
python_requires = >=3.8
install_requires =
    # web
    flask>=2
    tomli; python_version < "3.11"
[options.extras_require]
aws = boto3; s3fs
test = file: requirements-test.txt
[options.entry_points]
console_scripts =
    billing = billing.cli:main
[flake8]
max-line-length = 100
`,
    ),
  );
  expect(rows(project)).toEqual(['flask >=2 @7', 'tomli @8', 'extra aws: boto3 @10', 'extra aws: s3fs @10']);
  expect(project.includes).toEqual([{ path: 'requirements-test.txt', kind: 'requirement', line: 11, group: { kind: 'extra', name: 'test' } }]);
  expect([project.name?.text, project.requiresPython?.text, project.scripts[0]?.target]).toEqual(['billing', '>=3.8', 'billing.cli:main']);
});

test('a setup.py is read, never run: literal lists, also by the one name that holds them', () => {
  const project = projectOf(
    readSetupPy(
      'setup.py',
      `from setuptools import setup, find_packages
REQUIRES = [
    "flask>=2",  # web
    'redis'
    '>=4',
]
setup(
    name="api",
    packages=find_packages(exclude=("tests",)),
    install_requires=REQUIRES,
    extras_require={"ml": ["torch"], "dev:python_version<'3.12'": ["mypy"]},
    python_requires=">=3.9",
)
`,
    ),
  );
  expect(rows(project)).toEqual(['flask >=2 @3', 'redis >=4 @4', 'extra ml: torch @11', 'extra dev: mypy @11']);
  expect([project.name?.text, project.requiresPython?.text, project.problems]).toEqual(['api', '>=3.9', []]);
});

test.each([
  ['setup(install_requires=open("requirements.txt").read().split())', 'install_requires is not written out: put together by code: open'],
  ['setup(install_requires=["flask"] + extra)', 'install_requires is not written out: put together by code: +'],
  ['setup(install_requires=[f"flask=={v}"])', 'install_requires is not written out: a string that is made when the file runs'],
  ['setup(install_requires=["flask==%s" % v])', 'install_requires is not written out: put together by code: %'],
  ['r = ["flask"]\nr.append("redis")\nsetup(install_requires=r)', 'install_requires is not written out: put together by code: r'],
  ['setup(**arguments)', 'setup() takes more arguments from a dict: they are not known'],
])('what code puts together is not guessed: %s', (text, reason) => {
  const project = projectOf(readSetupPy('setup.py', text));
  expect([rows(project), project.problems.map((problem) => problem.reason)]).toEqual([[], [reason]]);
});

test.each([
  ['import setuptools\n', 'no call of setup() is written out in it'],
  ['# setup()\n"""setup()"""\ndef setup(): pass\n', 'no call of setup() is written out in it'],
  ['setup(name="a")\nsetup(name="b")\n', 'more than one call of setup()'],
  ['setup(name="a)\n', 'a string that does not end'],
])('a setup.py without one call is unreadable: %j', (text, reason) => {
  expect(readSetupPy('setup.py', text)).toMatchObject({ ok: false, reason });
});
