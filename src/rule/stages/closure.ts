import { unheard } from '#answer/ledger.js';
import { askedFor } from '#needs/asked/asked.js';
import { edgesOf } from '#needs/image-edges.js';
import { closureFor, pinnedVersion } from '#needs/verdict/closures.js';
import type { MarkerEnvironment } from '#pep/types.js';
import type { ImageModel } from '#image/image.js';
import type { ResolvedInstall } from '#image/installs/resolved-install.js';
import { settingOf } from '#image/stages/stages.js';
import { imagePython, pythonOf } from '#services/pythons.js';
import { builtProject } from './built-project.js';
import { lockedWheel } from './locked-wheel.js';
import { noWheel } from './wheels.js';
import { memoOf, type Memo, type StageWorld } from './world.js';

/** What the images of a Dockerfile install, asked for or not. */
export interface Installed {
  /** Normalised names. */
  readonly names: readonly string[];
  /** Those of which no wheel for Linux is known, each with why; one may be compiled on install. */
  readonly unproven: readonly { readonly name: string; readonly because: string }[];
}

type Counts = (install: ResolvedInstall) => boolean;

/**
 * Everything that comes with the installs, as far as records of who requires whom go, and whether wheels of it are known: those that
 * a resolver or the lock that is installed from names, else those on record. `counts`: the installs that are meant; all without it.
 */
export function installedIn(world: StageWorld, counts: Counts = () => true): Installed {
  const byKey = memoOf(memo, world);
  const key = `${world.model.document.path}\0${world.images.map((image) => image.installs.map((install) => Number(counts(install))).join('')).join(' ')}`;
  const found = byKey.get(key) ?? search(world, counts);
  byKey.set(key, found);
  return found;
}

const memo: Memo<Installed> = new WeakMap();

function search({ images, snapshot, options }: StageWorld, counts: Counts): Installed {
  return unheard(() => {
    const names = new Set<string>();
    const unproven = new Map<string, string>();
    for (const whole of images) {
      const image = withInstalls(whole, counts);
      if (image.installs.length === 0) continue;
      const python = pythonOfInstalls(image);
      const environment = usualLinux(python);
      const { asked, doubts, projects } = askedFor(image, snapshot, environment);
      const resolved = options.resolved?.get(image.build.id) ?? null;
      const edges = edgesOf(image, snapshot, asked, options.metadata, resolved);
      const closure = closureFor({ asked, environment, edges }, new Set(asked.map(({ name }) => name)));
      for (const [name] of closure.comes) names.add(name);
      for (const { name, url } of asked) if (url !== null) unproven.set(name, `${name} comes from ${url.slice(0, 60)}`);
      for (const name of closure.unknown) unproven.set(name, `what ${name} requires is in no record`);
      for (const { text } of doubts) unproven.set('', text);
      const pinned = new Set(asked.flatMap((line) => (pinnedVersion(line) === null ? [] : line.name)));
      for (const [name, { parents }] of closure.comes) {
        // uv and pip were told to take wheels alone: what they resolved has one.
        if (unproven.has(name) || resolved?.(name, null).value) continue;
        const locked = lockedWheel(image, snapshot, name, python);
        if (locked === 'wheel') continue;
        const line = asked.find((one) => one.name === name);
        const heldBy = line ? null : (parents.find((parent) => pinned.has(parent.name))?.name ?? null);
        const because = locked === 'none' ? `the lock lists no wheel of ${name} for Python ${python ?? 'of FROM'}` : noWheel({ name, version: line ? pinnedVersion(line) : null, specifiers: line?.specifiers ?? '', heldBy }, python);
        if (because !== null) unproven.set(name, because);
      }
      for (const { path } of projects) {
        const because = builtProject(snapshot, path);
        if (because !== null) unproven.set(path, because);
      }
      for (const { install } of image.installs) {
        if (install.arguments.some(({ value }) => /^--no-binary(?:=|$)/.test(value ?? ''))) unproven.set('', `line ${install.line} builds from source where it could take wheels`);
      }
      const setting = ['PIP_NO_BINARY', 'UV_NO_BINARY', 'POETRY_INSTALLER_NO_BINARY'].find((name) => image.dockerfile.stages.some(({ end }) => settingOf(end.environment, name)?.value));
      if (setting !== undefined) unproven.set('', `${setting} builds from source what has wheels`);
    }
    return { names: [...names].toSorted(), unproven: [...unproven].map(([name, because]) => ({ name, because })) };
  });
}

const machines = new Map<string | null, MarkerEnvironment>();

/** What markers see on the machine that most images run on; one value for each Python, by which lines and closures are kept. */
export function usualLinux(python: string | null): MarkerEnvironment {
  const known = machines.get(python) ?? { os_name: 'posix', sys_platform: 'linux', platform_system: 'Linux', platform_machine: 'x86_64', implementation_name: 'cpython', platform_python_implementation: 'CPython', ...(python === null ? {} : { python_version: python }) };
  machines.set(python, known);
  return known;
}

/** The Python that all installs run with; else what is told of the image. */
function pythonOfInstalls({ dockerfile, installs }: ImageModel): string | null {
  const own = new Set(installs.map(({ install }) => pythonOf(dockerfile, install).value));
  const [only = null] = own;
  return own.size === 1 && only !== null ? only : imagePython(dockerfile);
}

const parts = new WeakMap<ImageModel, Map<string, ImageModel>>();

/** The same image with some of its installs; the same ones give the same value, so that what was worked out is found again. */
function withInstalls(image: ImageModel, counts: Counts): ImageModel {
  const kept = image.installs.map(counts);
  if (kept.every(Boolean)) return image;
  const key = kept.map(Number).join('');
  const known = parts.get(image) ?? new Map<string, ImageModel>();
  parts.set(image, known);
  const found = known.get(key) ?? { ...image, installs: image.installs.filter((_, at) => kept[at]) };
  known.set(key, found);
  return found;
}
