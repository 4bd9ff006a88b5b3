import type { Hit } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import { imageFiles } from '#image/files/files.js';
import type { ImageModel } from '#image/image.js';
import { normalizeName } from '#pep/name.js';
import { isPythonFile } from '#python/read.js';
import type { Program } from '#python/start/types.js';
import { escaped } from '#text/escaped.js';
import { sourcesOf, type SourceAt } from './code-sources.js';
import { NAME, type NamedDistribution } from './looked-up.js';
import { saidBy } from './said-by.js';

/** Those that code looks up by a name that stands in it. */
export function namedDistributions(sources: readonly SourceAt[]): readonly NamedDistribution[] {
  return sources.flatMap(({ path, source }) => saidBy(path, source).distributions);
}

/** Those that `pip show` is to find: it fails where one is not installed. */
export function shownDistributions(programs: readonly Program[]): readonly NamedDistribution[] {
  return programs.flatMap(({ name, words, at }): readonly NamedDistribution[] => {
    const show = /^(?:pip[\d.]*|uv)$/.test(name) ? words.indexOf('show') : -1;
    return show < 0 ? [] : words.slice(show + 1).filter((word) => NAME.test(word)).map((word) => ({ name: normalizeName(word), text: `pip shows ${word}`, at }));
  });
}

/** Where code that an image holds, started or not, or a step of its build asks for a distribution by its name. */
export function askedByName(snapshot: Snapshot, image: ImageModel, name: string): readonly Hit[] {
  const files = new Set(imageFiles(image).files.map(({ origin }) => origin).filter(isPythonFile));
  const inCode = [...files].flatMap((path) => lookedUpBy(snapshot, path)).filter((one) => one.name === name);
  const word = new RegExp(String.raw`\bpip[\d.]*\s+(?:-\S{1,50}\s+){0,5}(?:show|uninstall)\b[^;&|\n]{0,500}[\s"']${escaped(name).replaceAll('-', '[-_.]')}(?![\w.-])`, 'i');
  const { document, stages } = image.dockerfile;
  const inSteps = [...image.needed].flatMap((index) => (stages[index]?.stage.instructions ?? []).flatMap(({ keyword, joined, lines }) => (keyword === 'RUN' && word.test(joined) ? [{ name, text: 'a step asks pip for it by its name', at: { path: document.path, line: lines.first } }] : [])));
  return [...inCode, ...inSteps].map(({ text, at }) => ({ text, at, image: image.build.id }));
}

const lookups = new WeakMap<Snapshot['contextFiles'], Map<string, readonly NamedDistribution[]>>();

/** What a file of code looks up. No plan changes Python, and hundreds of images hold the files of a shared folder. */
function lookedUpBy(snapshot: Snapshot, path: string): readonly NamedDistribution[] {
  const known = lookups.get(snapshot.contextFiles);
  const before = known?.get(path);
  if (before) return before;
  const found = namedDistributions(sourcesOf(snapshot, [path]));
  if (known) known.set(path, found);
  else lookups.set(snapshot.contextFiles, new Map([[path, found]]));
  return found;
}
