import type { Place } from '#answer/answer.js';
import type { Need } from '#needs/types.js';
import type { ServiceImage } from '#services/service.js';
import type { EnvironmentPackages, Heft, ImagePackages, PackageWeight } from '#sizes/packages/types.js';
import type { Bytes } from '#sizes/types.js';
import type { Read } from '#text/read.js';
import { jsonText } from '#text/visible.js';

/** An image as it is asked for, with what its packages weigh, or why that cannot be told. */
export interface ShownPackages extends ServiceImage {
  /** The services that it is an image of; none: no service has it. */
  readonly services: readonly string[];
  readonly packages: Read<ImagePackages>;
}

/** What `slimify image SERVICE --packages --json` prints (schema/packages-v1.schema.json). Fields are added, never changed. */
export interface PackagesReport {
  readonly version: 1;
  readonly images: readonly ReportedPackages[];
}

export interface ReportedPackages {
  readonly services: readonly string[];
  /** Id of the build. */
  readonly image: string;
  readonly dockerfile: string;
  readonly purpose: string;
  /** Why nothing more can be said; null where it can. */
  readonly problem: string | null;
  readonly environments: readonly ReportedEnvironment[];
  readonly parts: readonly { readonly kind: string; readonly what: string; readonly path: string | null; readonly line: number | null; readonly bytes: Bytes | null; readonly because: string }[];
  readonly doubts: readonly { readonly text: string; readonly path: string; readonly line: number }[];
  readonly notes: readonly string[];
}

export interface ReportedHeft {
  /** Of what is known; null: of nothing. */
  readonly bytes: Bytes | null;
  /** Packages that it lacks. */
  readonly unknown: readonly string[];
}

export interface ReportedEnvironment {
  readonly into: string;
  readonly ships: boolean;
  readonly by: string;
  readonly complete: boolean;
  readonly because: string;
  readonly total: ReportedHeft;
  readonly installs: readonly { readonly manager: string; readonly path: string; readonly line: number; readonly bytecode: string; readonly because: string }[];
  readonly requirements: readonly ReportedRequirement[];
  readonly shared: readonly { readonly packages: readonly string[]; readonly requirements: readonly string[]; readonly size: ReportedHeft }[];
  readonly byVerdict: readonly { readonly verdict: string; readonly requirements: readonly string[]; readonly goes: readonly string[]; readonly size: ReportedHeft }[];
  readonly packages: readonly ReportedPackage[];
  readonly orphans: readonly string[];
  readonly unresolved: readonly { readonly what: string; readonly reason: string; readonly path: string | null; readonly line: number | null }[];
}

export interface ReportedRequirement {
  readonly name: string;
  readonly places: readonly Place[];
  readonly needed: Need['verdict'] | null;
  readonly reason: string | null;
  readonly own: ReportedHeft;
  readonly goes: readonly string[];
  readonly goesSize: ReportedHeft;
  readonly through: readonly string[];
  readonly all: ReportedHeft | null;
  readonly allCount: number | null;
  readonly listed: readonly string[];
}

export interface ReportedPackage {
  readonly name: string;
  readonly version: string | null;
  readonly bytes: Bytes | null;
  readonly files: Bytes | null;
  readonly bytecode: Bytes | null;
  readonly bytecodeWritten: string;
  readonly wheel: Bytes | null;
  readonly because: string;
  /** From the package to what is asked for. */
  readonly chain: readonly string[];
  readonly path: string | null;
  readonly line: number | null;
  readonly brought: string | null;
}

export function packagesReport(images: readonly ShownPackages[]): PackagesReport {
  return { version: 1, images: images.map(reportedImage) };
}

/** The report as printed: two spaces, a line end at the end. */
export function packagesJson(images: readonly ShownPackages[]): string {
  return jsonText(packagesReport(images));
}

function reportedImage({ services, build, purpose, packages }: ShownPackages): ReportedPackages {
  const head = { services, image: build.id, dockerfile: build.dockerfile, purpose: purpose.kind };
  if (!packages.ok) return { ...head, problem: packages.reason, environments: [], parts: [], doubts: [], notes: [] };
  const { environments, parts, doubts, notes } = packages.value;
  return {
    ...head,
    problem: null,
    environments: environments.map(reportedEnvironment),
    parts: parts.map(({ at, kind, what, bytes, because }) => ({ kind, what, ...optional(at), bytes, because })),
    doubts: doubts.map(({ text, at }) => ({ text, path: at.path, line: at.line })),
    notes,
  };
}

function reportedEnvironment({ into, ships, by, complete, because, total, installs, requirements, shared, byVerdict, packages, orphans, unresolved }: EnvironmentPackages): ReportedEnvironment {
  return {
    into,
    ships,
    by,
    complete,
    because,
    total: heft(total),
    installs: installs.map(({ request, bytecode }) => ({ manager: request.manager, path: request.at.path, line: request.at.line, bytecode: bytecode.written, because: bytecode.because })),
    requirements: requirements.map(({ name, at, verdict, reason, own, goes, goesHeft, through, all, allCount, listed }) => ({
      name,
      places: at.map(({ path, line }) => ({ path, line })),
      needed: verdict,
      reason,
      own: heft(own),
      goes,
      goesSize: heft(goesHeft),
      through,
      all: all && heft(all),
      allCount,
      listed,
    })),
    shared: shared.map((one) => ({ packages: one.packages, requirements: one.requirements, size: heft(one.heft) })),
    byVerdict: byVerdict.map((one) => ({ verdict: one.verdict, requirements: one.requirements, goes: one.goes, size: heft(one.heft) })),
    packages: packages.map(reportedPackage),
    orphans,
    unresolved: unresolved.map(({ what, reason, at }) => ({ what, reason, ...optional(at) })),
  };
}

function reportedPackage({ name, version, bytes, size, bytecode, chain, at, brought }: PackageWeight): ReportedPackage {
  return {
    name,
    version,
    bytes: whole(bytes),
    files: whole(size.files),
    bytecode: whole(size.bytecode),
    bytecodeWritten: bytecode,
    wheel: whole(size.wheel),
    because: size.because,
    chain,
    ...optional(at),
    brought,
  };
}

function heft({ bytes, unknown }: Heft): ReportedHeft {
  return { bytes: whole(bytes), unknown };
}

function whole(bytes: Bytes | null): Bytes | null {
  return bytes && { low: Math.round(bytes.low), high: Math.round(bytes.high), basis: bytes.basis };
}

function optional(at: Place | null): { readonly path: string | null; readonly line: number | null } {
  return { path: at?.path ?? null, line: at?.line ?? null };
}
