import type { Instruction } from '#dockerfile/types.js';
import type { Roles } from './roles.js';

/** An instruction of the one stage. */
export interface Row {
  readonly instruction: Instruction;
  /** Its number in the stage. */
  readonly at: number;
  /** Of a RUN: what its commands are for. */
  readonly roles: Roles | null;
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
