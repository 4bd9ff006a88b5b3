import { fullImage } from '#knowledge/index.js';
import type { SystemCall } from '#image/run/system-calls.js';
import type { Row } from './rows.js';
import type { Running } from './running.js';
import type { StageWorld } from './world.js';

/** Packages beside those for builds that the builder's commands run: git for `git+https`, curl for an installer. */
export function usedInBuilder(rows: readonly Row[], calls: readonly SystemCall[], world: StageWorld): ReadonlySet<string> {
  const texts = rows.flatMap(({ instruction, roles }) => (roles?.ok && roles.commands.some(({ role }) => role.kind === 'build') ? [instruction.joined, ...instruction.flags.map(({ name, value }) => `--${name}=${value ?? ''}`)] : []));
  for (const { installs } of world.images) for (const { inputs } of installs) for (const input of inputs) texts.push(input.kind === 'file' || input.kind === 'project' ? (world.snapshot.text(input.path) ?? '') : 'written' in input ? input.written : '');
  const all = texts.join('\n');
  const found = new Set<string>();
  for (const { name } of calls.flatMap(({ packages }) => packages)) {
    const program = { 'openssh-client': 'ssh', 'xz-utils': 'xz', gnupg: 'gpg', mercurial: 'hg', subversion: 'svn' }[name] ?? name;
    if (/^(?:git|curl|wget|openssh-client|xz-utils|unzip|bzip2|gnupg|mercurial|subversion|nodejs|npm)$/.test(name) && new RegExp(`(?:^|[\\s|&;=@"'])${program}(?:[\\s+@]|$)`, 'm').test(all)) found.add(name);
    if (name === 'ca-certificates' && /https:/.test(all)) found.add(name);
    if (name === 'git' && /git\+|\.git\b|\bgit\s*=/.test(all)) found.add(name);
  }
  return found;
}

/** git is there for requirements that lie in repositories, and nothing that runs names it. */
export function onlyForSources({ images, snapshot, model }: StageWorld, both: ReadonlySet<string>, running: Running, names: readonly string[]): boolean {
  if (!both.has('git') || running.untold !== null || running.names('git')) return false;
  const { distributions } = fullImage().value;
  if (names.some((name) => distributions.get(name) === 'git')) return false;
  const used = model.stages.some(({ stage }) => stage.instructions.some(({ keyword, joined }) => keyword === 'RUN' && /(?:^|[\s;&|])git\s/.test(joined.replace(/\bapt(?:-get)?\b[^&|;]*/g, ''))));
  const inputs = images.flatMap(({ installs }) => installs.flatMap(({ inputs: own }) => own.map((input) => ('path' in input ? (snapshot.text(input.path) ?? '') : 'written' in input ? input.written : ''))));
  return !used && inputs.some((text) => /git\+(?:https?|ssh|file):|\bgit\s*=\s*["']/.test(text));
}
