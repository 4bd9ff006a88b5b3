import { broughtBy, suitesMeant } from '#knowledge/apt-needs.js';
import type { SystemCall } from '#image/run/system-calls.js';
import { buildPackages, nativeNeeds, type BuildPackage } from '#knowledge/index.js';
import { unheard } from '#answer/ledger.js';
import type { Running } from '#rule/stages/running.js';
import type { Sign } from '#rule/stages/signs.js';
import type { SurplusKind } from './types.js';

/** Headers that every compiler needs go with the compilers. */
const TOOLCHAIN: ReadonlySet<string> = new Set(['libc6-dev', 'linux-libc-dev', 'python3-dev', 'libpython3-dev']);

/** Those packages of some calls that serve builds alone, of one kind. */
export function surplusOf(calls: readonly SystemCall[], suite: string | null, kind: SurplusKind): readonly BuildPackage[] {
  const names = [...new Set(calls.flatMap(({ packages }) => packages.map(({ name }) => name)))];
  return unheard(() => buildPackages(names, suite)).value.filter(({ name }) => (name.endsWith('-dev') && !TOOLCHAIN.has(name) ? 'headers' : 'tools') === kind);
}

/** Programs whose package has another name. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = { 'xz-utils': ['xz', 'unxz', 'xzcat'], 'openssh-client': ['ssh', 'scp', 'ssh-keyscan'], gnupg: ['gpg'], subversion: ['svn'], mercurial: ['hg'], procps: ['ps', 'pgrep', 'top'] };

/** Names that are no program, or one that every Debian image has. */
const NO_PROGRAM = /^(?:lib|fonts-|gir1\.2-|python3|media-types|tzdata$|perl|base-|g\+\+|gcc|cpp|binutils|openssl$|file$|ucf$|readline)|-(?:dev|common|data|base|bin|utils|minimal|modules|config|l10n|headers?)$/;

/** Packages that come along with those that leave, and not with those that stay, by the programs that they are called for. */
export function programsBrought(leaving: readonly string[], stays: readonly string[], suite: string | null): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const one of suitesMeant(suite)) {
    const kept = broughtBy(stays, one);
    for (const name of broughtBy(leaving, one)) {
      if (kept.has(name)) continue;
      for (const program of PROGRAMS[name] ?? (NO_PROGRAM.test(name) ? [] : [name])) found.set(program, name);
    }
  }
  return found;
}

/** What speaks against in what runs: a compiler that something calls, or code and distributions that compile while they run. */
export function runningAgainst(running: Running, installed: readonly string[], here: (text: string) => Sign): readonly Sign[] {
  const found: Sign[] = [...running.signs];
  if (running.idle !== null) found.push(here(`nothing tells what containers of ${running.idle} run`));
  for (const { name, compiles } of unheard(() => nativeNeeds(installed, null)).value) if (compiles !== null) found.push(here(`${name} is installed: ${compiles}`));
  if (installed.includes('triton')) found.push(here('triton is installed: it compiles what starts its kernels with a C compiler'));
  return found;
}
