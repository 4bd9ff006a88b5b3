import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import multiStage from '../../rules/dockerfile/multi-stage/rule.js';
import { loadConfig } from '#config/load.js';
import { nodeIo } from '#io/node.js';
import { DEFAULT_TEMPLATE, templateProblem } from '#rule/stages/template.js';
import { temporaryFolder } from '../patch/git.js';

const OWN = ['{build-base}', '{build-tools}', 'RUN python -m venv {venv}', 'ENV PATH={venv}/bin:$PATH', '{installs}', '{base}', '{packages}', '{setup}', 'COPY --from={builder} {venv} {venv}', 'ENV PATH={venv}/bin:$PATH', '{rest}'];

/** What the rule's options are with a configuration, or why it is refused. */
async function optionsWith(config: object): Promise<unknown> {
  const path = join(temporaryFolder(), 'slimify.config.json');
  writeFileSync(path, JSON.stringify(config));
  const loaded = await loadConfig({ path, shown: 'slimify.config.json', io: nodeIo, rules: [multiStage] });
  return loaded.ok ? loaded.value.rules.get('dockerfile/multi-stage') : loaded.reason;
}

test('an organisation gives the form of two stages once, for every rule that takes one', async () => {
  expect(await optionsWith({ template: OWN })).toEqual({ on: true, options: { template: OWN } });
  expect(await optionsWith({ template: OWN, rules: { 'dockerfile/multi-stage': 'off' } })).toEqual({ on: false, options: { template: OWN } });
  expect(await optionsWith({})).toBeUndefined();
});

test('the default is a template itself', () => {
  expect(templateProblem(DEFAULT_TEMPLATE)).toBeNull();
});

test.each([
  ['a hole that is none', [...OWN, '{code}'], '{code} is no hole of a template, or does not stand on a line of its own'],
  ['a hole that is missing', OWN.filter((line) => line !== '{rest}'), '{rest} does not'],
  ['holes in another order', ['{base}', ...OWN.filter((line) => line !== '{base}')], '{build-base} does not'],
  ['no environment', OWN.filter((line) => !line.startsWith('RUN')), 'no line makes the environment'],
  ['no copy of it', OWN.filter((line) => !line.startsWith('COPY')), 'no line takes the environment over'],
  ['an environment that is not on PATH', OWN.filter((line) => !line.startsWith('ENV')), 'the environment comes first on PATH in both stages'],
  ['text that is no Dockerfile', [...OWN, 'RUN <<A'], 'it is no Dockerfile'],
] as const)('a template with %s is refused when the configuration is read', async (_, template, reason) => {
  expect(await optionsWith({ template })).toContain(reason);
  expect(await optionsWith({ rules: { 'dockerfile/multi-stage': { template } } })).toContain(reason);
});
