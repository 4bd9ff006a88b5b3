import type { Hit, Place } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import { imageFiles } from '#image/files/files.js';
import type { ImageModel } from '#image/image.js';
import { normalizeName } from '#pep/name.js';
import { isPythonFile } from '#python/read.js';
import type { PythonSource } from '#python/source.js';
import type { Program } from '#python/start/types.js';
import { escaped } from '#text/escaped.js';
import { sourcesOf, type SourceAt } from './code-sources.js';

/** A distribution that something asks for by its own name, whatever its modules are called. */
export interface NamedDistribution {
  readonly name: string;
  readonly text: string;
  readonly at: Place;
}

/**
 * Functions that look a distribution up among what is installed and fail where it is not there
 * (https://docs.python.org/3/library/importlib.metadata.html, setuptools' pkg_resources).
 */
const LOOKS_UP = /^importlib[._]metadata\.(?:version|distribution|metadata|requires|files|Distribution\.from_name)$|^pkg_resources\.(?:get_distribution|require|working_set\.require|load_entry_point)$/;

/** `flask`, `flask>=2`, `flask[async]`: the name in front. */
const NAME = /^[A-Za-z\d](?:[\w.-]*[A-Za-z\d])?(?=$|[\s<>=!~[;(])/;

const known = new WeakMap<PythonSource, { readonly path: string; readonly found: readonly NamedDistribution[] }>();

/** Those that code looks up by a name that stands in it. */
export function namedDistributions(sources: readonly SourceAt[]): readonly NamedDistribution[] {
  return sources.flatMap(({ path, source }) => {
    const before = known.get(source);
    if (before?.path === path) return before.found;
    const found = source.calls.filter(({ name }) => LOOKS_UP.test(name)).flatMap(({ name, line, arguments: given }) =>
      given.flatMap(({ value, text }): readonly NamedDistribution[] => {
        const [named] = (text && value !== null ? NAME.exec(value) : null) ?? [];
        return named === undefined ? [] : [{ name: normalizeName(named), text: `looks up ${named} by ${name}`, at: { path, line } }];
      }),
    );
    known.set(source, { path, found });
    return found;
  });
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
  const files = imageFiles(image).files.map(({ origin }) => origin).filter(isPythonFile);
  const inCode = namedDistributions(sourcesOf(snapshot, new Set(files))).filter((one) => one.name === name);
  const word = new RegExp(String.raw`\bpip[\d.]*\s+(?:-\S{1,50}\s+){0,5}(?:show|uninstall)\b[^;&|\n]{0,500}[\s"']${escaped(name).replaceAll('-', '[-_.]')}(?![\w.-])`, 'i');
  const { document, stages } = image.dockerfile;
  const inSteps = [...image.needed].flatMap((index) => (stages[index]?.stage.instructions ?? []).flatMap(({ keyword, joined, lines }) => (keyword === 'RUN' && word.test(joined) ? [{ name, text: 'a step asks pip for it by its name', at: { path: document.path, line: lines.first } }] : [])));
  return [...inCode, ...inSteps].map(({ text, at }) => ({ text, at, image: image.build.id }));
}
