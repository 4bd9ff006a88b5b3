import { foreignPackages } from '#image/apt/apt-sources.js';
import type { SystemCall } from '#image/run/system-calls.js';
import type { Row } from './rows.js';
import { PROGRAM, type Sign } from './signs.js';
import type { StageWorld } from './world.js';

/** What the instructions themselves say against another folder for the environment. */
export function instructionSigns(rows: readonly Row[], path: string): readonly Sign[] {
  return rows.flatMap(({ instruction }): readonly Sign[] => {
    const here = (text: string): readonly Sign[] => [{ text, at: { path, line: instruction.lines.first } }];
    if (instruction.keyword === 'ONBUILD') return here('ONBUILD runs in images that stand on this one');
    if (instruction.keyword === 'ENV') {
      const path = instruction.words.find(({ text }) => text.startsWith('PATH='))?.text;
      if (path !== undefined && !/\$\{?PATH\b/.test(path)) return here('ENV PATH is set without what was there before');
    }
    if (/\b(?:site|dist)-packages\b/.test(instruction.joined)) return here('names a path into site-packages');
    if (instruction.keyword === 'RUN' && /\/usr\/(?:local\/)?bin\/(?:python|pip)/.test(instruction.joined)) return here('names an interpreter by its absolute path');
    // Changed, replaced or named there, it is another one than that of the environment, which comes first in PATH.
    const program = /^(?:RUN|ENV|ARG|COPY|ADD)$/.test(instruction.keyword) ? PROGRAM.exec(instruction.joined)?.[0] : undefined;
    if (program !== undefined) return here(`names ${program}, which will lie in the environment`);
    if (instruction.keyword === 'SHELL' && /"-l?i?l?c?l"|"--login"|"-[a-z]*l[a-z]*"/.test(instruction.joined)) return here('SHELL is a login shell, which sets a PATH of its own');
    return [];
  });
}

/** apt's own Python, package lists of others, and services that start with a PATH of their own. */
export function aptSigns(world: StageWorld, calls: readonly SystemCall[], rows: readonly Row[]): readonly Sign[] {
  const { model } = world;
  const path = model.document.path;
  const found: Sign[] = [];
  for (const call of calls) {
    const at = { path, line: call.line };
    for (const { name } of call.packages) {
      if (/^python3?-(?!dev$|setuptools$|wheel$|pip$|venv$|distutils$|full$|minimal$)[a-z]/.test(name)) found.push({ text: `${name} lies in apt's own dist-packages`, at });
      if (/^(?:cron|anacron|systemd|systemd-sysv)$/.test(name)) found.push({ text: `${name} starts its jobs with a PATH of its own`, at });
    }
    const row = rows.find(({ roles }) => roles?.ok === true && roles.facts.system.includes(call));
    const [foreign] = row ? foreignPackages(model, 0, row.at, call) : [];
    if (foreign) found.push({ text: `${foreign.name} may come from a package list of somebody else`, at });
  }
  return found;
}
