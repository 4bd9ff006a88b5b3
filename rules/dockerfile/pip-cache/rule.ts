import { defineRule } from 'slimify';
import type { Edit, Finding, Install, Proposal, Stage } from 'slimify';
import { cacheSwitch, oldPipOf } from 'slimify/knowledge';
import type { CacheSwitch } from 'slimify/knowledge';

interface Options {
  /** `flag`: at each call. `env`: one variable per family of stages, which the running image sees too. */
  readonly with: 'flag' | 'env';
}

export default defineRule({
  meta: {
    name: 'dockerfile/pip-cache',
    scope: 'dockerfile',
    summary: 'Keep the download cache of pip out of the layer',
    why: 'pip keeps a second copy of every wheel that it downloads, in the layer that installs it.',
    safety: 'safe',
    messages: { left: '`{call}` leaves its download cache in the image' },
    options: {
      schema: {
        type: 'object',
        properties: { with: { enum: ['flag', 'env'] } },
        additionalProperties: false,
      },
      defaults: { with: 'flag' } as Options,
    },
  },
  *check(dockerfile, { edit, options }) {
    const off = cacheSwitch('pip').value;
    if (off === null) return;
    for (const family of families(dockerfile.stages)) {
      // An option that pip does not know breaks the build.
      if (oldPipOf(imageOf(family[0])).value !== null) continue;
      yield* options.with === 'env' ? byVariable(family, off, edit) : byFlag(family, off, edit);
    }
  },
});

function* byFlag(stages: readonly Stage[], off: CacheSwitch, edit: Edit): Iterable<Proposal<'left'>> {
  for (const stage of stages) {
    for (const install of pipInstalls(stage)) {
      if (install.cache().value !== 'left') continue;
      yield {
        findings: [finding(install)],
        fix: {
          title: "Install without pip's download cache",
          changes: [edit.addOption(install, off.option)],
          effects: [],
        },
      };
    }
  }
}

function* byVariable(family: Family, off: CacheSwitch, edit: Edit): Iterable<Proposal<'left'>> {
  const installs = family.flatMap((stage) => [...pipInstalls(stage)]);
  if (installs.some((install) => install.cache().value === 'mounted')) {
    // The variable would empty the cache mount as well, so these stages get the flag.
    yield* byFlag(family, off, edit);
    return;
  }
  const [first, ...others] = installs.filter((install) => install.cache().value === 'left').map(finding);
  const [from] = family[0].instructions;
  if (first === undefined || from === undefined) return;
  yield {
    findings: [first, ...others],
    atMost: 'review', // what runs in the image sees the variable too
    fix: {
      title: `Switch pip's download cache off with ${off.variable}`,
      changes: [edit.insert(`ENV ${off.variable}=1`, { after: from })],
      effects: [{ images: 'all', alters: ['environment'] }],
    },
  };
}

/** What a stage that does not ship leaves behind is in no image. */
function* pipInstalls(stage: Stage): Iterable<Install> {
  if (!stage.ships().value) return;
  for (const instruction of stage.instructions) {
    for (const install of instruction.installs().value) {
      if (install.manager === 'pip') yield install;
    }
  }
}

function finding(install: Install): Finding<'left'> {
  return {
    message: 'left',
    data: { call: install.call },
    at: install,
    evidence: [install.cache(), install.run.stage.ships()],
  };
}

/** Stages that build on one another by name, the one that they all start from first. */
type Family = readonly [Stage, ...Stage[]];

function families(stages: readonly Stage[]): readonly Family[] {
  const found: [Stage, ...Stage[]][] = [];
  for (const stage of stages) {
    const image = imageOf(stage).toLowerCase();
    const family = found.find((others) => others.some(({ name }) => name?.toLowerCase() === image));
    if (family === undefined) found.push([stage]);
    else family.push(stage);
  }
  return found;
}

/** What stands behind FROM and its flags: the name of an image or of a stage. */
function imageOf(stage: Stage): string {
  const words = stage.instructions[0]?.text.split(/\s+/).slice(1) ?? [];
  return words.find((word) => !word.startsWith('--')) ?? '';
}
