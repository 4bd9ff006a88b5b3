import type { Build } from '#image/build.js';
import type { Purpose, Service, Services } from '#services/service.js';
import { visible } from '#text/visible.js';
import { count, padded, widest, wrapped } from './columns.js';
import { painter } from './paint.js';
import { placeOf } from './place.js';

export interface ServicesTextOptions {
  /** Columns to stay within; paths may be longer. */
  readonly width: number;
  readonly colour: boolean;
  /** Every row of every table. */
  readonly all: boolean;
  /** What has to be typed again: ` --root examples/tax-agent`, or ''. */
  readonly flags: string;
}

/** Rows shown of the table before `… N more`; a table of services is what was asked for. */
const MANY = 60;

/**
 * The services of a workspace as a person reads them: how many there are, one row per image, then
 * what is wrong with whom. Pure.
 */
export function servicesText({ services, builds, purposes, problems }: Services, options: ServicesTextOptions): string {
  const blocks = [
    [summary(services, builds, purposes)],
    table(services, options),
    wrongWith(services, problems, options),
    services.length === 0 ? [] : [`slimify image SERVICE${options.flags} shows what an image contains.`],
  ];
  return blocks.filter((block) => block.length > 0).map((block) => `${block.join('\n')}\n`).join('\n');
}

function summary(services: readonly Service[], builds: readonly Build[], purposes: ReadonlyMap<Build, Purpose>): string {
  if (services.length === 0) return 'No Dockerfile and no compose file was found here: there is no service to show.';
  const counts = new Map<string, number>();
  for (const build of builds) {
    const kind = purposes.get(build)?.kind ?? 'production';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const kinds = [...counts].map(([kind, number]) => `${number} ${kind}`).join(', ');
  const dockerfiles = new Set(builds.map(({ dockerfile }) => dockerfile)).size;
  const readyMade = services.filter(({ images }) => images.length === 0).length;
  const parts = [
    count(services.length - readyMade, 'service'),
    `${count(builds.length, 'image')}${kinds === '' ? '' : ` (${kinds})`}`,
    count(dockerfiles, 'Dockerfile'),
    ...(readyMade > 0 ? [`${readyMade} ready-made`] : []),
  ];
  return parts.join(', ');
}

const HEAD = ['service', 'for', 'Dockerfile', 'context', 'variant', 'told by'];

function table(services: readonly Service[], options: ServicesTextOptions): readonly string[] {
  const rows = services.flatMap(rowsOf);
  if (rows.length === 0) return [];
  const shown = options.all || rows.length <= MANY + 1 ? rows : rows.slice(0, MANY);
  const more = rows.length - shown.length;
  const columns = HEAD.map((_, index) => index).filter((index) => shown.some((row) => row[index] !== ''));
  const widths = columns.map((index) => widest([HEAD[index] ?? '', ...shown.map((row) => row[index] ?? '')]));
  const line = (row: readonly string[]): string =>
    `  ${columns.map((index, at) => padded(row[index] ?? '', at === columns.length - 1 ? 0 : (widths[at] ?? 0))).join('  ')}`.trimEnd();
  const paint = painter(options.colour);
  return [
    paint('dim', line(HEAD)),
    ...shown.map(line),
    ...(more > 0 ? [`  …${more} more: slimify services --all${options.flags}`] : []),
  ];
}

/** One row per image; the name stands on the first. */
function rowsOf({ name, images, runsAs }: Service): readonly (readonly string[])[] {
  if (images.length === 0) {
    const image = runsAs.find((one) => one.image !== null)?.image ?? null;
    const at = runsAs[0]?.at;
    return [[visible(name), 'ready-made', image === null ? '' : visible(image), '', '', at ? placeOf(at.path, at.line) : '']];
  }
  return images.map(({ build, purpose }, index) => [
    index === 0 ? visible(name) : '',
    purpose.kind,
    visible(build.dockerfile),
    contextOf(build),
    variantOf(build),
    toldBy(build),
  ]);
}

function contextOf({ context }: Build): string {
  if (context.kind === 'unknown') return '?';
  return context.path === '' ? '.' : visible(context.path);
}

/** What sets a build apart from others of the same Dockerfile: target and arguments. */
export function variantOf({ target, args }: Build): string {
  const words = [...args].map(([name, value]) => `${name}=${value ?? '?'}`);
  return visible([...(target === null ? [] : [`target ${target}`]), ...words].join(' '));
}

function toldBy({ readFrom }: Build): string {
  const [first, ...others] = readFrom;
  if (!first) return 'inferred';
  return placeOf(first.at.path, first.at.line) + (others.length > 0 ? ` and ${others.length} more` : '');
}

function wrongWith(services: readonly Service[], problems: Services['problems'], options: ServicesTextOptions): readonly string[] {
  const rows = [
    ...services.flatMap(({ name, problems: own }) => own.map((problem) => ({ name, ...problem }))),
    ...problems.map((problem) => ({ name: null, ...problem })),
  ];
  if (rows.length === 0) return [];
  const shown = options.all || rows.length <= 13 ? rows : rows.slice(0, 12);
  const lines = shown.flatMap(({ name, text, at }) => {
    const [first = '', ...rest] = wrapped(`${placeOf(at.path, at.line)}: ${name === null ? '' : `${visible(name)}: `}${visible(text)}`, Math.max(40, options.width - 4));
    return [`  ${first}`, ...rest.map((line) => `    ${line}`)];
  });
  return ['not understood, or wrong', ...lines, ...(rows.length > shown.length ? [`  …${rows.length - shown.length} more: slimify services --all${options.flags}`] : [])];
}
