import type { Build } from '#image/build.js';
import type { Placed, Purpose, Service, ServiceImage, Services } from '#services/service.js';
import { visible } from '#text/visible.js';
import { clipped, count, padded, widest, wrapped } from './columns.js';
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

/** Images of one Dockerfile, context and purpose that are shown one by one. */
const FEW_VARIANTS = 2;

/** Columns that a variant keeps however narrow the terminal is. */
const LEAST_VARIANT = 28;

/**
 * The services of a workspace as a person reads them: how many there are, a row for each image (or
 * for those that differ in their arguments alone), then what is wrong with whom. Pure.
 */
export function servicesText({ services, problems }: Services, options: ServicesTextOptions): string {
  const blocks = [[summary(services)], table(services, options), wrongWith(services, problems, options), next(services, options)];
  return blocks.filter((block) => block.length > 0).map((block) => `${block.join('\n')}\n`).join('\n');
}

const KINDS: readonly Purpose['kind'][] = ['production', 'development', 'test', 'ci', 'example'];

function summary(services: readonly Service[]): string {
  if (services.length === 0) return 'No Dockerfile and no compose file was found here: there is no service to show.';
  const made = new Map(services.flatMap(({ images }) => images).map(({ build, purpose }) => [build, purpose.kind]));
  const counts = KINDS.map((kind) => ({ kind, number: [...made.values()].filter((one) => one === kind).length })).filter(({ number }) => number > 0);
  const kinds = counts.length === 1 ? ` for ${counts[0]?.kind ?? ''}` : ` (${counts.map(({ kind, number }) => `${number} ${kind}`).join(', ')})`;
  const states = services.map(stateOf);
  const readyMade = states.filter((state) => state === 'ready-made').length;
  const broken = states.filter((state) => state === 'cannot be built').length;
  const parts = [
    count(states.filter((state) => state === 'built').length, 'service'),
    `${count(made.size, 'image')}${made.size === 0 ? '' : kinds}`,
    count(new Set([...made.keys()].map(({ dockerfile }) => dockerfile)).size, 'Dockerfile'),
    ...(readyMade > 0 ? [`${readyMade} ready-made`] : []),
    ...(broken > 0 ? [`${broken} that cannot be built`] : []),
  ];
  return parts.join(', ');
}

type State = 'built' | 'ready-made' | 'cannot be built' | 'no image';

function stateOf({ images, runsAs }: Service): State {
  if (images.length > 0) return 'built';
  if (runsAs.some(({ build }) => build !== null)) return 'cannot be built';
  return runsAs.some(({ image }) => image !== null) ? 'ready-made' : 'no image';
}

const HEAD = ['service', 'for', 'Dockerfile', 'context', 'variant', 'told by'];
const VARIANT = HEAD.indexOf('variant');

function table(services: readonly Service[], options: ServicesTextOptions): readonly string[] {
  const rows = services.flatMap((service, index) => rowsOf(service, services.slice(0, index), options.all));
  if (rows.length === 0) return [];
  const shown = options.all || rows.length <= MANY + 1 ? rows : rows.slice(0, MANY);
  const more = rows.length - shown.length;
  const columns = HEAD.map((_, index) => index).filter((index) => shown.some((row) => row[index] !== ''));
  const widths = HEAD.map((title, index) => widest([title, ...shown.map((row) => row[index] ?? '')]));
  const others = columns.filter((index) => index !== VARIANT).reduce((sum, index) => sum + (widths[index] ?? 0), 2 * columns.length);
  const room = options.all ? Infinity : Math.max(LEAST_VARIANT, options.width - others);
  widths[VARIANT] = Math.min(room, widths[VARIANT] ?? 0);
  const cell = (row: readonly string[], index: number): string => (index === VARIANT && room !== Infinity ? clipped(row[index] ?? '', room) : (row[index] ?? ''));
  const line = (row: readonly string[]): string => `  ${columns.map((index) => padded(cell(row, index), widths[index] ?? 0)).join('  ')}`.trimEnd();
  const paint = painter(options.colour);
  return [
    paint('dim', line(HEAD)),
    ...shown.map(line),
    ...(more > 0 ? [`  …${more} more: slimify services --all${options.flags}`] : []),
  ];
}

type Row = readonly string[];

/** The rows of a service; its name stands on the first. */
function rowsOf(service: Service, before: readonly Service[], all: boolean): readonly Row[] {
  const { name, images, runsAs } = service;
  const at = runsAs[0]?.at;
  const place = at ? placeOf(at.path, at.line) : '';
  const state = stateOf(service);
  if (state !== 'built') return [[visible(name), state, visible(insteadOf(service)), '', '', place]];
  const twin = all || images.length === 1 ? undefined : before.find((other) => sameImages(other, service));
  if (twin) return [[visible(name), '', `the images of ${visible(twin.name)}`, '', '', place]];
  return (all ? images.map((image) => [image]) : alike(images)).map((group, index) => rowOf(group, index === 0 ? visible(name) : ''));
}

/** What a service that has no image of its own names: the image that it runs, or the Dockerfile that it cannot be built from. */
function insteadOf({ runsAs }: Service): string {
  const mention = runsAs.find(({ build }) => build !== null)?.build;
  if (mention) return 'ok' in mention.dockerfile && mention.dockerfile.ok ? mention.dockerfile.value : '?';
  const images = readyImages(runsAs);
  const [first = ''] = images;
  return images.length < 3 ? images.join(' or ') : `${first} and ${images.length - 1} others`;
}

/** The images that compose services of one name run, each once: files may name several. */
export function readyImages(runsAs: Service['runsAs']): readonly string[] {
  return [...new Set(runsAs.flatMap(({ image }) => image ?? []))];
}

function sameImages(a: Service, b: Service): boolean {
  return a.images.length === b.images.length && a.images.every(({ build }, index) => build === b.images[index]?.build);
}

/** Images side by side where their arguments alone set them apart and there are more than a few. */
function alike(images: readonly ServiceImage[]): readonly (readonly ServiceImage[])[] {
  const groups = new Map<string, ServiceImage[]>();
  for (const image of images) {
    const { build, purpose } = image;
    const key = JSON.stringify([purpose.kind, build.dockerfile, contextOf(build), build.target]);
    groups.set(key, [...(groups.get(key) ?? []), image]);
  }
  return [...groups.values()].flatMap((group) => (group.length > FEW_VARIANTS ? [group] : group.map((image) => [image])));
}

function rowOf(group: readonly ServiceImage[], name: string): Row {
  const [first] = group;
  if (!first) return [];
  const builds = group.map(({ build }) => build);
  const variant = builds.length === 1 ? variantOf(first.build) : variantsOf(builds);
  return [name, first.purpose.kind, visible(first.build.dockerfile), contextOf(first.build), variant, toldBy(builds)];
}

function contextOf(build: Build): string {
  const { context } = build;
  if (context.kind === 'unknown') return '?';
  const path = context.path === '' ? '.' : visible(context.path);
  return isOpen(build) || (context.missing ?? 0) > 0 ? `${path} ?` : path;
}

/** What sets a build apart from others of the same Dockerfile: target and arguments. */
export function variantOf({ target, args }: Build): string {
  const words = [...args].map(([name, value]) => `${name}=${value ?? '?'}`);
  return visible([...(target === null ? [] : [`target ${target}`]), ...words].join(' '));
}

/** `5 variants of PYTHON, CUDA`: the arguments that set them apart. */
function variantsOf(builds: readonly Build[]): string {
  const names = [...new Set(builds.flatMap(({ args }) => [...args.keys()]))];
  const differing = names.filter((name) => new Set(builds.map(({ args }) => args.get(name))).size > 1);
  const target = builds[0]?.target ?? null;
  return visible(`${target === null ? '' : `target ${target}, `}${builds.length} variants${differing.length === 0 ? '' : ` of ${differing.join(', ')}`}`);
}

function toldBy(builds: readonly Build[]): string {
  const places = [...new Set(builds.flatMap(({ readFrom }) => readFrom.map(({ at }) => placeOf(at.path, at.line))))];
  const [first, ...others] = places;
  if (first === undefined) return builds.some(isOpen) ? 'inferred, other folders fit too' : 'inferred';
  return first + (others.length > 0 ? ` and ${others.length} more` : '');
}

/** Whether another folder explains the COPY sources as well: where there are none, any does. */
function isOpen({ context }: Build): boolean {
  return context.kind === 'folder' && context.others.length > 0 && !context.because.includes('copies nothing');
}

/** What is wrong with a service, or with none. */
interface Wrong extends Placed {
  readonly name: string | null;
}

/** Problems of one service in one file that are shown one by one. */
const FEW_PROBLEMS = 3;

function wrongWith(services: readonly Service[], problems: Services['problems'], options: ServicesTextOptions): readonly string[] {
  const found: readonly Wrong[] = [
    ...services.flatMap(({ name, problems: own }) => own.map((problem) => ({ name, ...problem }))),
    ...problems.map((problem) => ({ name: null, ...problem })),
  ];
  if (found.length === 0) return [];
  const rows = options.all ? found.map(wrongText) : together(found);
  const shown = options.all || rows.length <= 13 ? rows : rows.slice(0, 12);
  const lines = shown.flatMap((text) => {
    const [first = '', ...rest] = wrapped(text, Math.max(40, options.width - 4));
    return [`  ${first}`, ...rest.map((line) => `    ${line}`)];
  });
  return ['not understood, or wrong', ...lines, ...(rows.length > shown.length ? [`  …${rows.length - shown.length} more: slimify services --all${options.flags}`] : [])];
}

function wrongText({ name, text, at }: Wrong): string {
  // Some say themselves whom they mean.
  const whose = name === null || text.startsWith(`${name}: `) ? '' : `${visible(name)}: `;
  return `${placeOf(at.path, at.line)}: ${whose}${visible(text)}`;
}

/** Many of one service in one file are one line: the first of them, and how many more. */
function together(found: readonly Wrong[]): readonly string[] {
  const groups = new Map<string, Wrong[]>();
  for (const wrong of found) {
    const key = JSON.stringify(wrong.name === null ? [wrong.at, wrong.text] : [wrong.name, wrong.at.path]);
    groups.set(key, [...(groups.get(key) ?? []), wrong]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first && group.length > FEW_PROBLEMS ? `${wrongText(first)}; ${group.length - 1} more in that file` : group.map(wrongText);
  });
}

/** What can be asked next, with the first service that has an image, in production if one has. */
function next(services: readonly Service[], { flags }: ServicesTextOptions): readonly string[] {
  const built = services.filter((service) => stateOf(service) === 'built');
  const shown = built.find(({ images }) => images[0]?.purpose.kind === 'production') ?? built[0];
  if (!shown) return [];
  const image = `slimify image ${visible(shown.name)}${flags}`;
  const stats = `slimify services --stats${flags}`;
  const width = Math.max(image.length, stats.length);
  return ['next', `  ${image.padEnd(width)}  what its image contains`, `  ${stats.padEnd(width)}  how much was understood`];
}
