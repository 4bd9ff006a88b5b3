import { namedParts, type BuildLayout, type FoundPart, type PluginPoint } from './layout-parts.js';
import { pythonTokens, readLiteral, type Literal, type PythonToken } from './python-literals.js';

/**
 * What a setup.py says of its packages, read without running it: literals, `find_packages(…)` and
 * `find_namespace_packages(…)`. `habit` null: it says more than can be read, so everything may be taken.
 */
export function setupPyLayout(text: string): BuildLayout {
  const words = pythonTokens(text);
  const tokens = words.ok ? words.value : [];
  const value = (keyword: string): Literal | null => literalOf(tokens, keyword);
  const folders = new Map(entriesOf(value('package_dir')).flatMap(({ key, value: folder }) => (folder.kind === 'string' ? [[key, folder.text] as const] : [])));
  const packages = value('packages');
  const found = findCalls(tokens, folders.get('') ?? '');
  const names = [...textsOf(packages), ...textsOf(value('py_modules'))].map((literal) => literal.text);
  const isWritten = !tokens.some((token, at) => isKeyword(tokens, at, 'packages') && token) || packages !== null || found.length > 0;
  return { named: namedParts(names, folders), found, habit: words.ok && isWritten ? { kind: 'discover' } : null, plugins: pluginsOf(value('entry_points')) };
}

function isKeyword(tokens: readonly PythonToken[], at: number, keyword: string): boolean {
  return tokens[at]?.kind === 'name' && tokens[at]?.text === keyword && tokens[at + 1]?.text === '=' && tokens[at + 2]?.text !== '=';
}

function literalOf(tokens: readonly PythonToken[], keyword: string): Literal | null {
  const at = tokens.findIndex((_, index) => isKeyword(tokens, index, keyword));
  const value = at < 0 ? null : readLiteral(tokens, at + 2);
  return value?.ok ? value.value.value : null;
}

function entriesOf(value: Literal | null): readonly { readonly key: string; readonly value: Literal }[] {
  return value?.kind === 'dict' ? value.entries : [];
}

function textsOf(value: Literal | null): readonly Extract<Literal, { kind: 'string' }>[] {
  return value?.kind === 'list' ? value.items.flatMap((item) => (item.kind === 'string' ? [item] : [])) : [];
}

/** `find_packages("src", exclude=["tests"])` (setuptools.discovery, `PackageFinder.find`). */
function findCalls(tokens: readonly PythonToken[], base: string): readonly FoundPart[] {
  return tokens.flatMap((token, at): readonly FoundPart[] => {
    if (token.kind !== 'name' || !/^find(?:_namespace)?_packages$/.test(token.text ?? '') || tokens[at + 1]?.text !== '(') return [];
    const close = closing(tokens, at + 1);
    const inner = tokens.slice(at + 2, close + 1);
    const first = inner[0]?.kind === 'string' ? inner[0].text : null;
    const where = literalOf(inner, 'where');
    const texts = (keyword: string): readonly string[] => textsOf(literalOf(inner, keyword)).map(({ text }) => text);
    return [{ folder: (where?.kind === 'string' ? where.text : first) ?? base, include: texts('include'), exclude: texts('exclude') }];
  });
}

function closing(tokens: readonly PythonToken[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (tokens[at]?.kind === 'open') depth += 1;
    if (tokens[at]?.kind === 'close') depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length;
}

function pluginsOf(value: Literal | null): readonly PluginPoint[] {
  return entriesOf(value).flatMap(({ key: group, value: list }) =>
    textsOf(list).flatMap(({ text, line }) => {
      const [name = '', target] = text.split('=', 2).map((part) => part.trim());
      return target ? [{ group, name, target, file: 'setup.py' as const, line }] : [];
    }),
  );
}
