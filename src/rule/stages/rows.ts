import type { Instruction } from '#dockerfile/types.js';
import type { DockerfileModel } from '#image/model.js';
import type { SystemCall } from '#image/run/system-calls.js';
import type { Dockerfile, SystemInstall } from '#rule/dockerfile.js';
import { rolesOf, type Roles } from './roles.js';

/** An instruction of the one stage. */
export interface Row {
  readonly instruction: Instruction;
  /** Its number in the stage. */
  readonly at: number;
  /** Of a RUN: what its commands are for. */
  readonly roles: Roles | null;
}

const rows = new WeakMap<DockerfileModel, Map<number, readonly Row[]>>();

/** The instructions of a stage; each RUN is read once. */
export function rowsOf(model: DockerfileModel, stage: number): readonly Row[] {
  const byStage = rows.get(model) ?? new Map<number, readonly Row[]>();
  rows.set(model, byStage);
  const found = byStage.get(stage) ?? (model.stages[stage]?.stage.instructions ?? []).map((instruction, at): Row => ({ instruction, at, roles: instruction.keyword === 'RUN' ? rolesOf(model, stage, at, instruction) : null }));
  byStage.set(stage, found);
  return found;
}

/** The packages that a stage's RUNs and their scripts install, by name. */
export function packagesAsked(all: readonly Row[]): ReadonlySet<string> {
  return new Set(all.flatMap(({ roles }) => (roles?.ok ? roles.facts.system.flatMap(({ action, packages }) => (action === 'install' ? packages.map(({ name }) => name) : [])) : [])));
}

/** The subject of a call that installs packages; null: it is none of the Dockerfile's own. */
export function installSubject({ stages }: Dockerfile, stage: number, call: SystemCall | undefined): SystemInstall | null {
  for (const instruction of call ? (stages[stage]?.instructions ?? []) : []) {
    const found = instruction.systemCalls().value.find((one) => one.at.line === call?.line && one.action === 'install' && one.own);
    if (found) return found;
  }
  return null;
}

/** `apt-get purge gcc` in the RUN that installed it: nothing of it is in the image. */
export function takenAway(rows: readonly Row[], name: string): boolean {
  const removes = (roles: Roles | null): boolean => roles?.ok === true && roles.commands.some(({ role }) => role.kind === 'apt' && role.call.action === 'remove' && (role.call.packages.some((one) => one.name === name) || role.call.doubt !== null));
  const installs = (roles: Roles | null): boolean => roles?.ok === true && roles.commands.some(({ role }) => role.kind === 'apt' && role.call.action === 'install' && role.call.packages.some((one) => one.name === name));
  const own = rows.filter(({ roles }) => installs(roles));
  return own.length > 0 && own.every(({ roles }) => removes(roles));
}

/** Compilers by another package manager that stay in the image. */
export function leanless(rows: readonly Row[]): boolean {
  return rows.some(({ roles }) => {
    const system = roles?.ok ? roles.facts.system.filter(({ manager }) => manager !== 'apt') : [];
    return !system.some(({ action }) => action === 'remove') && system.some(({ action, virtual, packages }) => action === 'install' && virtual === null && packages.some(({ name }) => /^(?:gcc|g\+\+|gcc-c\+\+|build-base|musl-dev|make|cmake|rust|cargo)$/.test(name)));
  });
}
