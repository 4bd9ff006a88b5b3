import type { ComposeFile, ComposeLeaf } from '#compose/document.js';
import type { Aspect } from '#rule/types.js';
import type { Span } from '#text/span.js';
import type { Declared } from './declared.js';

/** What of a service each aspect speaks of: the keys behind the service's own. */
const KEYS: readonly (readonly [RegExp, Aspect])[] = [
  [/\.(?:mem_limit|memswap_limit|deploy\.resources\.limits\.memory)$/, 'limits'],
  [/\.healthcheck\.test(?:\.\d+)?$/, 'healthcheck'],
  // A fragment that services take by an anchor has no service above it.
  [/(?:^|\.)(?:resources\.)?limits\.memory$/, 'limits'],
];

/** What a fix does to a compose file beside what it declares. Null: nothing. */
export function composeBreach(before: ComposeFile | null, after: ComposeFile, declared: Declared): string | null {
  if (before === null) return null;
  const [old, now] = [byWay(before), byWay(after)];
  for (const way of new Set([...old.keys(), ...now.keys()])) {
    if (old.get(way) === now.get(way)) continue;
    const aspect = KEYS.find(([key]) => key.test(way))?.[1];
    if (aspect === undefined || !declared.alters(aspect)) return `${after.path} would have another ${way}, which the fix does not declare`;
  }
  return null;
}

function byWay({ values }: ComposeFile): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  // A key that is given twice counts with both.
  for (const { way, text } of values) found.set(way, `${found.get(way) ?? ''}\0${text}`);
  return found;
}

/** The first value of a compose file that reads otherwise though no edit touches it; null: none. */
export function composeElsewhere(before: ComposeFile, after: ComposeFile, move: (span: Span) => Span | null): string | null {
  const byStart = new Map(after.values.map((leaf): [number, ComposeLeaf] => [leaf.span.start, leaf]));
  for (const { way, text, span, line } of before.values) {
    const moved = move(span);
    if (!moved) continue;
    const now = byStart.get(moved.start);
    if (now?.way !== way || now.text !== text) return `${before.path}:${line}: ${way} would read otherwise, though no edit touches it`;
  }
  return null;
}
