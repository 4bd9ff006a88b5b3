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
      if (family[0].bases().value.some((base) => base.kind === 'image' && base.reference !== null && oldPipOf(base.reference).value !== null)) continue;
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
          effects: [{ images: 'all', alters: ['caches'] }],
        },
      };
    }
  }
}

function* byVariable(family: Family, off: CacheSwitch, edit: Edit): Iterable<Proposal<'left'>> {
  const installs = family.flatMap((stage) => [...pipInstalls(stage)]);
  const all = family.flatMap(({ instructions }) => instructions.flatMap((run) => run.installs().value));
  if (all.some((install) => install.manager === 'pip' && !['left', 'off'].includes(install.cache().value))) {
    // The variable reaches every pip of these stages: one that fills a mount, or whose cache is used. They get the flag.
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
    const [base] = stage.bases().value;
    const family = base?.kind === 'stage' ? found.find((others) => others.some(({ index }) => index === base.index)) : undefined;
    if (family === undefined) found.push([stage]);
    else family.push(stage);
  }
  return found;
}
