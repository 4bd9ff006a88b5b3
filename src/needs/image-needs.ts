import type { ComposeService } from '#compose/types.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import type { MarkerEnvironment } from '#pep/types.js';
import type { Doubt } from '#python/graph/types.js';
import { imagePython, pythonOf } from '#services/pythons.js';
import { workspaceImages } from '#services/workspace-images.js';
import { askedFor } from './asked/asked.js';
import { linesByName } from './asked/lines-by-name.js';
import { standingOn } from './code/standing.js';
import type { Closure } from './edges/closure-types.js';
import type { EdgeSource } from './edges/source.js';
import { edgesOf } from './image-edges.js';
import { installedIn } from './installed.js';
import { codeFor, isSubset } from './kept-code.js';
import type { Metadata } from './metadata.js';
import { baseDoubt, ownPackages, standsOnOwn } from './surroundings.js';
import type { ImageNeeds, Keep } from './types.js';
import { closureOfAll } from './verdict/closures.js';
import { judge } from './verdict/judge.js';
import { ownersFor, type OwnersOf } from './verdict/owners.js';
import { withMade } from './what-if.js';

/** What the needs of one image are worked out from. */
export interface ImageParts {
  readonly image: ImageModel;
  readonly snapshot: Snapshot;
  readonly runners: readonly ComposeService[];
  /** Names and own folders of the services that the image belongs to. */
  readonly services: readonly { readonly name: string; readonly folder: string }[];
  readonly keep: readonly Keep[];
  readonly metadata: Metadata | null;
  readonly resolved?: ReadonlyMap<string, EdgeSource>;
}

/** The needs of one image, at one moment of a plan. */
export function imageNeeds(parts: ImageParts): ImageNeeds {
  const { image, snapshot, runners, services, keep, metadata, resolved } = parts;
  const python = pythonOfImage(image);
  const { any: environment, machine } = linux(python);
  const { asked, projects, pins, doubts } = askedFor(image, snapshot, environment);
  const edges = edgesOf(image, snapshot, asked, metadata, resolved?.get(image.build.id) ?? null);
  const names: ReadonlySet<string> = new Set(linesByName(asked).keys());
  const whole = closureOfAll({ asked, environment: machine, edges });
  const installed = installedIn({ image, snapshot, asked, whole, pins, metadata, services: services.map(({ name }) => name) });
  const folders = [...new Set(services.map(({ folder }) => folder))];
  const code = codeFor({ image, snapshot, runners, folders, projects, names: withNamesAtStart(names, image, snapshot, environment), installed, metadata });
  const judged = {
    asked,
    code,
    python,
    environment: machine,
    ownersOf: owners(python, metadata),
    edges,
    metadata,
    keep,
    services: services.map(({ name }) => name),
    askedDoubts: doubts.map(({ text, path, line }): Doubt => ({ text, at: { path, line }, hides: 'distributions' })),
    standing: standingOn(image, snapshot),
    base: baseDoubt(image),
    ownBase: standsOnOwn(image, snapshot),
    ownPackages: ownPackages(snapshot),
  };
  const { needs, missing, blind } = judge(judged);
  return withMade({ image: image.build.id, needs, missing, along: alongIn(whole), reach: code.reach, blind }, { judged, snapshot });
}

const starting = new WeakMap<Snapshot, Map<string, ReadonlySet<string>>>();

/** These names with what an image asks for when a plan starts: its code is looked through for all of it at once, and not again where a fix has taken something out. */
function withNamesAtStart(names: ReadonlySet<string>, { build }: ImageModel, snapshot: Snapshot, environment: MarkerEnvironment): ReadonlySet<string> {
  const start = snapshot.start ?? snapshot;
  const byBuild = starting.get(start) ?? new Map<string, ReadonlySet<string>>();
  starting.set(start, byBuild);
  if (snapshot === start) {
    byBuild.set(build.id, names);
    return names;
  }
  const image = byBuild.has(build.id) ? null : workspaceImages(start).imageOf(build);
  const first = byBuild.get(build.id) ?? new Set(image?.ok ? linesByName(askedFor(image.value, start, environment).asked).keys() : []);
  byBuild.set(build.id, first);
  // A fix mostly takes out: what is found out of the names of the start is kept by them.
  return isSubset(names, first) ? first : new Set([...names, ...first]);
}

/** The Python that the image's packages are installed with: `3.11`; null where it cannot be told. */
function pythonOfImage(image: ImageModel): string | null {
  const told = image.installs.filter(({ ships }) => ships).map(({ install }) => pythonOf(image.dockerfile, install).value);
  return told.find((version) => version !== null) ?? imagePython(image.dockerfile);
}

/** What PEP 508 markers see in an image of Linux. */
interface Linux {
  readonly any: MarkerEnvironment;
  /** What a distribution requires on one of Linux's usual machines it requires on the other. */
  readonly machine: MarkerEnvironment;
}

const systems = new Map<string | null, Linux>();

/** The same value for the same Python: lines and closures are kept by it. */
function linux(python: string | null): Linux {
  const known = systems.get(python);
  if (known) return known;
  const system = { os_name: 'posix', sys_platform: 'linux', platform_system: 'Linux', platform_python_implementation: 'CPython', implementation_name: 'cpython' };
  const any = python === null ? system : { ...system, python_version: python };
  const made = { any, machine: { ...any, platform_machine: 'x86_64' } };
  systems.set(python, made);
  return made;
}

const along = new WeakMap<Closure, ImageNeeds['along']>();

/** What comes without being asked for, with how. */
function alongIn(whole: Closure): ImageNeeds['along'] {
  const known = along.get(whole) ?? new Map([...whole.comes].flatMap(([name, one]) => (one.asked ? [] : [[name, one.chain] as const])));
  along.set(whole, known);
  return known;
}

const ownersSeen = new Map<string, OwnersOf>();

function owners(python: string | null, metadata: Metadata | null): OwnersOf {
  if (metadata !== null) return ownersFor(python, metadata);
  const found = ownersSeen.get(String(python)) ?? ownersFor(python, null);
  ownersSeen.set(String(python), found);
  return found;
}
