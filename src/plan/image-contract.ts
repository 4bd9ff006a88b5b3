import type { Aspect, Effect } from '#rule/types.js';
import type { Asked } from './asked.js';

/**
 * The image contract for one image: what it asks for after a fix may differ from before only in what
 * the fix declares for it, and no less of it may be understood. Returns the first difference that is
 * not declared, in words, or null.
 */
export function imageBreach(image: string, before: Asked, after: Asked, effects: readonly Effect[]): string | null {
  const own = effects.filter(({ images }) => images === 'all' || images.includes(image));
  const declared = new Set(own.flatMap(({ alters }) => alters ?? []));
  return (
    requirementBreach(before, after, own, declared) ??
    systemBreach(before, after, own) ??
    aspectBreach(before, after, declared) ??
    (after.opaque > before.opaque ? 'less of it would be understood than before' : null)
  );
}

function requirementBreach(before: Asked, after: Asked, effects: readonly Effect[], declared: ReadonlySet<Aspect>): string | null {
  const removes = new Set(effects.flatMap((effect) => effect.removes ?? []));
  const adds = new Set(effects.flatMap((effect) => effect.adds ?? []));
  for (const [name, text] of before.requirements) {
    const now = after.requirements.get(name);
    if (now === undefined && !removes.has(plain(name))) return `it would no longer ask for ${name}, which the fix does not declare`;
    if (now !== undefined && now !== text && !declared.has('versions')) return `it would ask for ${name} as "${now}", which the fix does not declare`;
  }
  for (const name of after.requirements.keys()) {
    if (!before.requirements.has(name) && !adds.has(plain(name))) return `it would ask for ${name}, which the fix does not declare`;
  }
  return null;
}

/** A constraint goes with the requirement of its name. */
function plain(name: string): string {
  return name.replace(/^constraint /, '');
}

function systemBreach(before: Asked, after: Asked, effects: readonly Effect[]): string | null {
  const removes = new Set(effects.flatMap(({ apt }) => apt?.removes ?? []));
  const adds = new Set(effects.flatMap(({ apt }) => apt?.adds ?? []));
  const name = (row: string): string => row.slice(row.indexOf(' ') + 1);
  const gone = [...before.system].find((row) => !after.system.has(row) && !removes.has(name(row)));
  if (gone !== undefined) return `it would no longer install ${name(gone)}, which the fix does not declare`;
  const come = [...after.system].find((row) => !before.system.has(row) && !adds.has(name(row)));
  return come === undefined ? null : `it would install ${name(come)}, which the fix does not declare`;
}

const WORDS: Readonly<Record<Aspect, string>> = {
  base: 'another base image',
  user: 'another user',
  files: 'other files',
  environment: 'another environment',
  entry: 'another entry command, port or volume',
  index: 'other indexes or options of the installs',
  versions: 'other versions',
  commands: 'other commands in its RUNs',
  caches: 'other caches left or removed',
  recommends: 'other recommended packages',
};

function aspectBreach(before: Asked, after: Asked, declared: ReadonlySet<Aspect>): string | null {
  for (const [aspect, text] of before.aspects) {
    if (!declared.has(aspect) && after.aspects.get(aspect) !== text) {
      return `it would have ${WORDS[aspect]}, and the fix does not declare that it alters the ${aspect}`;
    }
  }
  return null;
}
