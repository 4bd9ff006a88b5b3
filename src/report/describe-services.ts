import type { Build } from '#image/build.js';
import type { Placed, Purpose, Service, ServiceImage, Services } from '#services/service.js';
import { visible } from '#text/visible.js';
import { placeOf } from './place.js';
import { readyImages, variantOf } from './services.js';

/**
 * Everything that is known of the services of a workspace, each in a paragraph: its images with what
 * they are for and why, what it starts, its environment and ports, what it installs from, what is
 * wrong. Pure; every claim has its place.
 */
export function describeServices({ services, builds, problems }: Services): string {
  const made = new Set(services.flatMap(({ images }) => images.map(({ build }) => build)));
  const blocks = [
    ...services.map(serviceLines),
    builds.filter((build) => !made.has(build)).flatMap((build) => [`cannot be built   ${build.id}`, ...told(build), ...build.problems.map((text) => row('wrong', text))]),
    problems.length === 0 ? [] : ['wrong', ...problems.map(problemLine)],
  ];
  return blocks.filter((block) => block.length > 0).map((block) => `${block.map((line) => visible(line).trimEnd()).join('\n')}\n`).join('\n');
}

function serviceLines(service: Service): readonly string[] {
  const { name, folder, images, runsAs, start, ports, healthcheck, memory, owners, requirements, accelerators, problems } = service;
  const ready = images.length === 0 && runsAs.every(({ build }) => build === null);
  const several = readyImages(runsAs).length > 1;
  return [
    `${name}   ${folder === '' ? '.' : folder}`,
    ...(ready ? [row('ready-made', readyImages(runsAs).join(' or ') || 'no image is named')] : images.flatMap(imageLines)),
    ...runsAs.map(({ name: as, project, profiles, image, at }) =>
      row('runs as', `${as}, ${placeOf(at.path, at.line)} (${project.because})${profiles.length === 0 ? '' : `, only with ${profiles.join(' or ')}`}${several && image !== null ? `, runs ${image}` : ''}`)),
    ...(start === null ? [] : [row('start', `${JSON.stringify(start.words)}   ${start.from.map(placed).join(', ')}`), ...(start.compose?.unset ?? []).map((text) => row('', text))]),
    ...setVariables(service).map((text, index) => row(index === 0 ? 'environment' : '', text)),
    ...placedRows('ports', ports),
    ...placedRows('health', healthcheck === null ? [] : [healthcheck]),
    ...placedRows('memory', memory),
    ...(owners.length === 0 ? [] : [row('owners', owners.join(' '))]),
    ...placedRows('installs', requirements),
    ...accelerators.map((sign, index) => row(index === 0 ? 'accelerator' : '', `${sign.strength} ${sign.accelerator}: ${placed(sign)}`)),
    ...problems.map((problem, index) => `  ${(index === 0 ? 'wrong' : '').padEnd(WIDTH)}${problemLine(problem).trimStart()}`),
  ];
}

/** What ENV, env files and compose set; not what the base image does. */
function setVariables({ environment }: Service): readonly string[] {
  return [...environment].flatMap(([name, { value, at, ofBase }]) => (ofBase ? [] : `${name}=${value ?? '?'}   ${placeOf(at.path, at.line)}`));
}

function imageLines({ build, purpose }: ServiceImage): readonly string[] {
  const variant = variantOf(build);
  return [
    `  ${purpose.kind.padEnd(WIDTH)}${build.dockerfile}   context ${contextOf(build)}${variant === '' ? '' : `   ${variant}`}`,
    row('', `because ${because(purpose)}`),
    ...told(build),
    ...build.problems.map((text) => row('', `wrong: ${text}`)),
  ];
}

function because({ because: reason, at }: Purpose): string {
  return at === null ? reason : `${reason}   ${placeOf(at.path, at.line)}`;
}

/** Where a build was read, or why its context was chosen. */
function told({ readFrom, context, contexts }: Build): readonly string[] {
  const places = readFrom.map(({ kind, name, at }) => `${kind} ${placeOf(at.path, at.line)}${name === null ? '' : ` (${name})`}`);
  const inferred = context.kind === 'unknown' || readFrom.length === 0 || context.because.startsWith('inferred') ? [row('', `context ${context.because}`)] : [];
  const others = context.kind === 'folder' && context.others.length > 0 ? [row('', `as well from ${context.others.map((path) => path || '.').join(', ')}`)] : [];
  return [
    ...(places.length === 0 ? [] : [row('', `told by ${places.join(', ')}`)]),
    ...inferred,
    ...others,
    ...[...contexts].map(([name, value]) => row('', `context ${name} is ${value}`)),
  ];
}

function contextOf({ context }: Build): string {
  if (context.kind === 'unknown') return '?';
  return context.path === '' ? '.' : context.path;
}

const WIDTH = 13;

function row(name: string, text: string): string {
  return `  ${name.padEnd(WIDTH)}${text}`;
}

function placedRows(name: string, list: readonly Placed[]): readonly string[] {
  return list.map((one, index) => row(index === 0 ? name : '', placed(one)));
}

function placed({ text, at }: Placed): string {
  return `${text} ${placeOf(at.path, at.line)}`;
}

function problemLine({ text, at }: Placed): string {
  return `  ${placeOf(at.path, at.line)}: ${text}`;
}
