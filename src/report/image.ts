import type { Place } from '#answer/answer.js';
import { imageFiles } from '#image/files/files.js';
import type { ImageFile, ImageModel, Layer, LayerContent } from '#image/image.js';
import type { InstallInput, ResolvedInstall } from '#image/installs/resolved-install.js';
import type { SystemCall } from '#image/run/system-calls.js';
import { visible } from '#text/visible.js';
import { brokenLines } from './broken-lines.js';
import { imageHead, titleOf } from './image-head.js';
import type { ShownImage } from './image-json.js';

export interface ImageTextOptions {
  /** Every file of every layer. */
  readonly all?: boolean;
  /** Columns to stay within, where a line has a space to be broken at; not given: lines are as long as they are. */
  readonly width?: number;
}

/** Files shown of one layer before `… N more`. */
const FEW_FILES = 8;

/**
 * What an image holds as a person reads it: what it stands on and starts, its layers in order with what
 * each brings and why, the files of the workspace in it, and what is not understood. Pure; every claim
 * has its place.
 */
export function describeImage(image: ImageModel, options: ImageTextOptions = {}): string {
  const blocks = [imageHead(image), layersBlock(image), otherStages(image), filesBlock(image, options.all ?? false), opaqueBlock(image)];
  return blocks.filter((lines) => lines.length > 0).map((lines) => `${lines.map((line) => visible(line).trimEnd()).join('\n')}\n`).join('\n');
}

/** An image of a service with what it is for; where it cannot be evaluated, the reason. */
export function imageText({ build, purpose, image, services }: ShownImage, options: ImageTextOptions = {}): string {
  const where = purpose.at === null ? '' : ` (${place(purpose.at)})`;
  const whose = services.length === 0 ? build.id : services.join(', ');
  const intro = `${whose}: ${purpose.kind}, because ${purpose.because}${where}`;
  const text = image.ok ? describeImage(image.value, options) : `${visible(titleOf(build, build.target))}\nnot known: ${visible(image.reason)}\n`;
  return brokenLines(`${visible(intro)}\n${text}`, options.width ?? Infinity);
}

function place({ path, line }: Place): string {
  return `${path}:${line}`;
}

function layersBlock(image: ImageModel): readonly string[] {
  if (image.layers.length === 0) return ['layers', '  none: the image is its base'];
  return ['layers', ...image.layers.flatMap((layer) => layerLines(layer, image))];
}

function layerLines({ instruction, contents, stage }: Layer, { dockerfile, target, context }: ImageModel): readonly string[] {
  const name = dockerfile.stages[stage]?.stage.name;
  const of = stage === target ? '' : `   (stage ${name ?? stage})`;
  const at = place({ path: dockerfile.document.path, line: instruction.lines.first });
  const told = contents.length === 0 ? [''] : contents.flatMap((content) => contentLines(content, context !== null));
  if (told.length === 1) return [`  ${at}  ${instruction.keyword}  ${told[0] ?? ''}${of}`];
  return [`  ${at}  ${instruction.keyword}${of}`, ...told.map((line) => `      ${line}`)];
}

function contentLines(content: LayerContent, known: boolean): readonly string[] {
  switch (content.kind) {
    case 'workspace':
      return [`${content.source} -> ${content.target}, ${known ? files(content.files) : 'files not known'}${content.owner === null ? '' : `, owner ${content.owner}`}`];
    case 'stage':
      return [`${content.source} of ${content.from} -> ${content.target}`];
    case 'heredoc':
      return [`a here-document -> ${content.target}`];
    case 'archive':
      return [`${content.source} unpacked -> ${content.target}`];
    case 'install':
      return installLines(content.install);
    case 'system': {
      const { call } = content;
      const packages = call.packages.map(({ name, version }) => `${name}${version ?? ''}`);
      const recommends = call.recommends === true ? ', with recommended packages' : '';
      return [`${[call.program, actionOf(call), ...packages].join(' ')}${recommends}${call.doubt === null ? '' : `, not all told: ${call.doubt}`}${condition(call.runs)}`];
    }
    case 'download':
      return [`download: ${shorten(content.text)}`];
    case 'model':
      return [`model: ${shorten(content.text)}`];
    case 'duplicate':
      return [`${content.by} ${content.paths.join(' ')}: stores again what came in ${content.of.map(({ line }) => `line ${line}`).join(', ')}`];
    case 'removal':
      return [`removes ${content.paths.join(' ')}`];
    case 'command':
      return [shorten(content.text)];
  }
}

/** The verb as the call has it (`apk add`, `zypper in`, `pacman -S`); what the call does where no word of it says so. */
function actionOf({ manager, action, words }: SystemCall): string {
  const own = words.find((word, index) => index > 0 && word !== null && (manager === 'pacman' ? /^-[SRQU]/ : VERBS[action]).test(word));
  return own ?? action;
}

/** The words of package managers for what they do. */
const VERBS: Readonly<Record<SystemCall['action'], RegExp>> = {
  update: /^(?:update|refresh|ref|makecache|check-update)$/,
  upgrade: /^(?:upgrade|dist-upgrade|full-upgrade|distro-sync|patch|dup|update|up)$/,
  install: /^(?:install|add|in|reinstall|groupinstall|localinstall|build-dep)$/,
  remove: /^(?:remove|purge|autoremove|autopurge|del|erase|rm)$/,
  clean: /^(?:clean|autoclean|cache)$/,
  other: /^[a-z][\w-]*$/,
};

function installLines(resolved: ResolvedInstall): readonly string[] {
  const { install, into, inputs, indexes, unresolved, doubt, runs } = resolved;
  const named = inputs.map(inputText);
  const where = into.kind === 'none' ? '' : ` into ${into.path ?? 'a folder that cannot be told'} (${into.kind})`;
  return [
    `${install.call.manager} ${install.call.subcommand} ${named.join(' ') || (unresolved === null ? '' : 'what cannot be told')}${where}${condition(runs)}`,
    ...indexes.map((text) => `  from ${text}`),
    ...(unresolved === null ? [] : [`  not resolved: ${unresolved}`]),
    ...(doubt === null ? [] : [`  in doubt: ${doubt}`]),
  ];
}

function inputText(input: InstallInput): string {
  switch (input.kind) {
    case 'file':
      return input.role === 'constraint' ? `-c ${input.path}` : input.path;
    case 'project': {
      const parts = [...(input.extras.length > 0 ? [`[${input.extras.join(',')}]`] : []), ...input.groups.map((group) => ` group ${group}`)].join('');
      const notes = [input.editable ? 'editable' : '', input.withoutDev ? 'without dev' : '', input.lock === null ? '' : `lock ${input.lock}`].filter(Boolean);
      return `${input.path}${parts}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
    }
    case 'inline':
    case 'archive':
      return input.written;
    case 'wheels':
      return `wheels of ${input.folder} (${input.from.map(inputText).join(' ')})`;
  }
}

function condition(runs: ResolvedInstall['runs']): string {
  if (runs.kind === 'always') return '';
  return runs.kind === 'if' ? `, only if ${shorten(runs.condition)}` : `, does not run: ${runs.because}`;
}

/** Installs of stages that the image is not made of, but that it copies from. */
function otherStages({ installs, chain, dockerfile }: ImageModel): readonly string[] {
  const others = installs.filter(({ install }) => !chain.includes(install.stage));
  if (others.length === 0) return [];
  return ['installs of other stages', ...others.flatMap((one) => {
    const name = dockerfile.stages[one.install.stage]?.stage.name ?? String(one.install.stage);
    const [first = '', ...rest] = installLines(one);
    return [`  ${place(one.at)}  ${first}   (stage ${name}, ${one.ships ? 'copied into the image' : 'stays behind'})`, ...rest.map((line) => `      ${line}`)];
  })];
}

function filesBlock(image: ImageModel, all: boolean): readonly string[] {
  const { files: found, more, fewer } = imageFiles(image);
  if (found.length === 0 && more === null) return ['files', image.context === null ? '  none that is known' : '  none of the workspace'];
  const byLine = new Map<number, ImageFile[]>();
  for (const file of found) {
    const list = byLine.get(file.by.line);
    if (list) list.push(file);
    else byLine.set(file.by.line, [file]);
  }
  const groups = [...byLine].sort(([a], [b]) => a - b);
  return [
    `files   ${fewer === null ? '' : 'at most '}${files(found.length)} of the workspace${more === null ? '' : `; ${more}`}`,
    ...groups.flatMap(([line, list]) => [`  ${image.dockerfile.document.path}:${line}  ${files(list.length)}`, ...fileLines(list, all)]),
  ];
}

function fileLines(list: readonly ImageFile[], all: boolean): readonly string[] {
  const shown = all || list.length <= FEW_FILES + 1 ? list : list.slice(0, FEW_FILES);
  const width = Math.min(60, Math.max(0, ...shown.map(({ path }) => path.length)));
  const rest = list.length - shown.length;
  return [...shown.map(({ path, origin }) => `      ${path.padEnd(width)}  ${origin}`), ...(rest > 0 ? [`      … ${rest} more`] : [])];
}

function opaqueBlock({ opaque }: ImageModel): readonly string[] {
  if (opaque.length === 0) return [];
  return ['not understood', ...opaque.map(({ at, about, because }) => `  ${place(at)}  ${about}: ${because}`)];
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${count.toLocaleString('en')} files`;
}

function shorten(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > 100 ? `${flat.slice(0, 99)}…` : flat;
}
