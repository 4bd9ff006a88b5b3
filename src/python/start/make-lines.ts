/** A line of a recipe. */
export interface RecipeLine {
  readonly text: string;
  readonly line: number;
}

interface Rule {
  readonly needs: readonly string[];
  readonly lines: RecipeLine[];
}

const MAX_RULES = 500;

/**
 * The recipe lines of targets and of those that they need, in a Makefile of plain rules: `a: b`, tabs, `NAME = value`. Without
 * a target, the first rule. Null where a target is in no rule. Functions and conditions of make are left as they stand.
 */
export function makeLines(text: string, targets: readonly string[]): readonly RecipeLine[] | null {
  const { rules, variables, first } = rulesOf(text);
  const wanted = targets.length > 0 ? [...targets] : first === null ? [] : [first];
  const seen = new Set<string>();
  const found: RecipeLine[] = [];
  for (const name of wanted) {
    if (seen.has(name) || seen.size > MAX_RULES) continue;
    seen.add(name);
    const rule = rules.get(name);
    if (rule === undefined) {
      if (targets.includes(name)) return null;
      continue;
    }
    wanted.push(...rule.needs);
    found.push(...rule.lines.map((one) => ({ ...one, text: fill(one.text.replace(/^[@+-]+\s*/, ''), variables) })));
  }
  return found;
}

function rulesOf(text: string): { readonly rules: ReadonlyMap<string, Rule>; readonly variables: ReadonlyMap<string, string>; readonly first: string | null } {
  const rules = new Map<string, Rule>();
  const variables = new Map<string, string>();
  let open: readonly Rule[] = [];
  let first: string | null = null;
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1;
    let content = lines[at] ?? '';
    while (content.endsWith('\\') && at + 1 < lines.length) content = `${content.slice(0, -1)} ${(lines[++at] ?? '').trimStart()}`;
    if (content.startsWith('\t')) {
      for (const rule of open) rule.lines.push({ text: content.trim(), line });
      continue;
    }
    const [, name = '', value = ''] = /^(?:export\s+)?([\w.-]+)\s*[:?+]*=\s*(.*)$/.exec(content) ?? [];
    if (name !== '') {
      variables.set(name, value.trim());
      continue;
    }
    const [, left = '', right = ''] = /^([^#\s:=][^:=]*):(?!=)([^#]*)/.exec(content) ?? [];
    if (left === '') continue;
    open = left.trim().split(/\s+/).slice(0, 50).map((target) => {
      const rule = rules.get(target) ?? { needs: [], lines: [] };
      const merged: Rule = { needs: [...rule.needs, ...right.trim().split(/\s+/).filter((need) => need !== '' && need !== '|')].slice(0, MAX_RULES), lines: rule.lines };
      if (rules.size < MAX_RULES) rules.set(target, merged);
      if (first === null && !target.startsWith('.')) first = target;
      return merged;
    });
  }
  return { rules, variables, first };
}

/** Make's variables in a line of a recipe; `$$` is the shell's own dollar. What it does not set comes from the environment. */
function fill(text: string, variables: ReadonlyMap<string, string>, depth = 0): string {
  if (depth > 5 || text.length > 10_000) return text;
  return text.replace(/\$(?:\$|[({](\w+)[)}])/g, (whole: string, name: string | undefined) => {
    if (name === undefined) return whole === '$$' ? '$' : whole;
    const value = variables.get(name);
    return value === undefined ? (name === 'MAKE' ? 'make' : `\${${name}}`) : fill(value, variables, depth + 1);
  });
}
