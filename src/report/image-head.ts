import { unheard } from '#answer/ledger.js';
import type { Build } from '#image/build.js';
import { addsToUntoldPath } from '#image/container.js';
import type { Command, ImageModel } from '#image/image.js';
import type { Environment } from '#image/stages/stages.js';
import { baseImage } from '#knowledge/index.js';
import { placeOf } from './place.js';

/** The first paragraph: the build, then what the image stands on, is set to and starts. */
export function imageHead(image: ImageModel): readonly string[] {
  const { build, dockerfile, target, end, entry, ports, volumes } = image;
  const set = environmentSet(end.environment);
  const rows: (readonly [string, readonly string[]])[] = [
    ['base', [baseText(image)]],
    ['user', [end.user ?? userOfBase(image)]],
    ['workdir', [end.workdir ?? 'cannot be told']],
    ['environment', set],
    ['entrypoint', entry.entrypoint ? [commandText(entry.entrypoint)] : []],
    ['command', entry.command ? [commandText(entry.command)] : []],
    ['health', entry.healthcheck === null ? [] : [entry.healthcheck === 'none' ? 'none' : commandText(entry.healthcheck)]],
    ['ports', ports.length > 0 ? [ports.join(', ')] : []],
    ['volumes', volumes.length > 0 ? [volumes.join(', ')] : []],
  ];
  return [titleOf(build, dockerfile.stages[target]?.stage.name ?? String(target)), ...rows.flatMap(([name, lines]) => lines.map((line, index) => `  ${(index === 0 ? name : '').padEnd(11)}  ${line}`))];
}

/** The Dockerfile with all that its build gives it. */
export function titleOf({ dockerfile, context, target, args }: Build, stage: string | null): string {
  const folder = context.kind === 'folder' ? `context ${context.path || '.'}` : 'context not known';
  const given = [...args].map(([name, value]) => `${name}=${value ?? '?'}`);
  return [dockerfile, folder, target === null ? '' : `target ${stage ?? target}`, given.length > 0 ? `args ${given.join(' ')}` : ''].filter(Boolean).join('   ');
}

function baseText({ base, dockerfile, chain }: ImageModel): string {
  const from = dockerfile.stages[chain[0] ?? 0]?.stage.from.instruction.lines.first ?? 1;
  const at = placeOf(dockerfile.document.path, from);
  switch (base.kind) {
    case 'image': {
      const { value } = unheard(() => baseImage(base.reference));
      const facts = value ? [value.python === null ? null : `Python ${value.python}`, value.suite ?? (value.alpine === null ? value.distribution : `alpine ${value.alpine}`)].filter((fact) => fact !== null) : ['not in the catalogue'];
      return `${base.reference}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}${base.assumed ? ', if no argument says otherwise' : ''}   ${at}`;
    }
    case 'scratch':
      return `scratch   ${at}`;
    case 'context':
      return `the folder ${base.written} (context ${base.name})   ${at}`;
    case 'stage':
      return `stage ${base.index}   ${at}`;
    case 'unknown':
      return `not known: ${base.because}   ${at}`;
  }
}

function userOfBase({ base, dockerfile, chain }: ImageModel): string {
  const told = chain.some((index) => dockerfile.stages[index]?.stage.instructions.some(({ keyword }) => keyword === 'USER') === true);
  if (told) return 'cannot be told';
  const value = base.kind === 'image' ? unheard(() => baseImage(base.reference)).value : null;
  if (value) return `${value.user ?? 'root'} (of the base image)`;
  return base.kind === 'scratch' || base.kind === 'context' ? 'root' : 'of the base image';
}

/** What ENV sets, in the order in which it was first set; without what the base image sets. */
function environmentSet(environment: Environment): readonly string[] {
  const latest = new Map<string, string>();
  for (let at = environment; at; at = at.previous) {
    const own = at.name === 'PATH' && addsToUntoldPath(at) ? '(the PATH of the base image)' : '';
    if (at.by === 'ENV' && !latest.has(at.name)) latest.set(at.name, `${at.name}=${at.value ?? '?'}${own}`);
  }
  return [...latest.values()].toReversed();
}

function commandText({ form, words, at }: Command): string {
  return `${form === 'exec' ? `[${words.map((word) => JSON.stringify(word)).join(', ')}]` : `${words[0] ?? ''}   (shell form)`}   ${placeOf(at.path, at.line)}`;
}
