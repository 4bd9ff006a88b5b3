import type { Hit } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import type { WorkspaceNeeds } from '#needs/workspace-needs.js';
import type { Verdict } from '#needs/types.js';
import type { Requirement } from '#rule/requirement.js';
import { documentsOf } from './built-for.js';
import type { Coming } from './coming.js';
import { onlyForCuda } from './family.js';

/** What installs list beside torch though only its build for CUDA needs it. */
export interface Surplus {
  /** Lines that go with it. */
  readonly lines: readonly Requirement[];
  /** Why some have to stay, so that gigabytes of them stay in the image. */
  readonly stays: readonly Pick<Hit, 'text' | 'at'>[];
  readonly commands: readonly string[];
}

interface Parts {
  readonly snapshot: Snapshot;
  readonly needs: () => WorkspaceNeeds;
  readonly requirements: readonly Requirement[];
}

const NEEDED: ReadonlySet<Verdict> = new Set(['used', 'implied', 'command', 'driver', 'build']);

/** The lines of these installs for libraries of CUDA: those that nothing else needs, in files that no other image installs. */
export function surplusIn({ snapshot, needs, requirements }: Parts, comings: readonly Coming[]): Surplus {
  const images = new Set(comings.map(({ image }) => image.build.id));
  const paths = new Set(comings.flatMap(({ install }) => documentsOf(snapshot, install).map(({ path }) => path)));
  const listed = requirements.filter(({ at, name }) => paths.has(at.path) && onlyForCuda(name));
  const unneeded = listed.filter(({ at, name, images: { names } }) => !needs().at(at.path, at.line, name, names).some(({ need }) => NEEDED.has(need.verdict)));
  const lines = unneeded.filter(({ file, images: { names } }) => file.origin !== 'compiled' && !file.hashed && names.every((image) => images.has(image)));
  const compiled = unneeded.find(({ file, at }) => file.origin === 'compiled' && !comings.every(({ lines: own }) => own.some((one) => one.at.path === at.path && pinnedSource(requirements, file.path))));
  const shared = unneeded.find((one) => one.file.origin !== 'compiled' && !lines.includes(one));
  const stays = [
    ...(compiled ? [{ text: `${compiled.name} stays in the compiled file: its source has to ask for torch by version and with the index for the CPU`, at: compiled.at }] : []),
    ...(shared ? [{ text: `${shared.name} is in a file that other images install too, or that has hashes`, at: shared.at }] : []),
  ];
  return { lines, stays, commands: [] };
}

/** Whether the source of a compiled file asks for torch: compiled with the index for the CPU, it lists no library of CUDA. */
function pinnedSource(requirements: readonly Requirement[], path: string): boolean {
  return requirements.some(({ name, file, specifiers }) => name === 'torch' && file.origin !== 'project' && specifiers.startsWith('==') && file.compiledTo.some((one) => one.path === path));
}
