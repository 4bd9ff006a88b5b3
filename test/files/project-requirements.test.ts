import { expect, test } from 'vitest';
import { projectRequirements } from '#files/project-requirements.js';
import { projectOf, rows } from '../pyproject/projects.js';

test('a conda environment: its own packages and those it hands to pip', () => {
  const read = projectRequirements(
    'ml/environment.yml',
    `name: train
channels: [conda-forge, defaults]
dependencies:
  - python=3.11
  - conda-forge::numpy>=1.26,<2
  - cudatoolkit 11.8.*
  - pytorch=2.1=py3.11_cuda*
  - pip
  - pip:
      - transformers[torch]==4.40; sys_platform == "linux"
      - -e .
      - -r requirements.txt
      - git+https://github.com/acme/tool.git@v1#egg=tool
`,
  );
  if (read === null) throw new Error('no environment');
  const project = projectOf(read);
  expect(project.requirements.map(({ name, version, installer, line }) => `${installer} ${name} ${version} @${line}`)).toEqual([
    'conda python =3.11 @4',
    'conda numpy >=1.26,<2 @5',
    'conda cudatoolkit 11.8.* @6',
    'conda pytorch =2.1=py3.11_cuda* @7',
    'conda pip null @8',
    'pip transformers ==4.40 @10',
    'pip  null @11',
    'pip tool null @13',
  ]);
  expect(project.requirements.slice(6).map(({ sources: [source] }) => [source?.kind, source?.target, source?.editable])).toEqual([
    ['path', '.', true],
    ['git', 'https://github.com/acme/tool.git', false],
  ]);
  expect(project.includes).toEqual([{ path: 'requirements.txt', kind: 'requirement', line: 12, group: null }]);
  expect(project.requiresPython).toEqual({ text: '=3.11', line: 4 });
});

test('each file is read by its own rules, and others are none', () => {
  expect(['a/pyproject.toml', 'Pipfile', 'setup.cfg', 'setup.py', 'environment-gpu.yaml', 'conda-env.yml'].map((path) => projectRequirements(path, '') !== null)).toEqual(Array(6).fill(true));
  expect(['requirements.txt', 'compose.yml', 'constructor', 'toString'].map((path) => projectRequirements(path, ''))).toEqual([null, null, null, null]);
  expect(rows(projectOf(projectRequirements('setup.cfg', '[options]\ninstall_requires = flask\n') ?? { ok: false, reason: 'none' }))).toEqual(['flask @2']);
});

test('a broken environment names its line', () => {
  expect(projectRequirements('environment.yml', 'dependencies:\n  - a: [\n')).toMatchObject({ ok: false, line: expect.any(Number) });
});
