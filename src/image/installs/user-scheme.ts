import { isWithin } from '#text/paths.js';
import { hasFlag } from './calls.js';
import { plain } from './carry.js';
import { baseReference, told, words } from './environment-parts.js';
import type { Made } from '#image/run/file-facts.js';
import type { InstallCall } from './install-calls.js';
import { factsAt, type InstallView } from './install-view.js';
import type { Environment } from './resolved-install.js';
import type { RunFacts } from '#image/run/run-facts.js';

/** The folder that `pip install --user` fills. */
export function userScheme(view: InstallView, install: InstallCall): Environment {
  return { kind: 'user', path: told(install, 'PYTHONUSERBASE') ?? homeFolder(view, install, '.local') };
}

/**
 * pip installs into the home of who runs it where the system's site-packages is not writable for them ("Defaulting to
 * user installation because normal site-packages is not writeable": decide_user_install in pip's commands/install.py).
 * uv has no such fallback: it fails.
 */
export function fallsBackToUser(view: InstallView, install: InstallCall, { kind, path }: Environment): boolean {
  if (install.call.manager !== 'pip' || kind !== 'system' || path === null) return false;
  if (hasFlag(words(install), '--no-user') || /^(?:0|false|no|off)$/i.test(told(install, 'PIP_USER') ?? '')) return false;
  const user = userOf(view, install);
  if (user === null || user === 'root' || user === '0') return false;
  // Somebody who gives the folder to them, or opens it, makes it writable.
  return !earlierFacts(view, install).some(({ ownership }) => ownership.some(({ runs, paths }) => runs.kind !== 'never' && paths.some((one) => one === null || isWithin(plain(one), plain(path)) || isWithin(plain(path), plain(one)))));
}

/** A folder in the home of the user that the call runs as; null: it cannot be told. */
export function homeFolder(view: InstallView, install: InstallCall, below: string): string | null {
  const home = (install.user === null ? told(install, 'HOME') : null) ?? homeOf(view, install);
  return home === null ? null : `${home === '/' ? '' : home.replace(/\/+$/, '')}/${below}`;
}

/** Of USER, or of whom a wrapper names; null: that of the base image, which is root where nobody says otherwise. */
function userOf(view: InstallView, install: InstallCall): string | null {
  return install.user ?? view.models[install.stage]?.moments[install.at]?.user?.split(':')[0] ?? null;
}

/** The home in /etc/passwd: of who was made in a RUN, or of who is there in any case; Docker takes `/` for a number without an entry. */
function homeOf(view: InstallView, install: InstallCall): string | null {
  const user = userOf(view, install);
  if (user === null || user === 'root' || user === '0') return '/root';
  const made = earlierFacts(view, install).flatMap(({ makes }) => makes.filter((one) => one.kind === 'user' && one.runs.kind !== 'never')).toReversed();
  const own = made.find((one) => isCalled(one, user));
  if (own) return own.home ?? null;
  if (!/^\d+$/.test(user)) return Object.hasOwn(HOMES, user) ? (HOMES[user] ?? null) : `/home/${user}`;
  // useradd counts up from 1000 where no number is given (UID_MIN of login.defs); Ubuntu's images have a user of that number.
  const base = baseReference(view, install.stage) ?? '';
  if (/(?:^|\/)(?:ubuntu|nvidia\/cuda)(?::|@|$)/.test(base) && user === '1000') return null;
  return made.some(({ uid }) => uid === null || uid === undefined) ? null : '/';
}

/** Users of Debian whose home is none in /home (base-passwd). */
const HOMES: Readonly<Record<string, string>> = { nobody: '/nonexistent', 'www-data': '/var/www', daemon: '/usr/sbin', bin: '/bin', games: '/usr/games', mail: '/var/mail', news: '/var/spool/news', backup: '/var/backups' };

function isCalled({ user, uid }: Made, name: string): boolean {
  return user === name || (uid !== null && uid !== undefined && uid === name);
}

/** What the RUNs of a stage and of those below it do to owners and users before a call. */
function earlierFacts(view: InstallView, { stage, at }: InstallCall): readonly RunFacts[] {
  const found: (readonly RunFacts[])[] = [];
  let [index, end]: [number, number] = [stage, at];
  for (let steps = 0; steps <= view.models.length; steps++) {
    const model = view.models[index];
    if (!model) break;
    const last = end;
    found.unshift(concerned(view, index).flatMap((one) => (one.at <= last ? one.facts : [])));
    if (model.base.kind !== 'stage') break;
    [index, end] = [model.base.index, Infinity];
  }
  return found.flat();
}

interface Concerned {
  readonly at: number;
  readonly facts: RunFacts;
}

const known = new WeakMap<InstallView, Map<number, readonly Concerned[]>>();

/** The RUNs of a stage that set owners or make users; looked for once. */
function concerned(view: InstallView, stage: number): readonly Concerned[] {
  const byStage = known.get(view) ?? new Map<number, readonly Concerned[]>();
  known.set(view, byStage);
  const found = byStage.get(stage) ?? (view.models[stage]?.stage.instructions ?? []).flatMap((_, at): readonly Concerned[] => {
    const facts = factsAt(view, stage, at);
    return facts.ok && (facts.value.ownership.length > 0 || facts.value.makes.some(({ kind }) => kind === 'user')) ? [{ at, facts: facts.value }] : [];
  });
  byStage.set(stage, found);
  return found;
}
