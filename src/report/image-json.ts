import type { Command, ImageModel, Layer, LayerContent, Opaque } from '#image/image.js';
import type { InstallInput, ResolvedInstall } from '#image/installs/resolved-install.js';
import type { ServiceImage } from '#services/service.js';
import type { Read } from '#text/read.js';
import { jsonText } from '#text/visible.js';
import { reportedBuild, type ReportedBuild } from './services-json.js';

/** An image as it is asked for, with its model, or why there is none. */
export interface ShownImage extends ServiceImage {
  /** The services that it is an image of; none: no service has it. */
  readonly services: readonly string[];
  readonly image: Read<ImageModel>;
}

/** What `slimify image SERVICE --json` prints (schema/image-v1.schema.json). Fields are added, never changed. */
export interface ImagesReport {
  readonly version: 1;
  readonly images: readonly ReportedImage[];
}

export interface ReportedImage {
  /** The services that it is an image of. */
  readonly services: readonly string[];
  readonly build: ReportedBuild;
  /** Why nothing more can be said; null where it can. */
  readonly problem: string | null;
  readonly base: { readonly kind: string; readonly reference: string | null } | null;
  readonly user: string | null;
  readonly workdir: string | null;
  readonly environment: Readonly<Record<string, string | null>>;
  readonly entrypoint: ReportedCommand | null;
  readonly command: ReportedCommand | null;
  readonly healthcheck: ReportedCommand | 'none' | null;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly layers: readonly ReportedLayer[];
  readonly installs: readonly ReportedInstall[];
  readonly opaque: readonly ReportedOpaque[];
}

export interface ReportedCommand {
  readonly form: Command['form'];
  readonly words: readonly string[];
  readonly path: string;
  readonly line: number;
}

export interface ReportedLayer {
  /** The stage's name or number. */
  readonly stage: string;
  readonly path: string;
  readonly line: number;
  readonly instruction: string;
  readonly contents: readonly Readonly<Record<string, unknown>>[];
}

export interface ReportedInstall {
  readonly manager: string;
  readonly subcommand: string;
  readonly path: string;
  readonly line: number;
  readonly ships: boolean;
  readonly runs: string;
  readonly condition: string | null;
  readonly into: { readonly kind: string; readonly path: string | null };
  readonly inputs: readonly Readonly<Record<string, unknown>>[];
  readonly indexes: readonly string[];
  readonly unresolved: string | null;
  /** The inputs are known, but something changes what they say; null: nothing. */
  readonly doubt: string | null;
}

export interface ReportedOpaque {
  readonly about: Opaque['about'];
  readonly because: string;
  readonly path: string;
  readonly line: number;
}

export function imagesReport(images: readonly ShownImage[]): ImagesReport {
  return { version: 1, images: images.map(reportedImage) };
}

/** The report as printed: two spaces, a line end at the end. */
export function imagesJson(images: readonly ShownImage[]): string {
  return jsonText(imagesReport(images));
}

function reportedImage({ services, build, purpose, image }: ShownImage): ReportedImage {
  const reported = reportedBuild(build, purpose);
  if (!image.ok) {
    return {
      services, build: reported, problem: image.reason, base: null, user: null, workdir: null, environment: {}, entrypoint: null, command: null, healthcheck: null,
      ports: [], volumes: [], layers: [], installs: [], opaque: [],
    };
  }
  const { value } = image;
  const { healthcheck } = value.entry;
  return {
    services,
    build: reported,
    problem: null,
    base: reportedBase(value),
    user: value.end.user,
    workdir: value.end.workdir,
    environment: Object.fromEntries(value.environment),
    entrypoint: reportedCommand(value.entry.entrypoint),
    command: reportedCommand(value.entry.command),
    healthcheck: healthcheck === 'none' ? 'none' : reportedCommand(healthcheck),
    ports: value.ports,
    volumes: value.volumes,
    layers: value.layers.map((layer) => reportedLayer(value, layer)),
    installs: value.installs.map(reportedInstall),
    opaque: value.opaque.map(({ about, because, at }) => ({ about, because, path: at.path, line: at.line })),
  };
}

function reportedBase({ base }: ImageModel): ReportedImage['base'] {
  return { kind: base.kind, reference: base.kind === 'image' ? base.reference : base.kind === 'context' ? base.written : null };
}

function reportedCommand(command: Command | null): ReportedCommand | null {
  return command && { form: command.form, words: command.words, path: command.at.path, line: command.at.line };
}

function reportedLayer({ dockerfile }: ImageModel, { stage, instruction, contents }: Layer): ReportedLayer {
  return {
    stage: dockerfile.stages[stage]?.stage.name ?? String(stage),
    path: dockerfile.document.path,
    line: instruction.lines.first,
    instruction: instruction.keyword,
    contents: contents.map(reportedContent),
  };
}

function reportedContent(content: LayerContent): Readonly<Record<string, unknown>> {
  switch (content.kind) {
    case 'install':
      return { kind: 'install', manager: content.install.install.call.manager, line: content.install.at.line };
    case 'system': {
      const { manager, action, packages, line } = content.call;
      return { kind: 'system', manager, action, packages: packages.map(({ name, version }) => name + (version ?? '')), line };
    }
    default:
      return { ...content };
  }
}

function reportedInstall({ install, at, ships, inputs, into, runs, indexes, unresolved, doubt }: ResolvedInstall): ReportedInstall {
  return {
    manager: install.call.manager,
    subcommand: install.call.subcommand,
    path: at.path,
    line: at.line,
    ships,
    runs: runs.kind,
    condition: runs.kind === 'if' ? runs.condition : runs.kind === 'never' ? runs.because : null,
    into: { kind: into.kind, path: into.path },
    inputs: inputs.map(reportedInput),
    indexes,
    unresolved,
    doubt,
  };
}

function reportedInput(input: InstallInput): Readonly<Record<string, unknown>> {
  if (input.kind === 'wheels') return { kind: 'wheels', folder: input.folder, from: input.from.map(reportedInput) };
  if (input.kind === 'project') return { ...input };
  const { at, ...rest } = input;
  // Where the text stands in its file is for those who edit it.
  const told = Object.fromEntries(Object.entries(rest).filter(([name]) => name !== 'span'));
  return { ...told, ...(at === null ? {} : { at: { path: at.path, line: at.line } }) };
}
