/** What is said about an image: by a person (facts.json), by slimify's model, or by the image itself. */
export interface Facts {
  /** Image paths of regular files that came from the workspace, outside of Python's environments. */
  readonly files: readonly string[];
  /** What the Dockerfile sets, over what its base image has; null: not known. */
  readonly environment: Readonly<Record<string, string | null>>;
  /** As written in USER; `root` where nothing says otherwise. */
  readonly user: string;
  readonly workdir: string;
  readonly entrypoint: readonly string[] | null;
  readonly cmd: readonly string[] | null;
  /** What the image has over its base: `six==1.17.0`, or `six` where any version will do. */
  readonly distributions: readonly string[];
  /** Debian packages that were asked for by name; others may have come with them. */
  readonly systemPackages?: readonly string[];
  /** Layers that are worth a look; a person says what they must weigh. */
  readonly layers?: readonly LayerFact[];
  /** Folders that an archive was unpacked to: who speaks does not know what is in it. */
  readonly unpacked?: readonly string[];
  /** Facts that who speaks does not know: `cmd`, `environment.PATH`. Not knowing is never equal. */
  readonly unknown?: readonly string[];
}

export interface LayerFact {
  /** A piece of the instruction, enough to tell it from the others. */
  readonly instruction: string;
  /** Bytes. */
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Where what was said is not what is there: one line each, nothing where all agree. */
export function differences(said: Facts, real: RealFacts): readonly string[] {
  const unknown = said.unknown ?? [];
  const found: string[] = [
    ...unknown.map((name) => `${name}: not known`),
    ...setDifferences('file', new Set(said.files), new Set(real.files.filter((path) => !(said.unpacked ?? []).some((folder) => path.startsWith(`${folder.replace(/\/$/, '')}/`))))),
    ...environmentDifferences(said.environment, real),
    ...distributionDifferences(said.distributions, real.distributions),
    ...(said.systemPackages ?? []).filter((name) => !real.systemPackages.includes(name)).map((name) => `Debian package ${name}: said, but not in the image`),
    ...(said.layers ?? []).flatMap((layer) => layerDifferences(layer, real.layers)),
  ];
  for (const name of ['user', 'workdir', 'entrypoint', 'cmd'] as const) {
    const [one, other] = [JSON.stringify(said[name]), JSON.stringify(real[name])];
    if (one !== other && !unknown.includes(name)) found.push(`${name}: said ${one}, is ${other}`);
  }
  return found;
}

/** Whether two say the same: order matters only in commands. */
export function sameFacts(one: Facts, other: Facts): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

function ordered({ files, environment, user, workdir, entrypoint, cmd, distributions }: Facts): unknown {
  const variables = Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1));
  return [[...files].sort(), variables, user, workdir, entrypoint, cmd, [...distributions].sort()];
}

/** The facts of a built image, with what is needed to compare. */
export interface RealFacts extends Facts {
  readonly environment: Readonly<Record<string, string>>;
  readonly baseEnvironment: Readonly<Record<string, string>>;
  readonly systemPackages: readonly string[];
  /** From the base up. */
  readonly layers: readonly RealLayer[];
}

export interface RealLayer {
  readonly instruction: string;
  readonly size: number;
}

function setDifferences(what: string, said: ReadonlySet<string>, real: ReadonlySet<string>): readonly string[] {
  return [
    ...[...said].filter((one) => !real.has(one)).map((one) => `${what} ${one}: said, but not in the image`),
    ...[...real].filter((one) => !said.has(one)).map((one) => `${what} ${one}: in the image, but not said`),
  ];
}

/** What the base has and nobody changed need not be said, but may be. */
function environmentDifferences(said: Facts['environment'], { environment, baseEnvironment }: RealFacts): readonly string[] {
  const names = [...new Set([...Object.keys(said), ...Object.keys(environment)])].sort();
  return names.flatMap((name) => {
    const real = environment[name];
    if (!(name in said)) return real === baseEnvironment[name] ? [] : [`environment ${name}: not said, is ${JSON.stringify(real)}`];
    if (said[name] === real) return [];
    if (said[name] === null) return [`environment ${name}: not known, is ${JSON.stringify(real)}`];
    return [`environment ${name}: said ${JSON.stringify(said[name])}, is ${JSON.stringify(real) ?? 'not set'}`];
  });
}

function distributionDifferences(said: readonly string[], real: readonly string[]): readonly string[] {
  const matches = (one: string, other: string): boolean => one === other || one === nameOf(other);
  return [
    ...said.filter((one) => !real.some((other) => matches(one, other))).map((one) => `distribution ${one}: said, but not in the image`),
    ...real.filter((other) => !said.some((one) => matches(one, other))).map((one) => `distribution ${one}: in the image, but not said`),
  ];
}

function nameOf(distribution: string): string {
  return distribution.split('==')[0] ?? distribution;
}

function layerDifferences({ instruction, atLeast = 0, atMost = Number.POSITIVE_INFINITY }: LayerFact, layers: readonly RealLayer[]): readonly string[] {
  const layer = layers.find((one) => one.instruction.includes(instruction));
  if (!layer) return [`layer ${instruction}: said, but not in the image`];
  if (layer.size >= atLeast && layer.size <= atMost) return [];
  return [`layer ${instruction}: said ${atLeast} to ${atMost} bytes, is ${layer.size}`];
}
