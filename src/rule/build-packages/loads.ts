import type { Snapshot } from '#files/snapshot.js';
import type { Sign } from '#rule/stages/signs.js';

/** Code that loads libraries of the system by name. */
export interface Loads {
  /** The first place that does; null: none. */
  readonly byName: Sign | null;
  /** A name without version (`libmagic.so`), which only the package for builds has; null: none. */
  readonly unversioned: Sign | null;
}

/** A file longer than this is nothing that a person wrote. */
const LONGEST = 300_000;

const LOADS = /\b(?:find_library|CDLL|PyDLL|LoadLibrary|dlopen)\(\s*(?:[rbuf]{0,2}["']([^"'\n]{1,80})["'])?/;

/** What every image has: the C library and its parts. */
const ALWAYS = /^(?:lib)?(?:c|m|pthread|dl|rt|util|stdc\+\+|gcc_s)(?:\.so(?:\.\d+)?)?$/;

/** The first places in code that load a library by name; comments are no code. */
export function librariesLoaded(snapshot: Snapshot, code: readonly string[]): Loads {
  let byName: Sign | null = null;
  for (const path of code) {
    const text = snapshot.text(path) ?? '';
    if (text.length > LONGEST || !LOADS.test(text)) continue;
    for (const [index, line] of text.split('\n').entries()) {
      const found = /^\s*#/.test(line) ? null : LOADS.exec(line.slice(0, 2_000));
      const name = found?.[1];
      if (!found || (name !== undefined && ALWAYS.test(name)) || /\((?:None)?\)?$/.test(found[0]) && /\(\s*None/.test(line)) continue;
      const sign: Sign = { text: `\`${found[0].trim()}\` loads a library by name`, at: { path, line: index + 1 } };
      if (name !== undefined && /^lib[\w+.-]*\.so$/.test(name)) return { byName: byName ?? sign, unversioned: { ...sign, text: `${sign.text} without a version, which only its -dev package has` } };
      byName ??= sign;
    }
  }
  return { byName, unversioned: null };
}
