import { defineRule, listed, type Split, type SplitMove, type SplitOptions } from 'slimify';

const DEFAULTS: SplitOptions = { oldFile: 'all', maxWaste: 30, base: 0.5, small: 2, file: '{name}-{group}.txt', categories: {}, groups: {}, pushDown: true };

export default defineRule({
  meta: {
    name: 'requirements/split',
    scope: 'requirements',
    summary: 'Split a shared requirements file by what its services need',
    why: 'A file that every service installs grows by what any of them needs, and each image carries all of it: the libraries of one service are downloaded, unpacked, scanned and updated in all others.',
    safety: 'review',
    messages: {
      stays: '{name} is needed by no service, as far as their code tells: until it is removed it goes to {file} with what all install',
      forced: 'the options put {name} into {group}, where no image gets it, and it is needed ({reason}): it goes to {file}',
      own: '{name} is needed by {who} alone: it goes to its own file, {file}',
      listed: '{name} is needed by {who} alone, whose own file, {file}, has it already',
      shared: '{name} is needed by {who}: it goes to {file}, which {takers} services install',
      group: '{name} is needed by {who}: it goes to {file}',
      dev: '{name} is run by nothing in the images that install it: it goes to {file}',
      without: '{name} is needed by {who}: it stays in {file}, which {others} no longer installs, needing nothing of it',
      left: '{name} is run by nothing in the images that install it: it stays in {file}, which they install no longer',
    },
    options: {
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: {
          oldFile: { enum: ['all', 'base', 'keep'], description: 'what becomes of the shared file: a list of all groups, the base group itself, or as it is' },
          maxWaste: { type: 'number', minimum: 0, description: 'MB that a service may carry without need' },
          base: { type: 'number', minimum: 0, maximum: 1, description: 'the part of all services from which on a requirement is everybody\'s' },
          small: { type: 'number', minimum: 0, description: 'MB, with all that comes along, below which a requirement of two services is everybody\'s' },
          file: { type: 'string', pattern: '^(?=[\\w.{}-]*\\{group\\})[\\w{][\\w.{}-]*\\.(?:txt|in|pip)$', description: 'the name of a group\'s file, beside the shared one; {group} is the group, {name} the shared file\'s name' },
          categories: { type: 'object', additionalProperties: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]*$' }, description: 'by category of the catalogue, the group that its requirements go to' },
          groups: { type: 'object', propertyNames: { pattern: '^[a-z0-9][a-z0-9-]*$' }, additionalProperties: { type: 'array', items: { type: 'string', minLength: 1 } }, description: 'by group, names or globs of the requirements that belong to it' },
          pushDown: { type: 'boolean', description: 'whether what one service alone needs goes into its own file' },
        },
      },
      defaults: DEFAULTS,
    },
  },
  *check(list, { edit, options }) {
    const found = list.split(options);
    const split = found.value;
    if (split === null) return;
    const [first, ...others] = split.moves.map((move) => ({ ...saidOf(move, split), at: move.line, evidence: [move.needs, found] as const }));
    if (!first) return;
    const names = list.lines.map(({ name }) => name);
    yield {
      findings: [first, ...others],
      unless: [list.splitHeldBy(options)],
      fix: {
        title: titleOf(list.path, split),
        changes: edit.split(split),
        effects: [
          ...split.images.map(({ image, removes, installGoes }) => ({ images: [image], removes, alters: installGoes ? ['files' as const, 'commands' as const, 'caches' as const] : ['files' as const] })),
          // The new files lie in the folders that images copy whole, and repeat the options of the old one.
          { images: 'all', alters: split.indexes ? ['files', 'index'] : ['files'] },
          // Lines that go from one file to another, whatever image installs it.
          { images: [], removes: names, adds: [...names, ...split.pins], alters: ['index'] },
        ],
        afterwards: split.afterwards,
      },
    };
  },
});

function titleOf(path: string, { groups, without }: Split): string {
  if (groups.length === 0) return `Take ${path} out of ${listed(without)}, which ${without.length === 1 ? 'needs' : 'need'} nothing of it`;
  return `Split ${path} into ${groups.length} ${groups.length === 1 ? 'file' : 'files'} by what services need${without.length === 0 ? '' : `; ${listed(without)} ${without.length === 1 ? 'needs' : 'need'} none`}`;
}

interface Said {
  readonly message: 'stays' | 'forced' | 'own' | 'listed' | 'shared' | 'group' | 'dev' | 'left' | 'without';
  readonly data: Readonly<Record<string, string | number>>;
}

function saidOf({ line, kind, to, services, unused }: SplitMove, { groups, refused, without }: Split): Said {
  const takers = groups.find(({ path }) => path === to)?.services.length ?? 0;
  const data = { name: line.name, file: to, who: services.length > 3 ? `${services.length} services` : listed(services), takers, others: without.length > 3 ? `${without.length} services` : listed(without) };
  const forced = refused.find((one) => one.line === line);
  if (forced) return { message: 'forced', data: { ...data, group: forced.group, reason: forced.reason } };
  if (unused && kind === 'group') return { message: 'stays', data };
  if (kind !== 'group') return { message: kind, data };
  return { message: takers > services.length ? 'shared' : 'group', data };
}
