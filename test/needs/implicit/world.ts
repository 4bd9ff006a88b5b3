import type { Place } from '#answer/answer.js';
import type { Example } from '#knowledge/implicit-types.js';
import { calledAt, type CalledAt, type Facts, type Text, type Value } from '#needs/facts.js';
import { scanPython } from '#python/scan/scan.js';
import type { Program } from '#python/start/types.js';

/** The facts of a small world: `example` is all there is, besides the libraries that are installed (`name` or `name==version`). */
export function factsOf(example: Example, libraries: readonly string[]): Facts {
  const symbols = new Map<string, Place>();
  const attributes = new Map<string, Place>();
  const calls = new Map<string, CalledAt[]>();
  const strings: Text[] = [];
  const settings: Text[] = [];
  const variables = new Map<string, readonly Value[]>();
  const files = Object.entries(example.files ?? {});
  const code = [...(example.code === undefined ? [] : [['app.py', example.code] as const]), ...files.filter(([path]) => path.endsWith('.py'))];

  for (const [path, text] of code) {
    const source = scanPython(Buffer.from(text));
    for (const { module, level, name, line } of source.imports) {
      if (level > 0) continue;
      note(symbols, module, { path, line });
      if (name !== null && name !== '*') note(symbols, `${module}.${name}`, { path, line });
    }
    for (const { name, line } of source.symbols) note(symbols, name, { path, line });
    for (const { name, line } of source.attributes) note(attributes, name, { path, line });
    for (const { name, line } of source.strings) strings.push({ text: name, at: { path, line } });
    for (const call of source.calls) calls.set(call.name, [...(calls.get(call.name) ?? []), calledAt(call, { path, line: call.line })]);
  }
  for (const [path, text] of files) {
    if (path.endsWith('.py')) continue;
    for (const [index, line] of text.split('\n').entries()) settings.push({ text: line, at: { path, line: index + 1 } });
  }
  for (const [name, value] of Object.entries(example.variables ?? {})) {
    const at = { path: 'compose.yaml', line: 1 };
    variables.set(name, [{ value, at }]);
  }
  const programs = example.command === undefined ? [] : [programOf(example.command)];
  for (const { words, at } of programs) settings.push(...words.map((text) => ({ text, at })));
  const installed = new Map([...libraries, ...(example.installed ?? [])].map((one) => [one.split('==')[0] ?? '', one.split('==')[1] ?? null]));
  return {
    code: code.map(([path]) => path),
    tops: new Set([...symbols.keys()].map((name) => name.split('.', 1)[0] ?? '')),
    symbols,
    attributes,
    calls,
    strings,
    settings,
    variables,
    programs,
    files: files.map(([path]) => ({ path, imagePath: `/app/${path}` })),
    text: (path) => example.files?.[path] ?? null,
    installed: (name) => (installed.has(name) ? { version: installed.get(name) ?? null } : null),
  };
}

function note(names: Map<string, Place>, name: string, at: Place): void {
  if (!names.has(name)) names.set(name, at);
}

function programOf(command: string): Program {
  const written = command.split(' ');
  const module = /^python[0-9.]*$/u.test(written[0] ?? '') && written[1] === '-m';
  const words = module ? written.slice(2) : written;
  return { name: words[0]?.split('/').at(-1) ?? '', module, words, environment: new Map(), at: { path: 'Dockerfile', line: 1 } };
}
