import type { Place } from '#answer/answer.js';
import { isWorkflowFile } from '#compose/github/github.js';
import type { Snapshot } from '#files/snapshot.js';
import { outsideUnits, type OutsideUnit } from '#rule/outside-files.js';
import { installersOf } from '#rule/outside-installs.js';
import { copyTransfer } from '#image/files/transfers.js';
import { dockerfileModels, type CopyPlace } from './copies.js';
import { baseName, resolvePath } from '#text/paths.js';
import { shorten } from '#text/shorten.js';

/** Somebody outside of the rewritten images that takes the shared file. */
export interface Outsider {
  readonly text: string;
  readonly at: Place;
  /** Whether a file of `-r` lines serves it as well: it runs pip where the whole repository lies. */
  readonly bears: boolean;
  /** It only watches the file: a filter of paths, the key of a cache. */
  readonly watches: boolean;
  /** Other requirements files that it installs along with this one; patterns with variables count for all that fit. */
  readonly installs: readonly string[];
}

/** Lines that act when the file changes: filters of paths, keys of caches. */
const WATCHES = /hashFiles|cache-dependency-path|\bkey:|restore-keys|\bpaths?(?:-ignore)?:|\bfiles:|^\s*-\s+["']?[\w./*-]+["']?\s*$/;
/** Lines that only look at a file. */
const HARMLESS = /pip-audit|\bsafety\b|liccheck|pip-licenses|dependabot|\btrivy\b|\bgrype\b|\bsnyk\b|\becho\b|\bgit (?:diff|log|add)\b|\bgrep\b|\bcat\b|\bwc\b/;

/** Everybody who names a shared file outside of the installs of images: CI, Makefiles, scripts, tox, packaging; and COPY lines that are not rewritten. */
export function outsidersOf(snapshot: Snapshot, path: string, rewritten: (at: CopyPlace) => boolean): readonly Outsider[] {
  const installers = installersOf(snapshot, path).filter(({ unit }) => !unit.page);
  const found: Outsider[] = installers.map(({ unit, installs, at }) => {
    const packaging = /(?:^|\/)(?:pyproject\.toml|setup\.cfg)$/.test(unit.path) && !/-r|--requirement/.test(lineOf(unit, at.line));
    const text = packaging ? `reads ${path} as the dependencies of a project, which knows no -r` : `installs ${path}`;
    return { text, at, bears: !packaging, watches: false, installs: installs.map(({ file }) => file) };
  });
  const known = new Set(installers.map(({ at }) => `${at.path}:${at.line}`));
  for (const unit of outsideUnits(snapshot)) if (!unit.page && unit.text.includes(baseName(path))) found.push(...mentionsIn(unit, path, known));
  for (const file of snapshot.tree.paths) {
    if (!/(?:^|\/)setup\.py$/.test(file)) continue;
    const text = snapshot.text(file) ?? '';
    const line = text.split('\n').findIndex((one) => one.includes(baseName(path))) + 1;
    const folder = file.slice(0, -'setup.py'.length).replace(/\/$/, '');
    if (line > 0 && (path === (folder === '' ? baseName(path) : `${folder}/${baseName(path)}`) || text.includes(path))) {
      found.push({ text: `reads ${path} as the dependencies of a project`, at: { path: file, line }, bears: false, watches: false, installs: [] });
    }
  }
  return [...found, ...filtersOf(snapshot, path), ...copiedAlone(snapshot, path, rewritten)];
}

function lineOf(unit: OutsideUnit, line: number): string {
  return unit.text.split('\n')[line - unit.line] ?? '';
}

function mentionsIn(unit: OutsideUnit, path: string, known: ReadonlySet<string>): readonly Outsider[] {
  const name = baseName(path);
  return unit.text.split('\n').flatMap((line, index): readonly Outsider[] => {
    const at = { path: unit.path, line: unit.line + index };
    if (line.length > 5000 || !line.includes(name) || known.has(`${at.path}:${at.line}`) || HARMLESS.test(line)) return [];
    const words = line.split(/[\s"'`()[\]{},;=:&|<>]+/).filter((word) => word === name || word.endsWith(`/${name}`));
    const means = words.some((word) => unit.folders.some((folder) => resolvePath(folder, word.replace(/^-r/, '')) === path));
    // A second line of one unit that installs it is as good as the first.
    if (!means || /(?:-r|--requirements?)[\s=]*["']?[^\s"']*$/.test(line.slice(0, line.indexOf(name)))) return [];
    if (WATCHES.test(line) && /\.ya?ml$/.test(unit.path)) return [{ text: `watches ${path}`, at, bears: true, watches: true, installs: [] }];
    return [{ text: `names ${path} (${shorten(line.trim())})`, at, bears: false, watches: false, installs: [] }];
  });
}

/** Filters of paths above the jobs of workflows: `paths: [libs/requirements.txt]`. */
function filtersOf(snapshot: Snapshot, path: string): readonly Outsider[] {
  return snapshot.tree.paths.filter(isWorkflowFile).flatMap((file) => {
    const lines = (snapshot.text(file) ?? '').split(/^jobs:/m)[0]?.split('\n') ?? [];
    const line = lines.findIndex((one) => one.split(/[\s"',[\]]+/).includes(path)) + 1;
    return line === 0 ? [] : [{ text: `watches ${path}`, at: { path: file, line }, bears: true, watches: true, installs: [] }];
  });
}

/** COPY and ADD lines that take the file by its name, and that are none of those that are rewritten. */
function copiedAlone(snapshot: Snapshot, path: string, rewritten: (at: CopyPlace) => boolean): readonly Outsider[] {
  return dockerfileModels(snapshot).flatMap(({ model, contexts }) =>
    model.stages.flatMap(({ stage, moments }) =>
      stage.instructions.flatMap((instruction, at): readonly Outsider[] => {
        const moment = moments[at];
        if (!moment || !instruction.joined.includes(baseName(path)) || rewritten({ dockerfile: model.document.path, index: instruction.index })) return [];
        const transfer = copyTransfer(instruction, moment, model.document.escape);
        if (!transfer || transfer.from !== null) return [];
        const takes = transfer.sources.some((source) => source !== null && contexts.some((context) => resolvePath(context, `./${source}`) === path));
        return takes ? [{ text: `copies ${path} alone`, at: { path: model.document.path, line: instruction.lines.first }, bears: false, watches: false, installs: [] }] : [];
      }),
    ),
  );
}
