import { distMadeBy } from './dists.js';
import type { InstallCall } from './install-calls.js';
import { environmentOf } from './install-environment.js';
import { indexesOf } from './install-indexes.js';
import { inputsOf } from './install-inputs.js';
import { shipsFrom } from './install-ships.js';
import type { ResolvedInstall } from './resolved-install.js';
import { factsAt, type InstallView } from './install-view.js';

/** What each manager's installing subcommands are called. */
const INSTALLS: Readonly<Record<InstallCall['call']['manager'], ReadonlySet<string>>> = {
  pip: new Set(['install', 'wheel', 'download', 'pip-sync', 'easy_install', 'setup.py install', 'setup.py develop']),
  uv: new Set(['pip install', 'pip sync', 'sync', 'add', 'tool install']),
  poetry: new Set(['install', 'sync', 'add', 'update']),
  pipenv: new Set(['install', 'sync', 'update']),
  pdm: new Set(['install', 'sync', 'add', 'update']),
  conda: new Set(['install', 'create', 'update', 'env create', 'env update']),
  pipx: new Set(['install', 'inject']),
};

/** Every install of every stage that the build needs, in order, with its inputs followed back to the workspace. */
export function installsOfImage(view: InstallView): readonly ResolvedInstall[] {
  return [...view.needed]
    .sort((a, b) => a - b)
    .flatMap((stage) => (view.models[stage]?.stage.instructions ?? []).flatMap((_, at) => installsOfRun(view, stage, at)));
}

/** The installs of one RUN; none where its commands cannot be read. */
export function installsOfRun(view: InstallView, stage: number, at: number): readonly ResolvedInstall[] {
  const facts = factsAt(view, stage, at);
  if (!facts.ok) return [];
  return facts.value.calls.filter(({ call }) => INSTALLS[call.manager].has(call.subcommand)).map((install) => resolveInstall(view, install));
}

/** What keeps the installs of a build from being whole: RUNs that cannot be read, commands that cannot be told. By line. */
export function installDoubts(view: InstallView): readonly { readonly line: number; readonly because: string }[] {
  return [...view.needed].flatMap((stage) =>
    (view.models[stage]?.stage.instructions ?? []).flatMap((instruction, at) => {
      const facts = factsAt(view, stage, at);
      const because = facts.ok ? facts.value.doubt : facts.reason;
      return because === null ? [] : [{ line: instruction.lines.first, because }];
    }),
  );
}

function resolveInstall(view: InstallView, install: InstallCall): ResolvedInstall {
  const into = environmentOf(view, install);
  const { inputs, missing, doubts } = inputsOf(view, install);
  const { runs, script, line, stage } = install;
  const [unresolved = null] = runs.kind === 'never' ? [] : missing;
  return {
    install,
    at: script ?? { path: view.document.path, line },
    ships: shipsFrom(view, stage, into, wheelFolder(view, install)),
    inputs,
    into,
    runs,
    indexes: indexesOf(install),
    unresolved,
    doubt: doubts[0] ?? null,
  };
}

/** The folder that `pip wheel` and `pip download` fill; null for other calls. */
function wheelFolder(view: InstallView, { call, stage, at, order }: InstallCall): string | null {
  if (call.subcommand !== 'wheel' && call.subcommand !== 'download') return null;
  const facts = factsAt(view, stage, at);
  const step = facts.ok ? facts.value.steps[order] : undefined;
  return step ? (distMadeBy(step)?.folder ?? null) : null;
}
