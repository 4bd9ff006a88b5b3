import { inside } from './disk.js';
import { addOutside, doubt, follow, followCode, followFile, followName, isKnown, readCode, type Run } from './run.js';
import type { Entry } from './types.js';

/** Runs what a command starts. Where no file is found for it, what runs cannot be told. */
export function startEntry(run: Run, entry: Entry): void {
  if (entry.kind === 'module') return startModule(run, entry);
  if (entry.kind === 'code') {
    const { text, at } = entry;
    followCode(run, { spot: null, path: at.path, line: at.line, found: null, package: null, compiled: false, source: () => readCode(text) });
    return;
  }
  const { path, because, at } = entry;
  if (followFile(run, path, null, because, at)) return;
  // A folder is run by the `__main__` in it (docs.python.org/3/using/cmdline.html, "<script>").
  if (followFile(run, inside(path, '__main__.py'), null, because, at)) return;
  doubt(run, `${path} is run, and no known file lies there: what it imports cannot be told`, at, 'distributions');
}

function startModule(run: Run, { module, main, because, at }: Extract<Entry, { kind: 'module' }>): void {
  const [top = module] = module.split('.', 1);
  const { found, complete } = followName(run, module, null, because, at);
  const last = found.at(-1);
  const inner = main && complete && last?.folders ? run.finders.flatMap((finder) => finder.find(`${module}.__main__`) ?? []) : [];
  for (const one of inner) follow(run, one, null, because, at);
  const runs = complete && (last?.file || inner.length > 0);
  if (runs && found[0]?.sure && !run.options.namedModules.has(top)) return;
  // It comes with the interpreter (docs.python.org/3/library/ensurepip.html) and imports nothing of what it installs.
  if (found.length === 0 && top === 'pip' && !run.options.namedModules.has(top)) return;
  const shadowedBy = found[0] ? (found[0].file?.path ?? found[0].folders?.[0] ?? null) : null;
  addOutside(run, { module, names: [], at, guards: [], by: 'dynamic', shadowedBy });
  if (runs || isKnown(run, top)) return;
  doubt(run, `${module} is run, and no known file is it: what it imports cannot be told`, at, 'distributions');
}
