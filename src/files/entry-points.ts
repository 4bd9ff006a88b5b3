/** Programs and plugins of a distribution. */
export interface EntryPoints {
  readonly scripts: ReadonlyMap<string, string>;
  readonly plugins: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads entry_points.txt (packaging.python.org, Entry points specification). Names keep their case,
 * unlike the keys of other INI files. Extras behind an object (`pkg:main [cli]`) are left out.
 */
export function readEntryPoints(text: string): EntryPoints {
  const scripts = new Map<string, string>();
  const plugins = new Map<string, string[]>();
  let group = '';
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '' || /^[#;]/.test(line)) continue;
    const header = /^\[(.+)\]$/.exec(line)?.[1];
    if (header !== undefined) {
      group = header.trim();
      continue;
    }
    const at = line.indexOf('=');
    if (at < 0 || group === '') continue;
    const name = line.slice(0, at).trim();
    const target = line.slice(at + 1).replace(/\[.*$/, '').trim();
    if (group === 'console_scripts' || group === 'gui_scripts') scripts.set(name, target);
    else {
      const names = plugins.get(group);
      if (names === undefined) plugins.set(group, [name]);
      else names.push(name);
    }
  }
  return { scripts, plugins };
}
