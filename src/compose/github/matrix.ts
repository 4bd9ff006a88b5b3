import { evaluate, type GithubContexts, type GithubValue, known, member, unknown, type Evaluated } from './expression.js';
import { fillTemplate } from './template.js';
import { yamlAt, yamlEntries, type YamlNode } from '#compose/yaml.js';

/** One combination of a matrix: what `matrix.x` is. */
export type Combination = ReadonlyMap<string, Evaluated>;

export interface Matrix {
  readonly combinations: readonly Combination[];
  /** What keeps the list from being whole. */
  readonly problem: string | null;
}

/** More combinations of one job are not followed. */
const MAX_COMBINATIONS = 300;

/**
 * The combinations of `strategy.matrix` (docs.github.com: "Running variations of jobs in a workflow"):
 * the product of its lists, without `exclude`, with `include` merged into those that it does not
 * change, and added where it fits none.
 */
export function matrixOf(strategy: YamlNode | null, contexts: GithubContexts): Matrix {
  const node = yamlAt(strategy, 'matrix');
  if (!node) return { combinations: [new Map()], problem: null };
  if (node.kind === 'scalar') return wholeMatrix(node.text, contexts);
  const entries = yamlEntries(node).map(({ key, value }) => ({ key, value: jsonOf(value, contexts) }));
  const computed = entries.find(({ value }) => value.value === undefined);
  const matrix: Record<string, GithubValue> = Object.fromEntries(entries.flatMap(({ key, value }) => (value.value === undefined ? [] : [[key, value.value]])));
  const made = combined(matrix);
  if (!computed) return made;
  return withUnknown(made, entries.filter(({ value }) => value.value === undefined).map(({ key, value }) => [key, value.reason]));
}

function wholeMatrix(text: string, contexts: GithubContexts): Matrix {
  const found = fillJson(text, contexts);
  if (found.value !== undefined && found.value !== null && typeof found.value === 'object') return combined(found.value as Record<string, GithubValue>);
  const reason = found.reason || 'a matrix that is no map';
  return { combinations: [new Map([['', unknown(`the matrix: ${reason}`)]])], problem: `the matrix is computed: ${reason}` };
}

function withUnknown({ combinations, problem }: Matrix, unknowns: readonly (readonly [string, string])[]): Matrix {
  const more = unknowns.map(([key, reason]) => [key, unknown(reason)] as const);
  const includes = unknowns.some(([key]) => key === 'include');
  const bases: readonly Combination[] = combinations.length === 0 ? [new Map()] : combinations;
  const all = bases.map((one): Combination => new Map([...one, ...more, ...(includes ? [['', unknown(`the matrix: ${more[0]?.[1].reason ?? ''}`)] as const] : [])]));
  return { combinations: all, problem: problem ?? `the matrix is computed in part: ${unknowns.map(([key, reason]) => `${key}: ${reason}`).join('; ')}` };
}

function combined(matrix: Readonly<Record<string, GithubValue>>): Matrix {
  const keys = Object.keys(matrix).filter((key) => key !== 'include' && key !== 'exclude');
  let product: Record<string, GithubValue>[] = [{}];
  let problem: string | null = null;
  for (const key of keys) {
    const values = matrix[key];
    const list = Array.isArray(values) ? (values as readonly GithubValue[]) : [values ?? null];
    if (product.length * list.length > MAX_COMBINATIONS * 4) {
      problem = `a matrix of more than ${MAX_COMBINATIONS} combinations: the others are left out`;
      product = product.slice(0, Math.ceil(MAX_COMBINATIONS / list.length));
    }
    product = product.flatMap((one) => list.map((value) => ({ ...one, [key]: value })));
  }
  const listed = (name: string) => (Array.isArray(matrix[name]) ? (matrix[name] as readonly GithubValue[]) : []).filter(isObject).slice(0, MAX_COMBINATIONS);
  const excluded = listed('exclude');
  const kept = product.filter((one) => !excluded.some((pattern) => Object.entries(pattern).every(([key, value]) => equal(one[key] ?? null, value))));
  const all = included(keys.length === 0 ? [] : kept, listed('include'), keys);
  if (all.length > MAX_COMBINATIONS) problem = `a matrix of more than ${MAX_COMBINATIONS} combinations: the others are left out`;
  return { combinations: all.slice(0, MAX_COMBINATIONS).map((one) => new Map(Object.entries(one).map(([key, value]) => [key, known(value)]))), problem };
}

function included(product: readonly Record<string, GithubValue>[], includes: readonly Record<string, GithubValue>[], keys: readonly string[]): readonly Record<string, GithubValue>[] {
  const found = product.map((one) => ({ ...one }));
  const added: Record<string, GithubValue>[] = [];
  for (const extra of includes) {
    let fits = false;
    for (const [index, one] of found.entries()) {
      const original = product[index] ?? {};
      if (!keys.every((key) => !(key in extra) || equal(original[key] ?? null, extra[key] ?? null))) continue;
      Object.assign(one, extra);
      fits = true;
    }
    if (!fits) added.push({ ...extra });
  }
  return [...found, ...added];
}

function isObject(value: GithubValue): value is Record<string, GithubValue> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object of `exclude` matches on the keys that it names. */
function equal(left: GithubValue, right: GithubValue): boolean {
  if (isObject(right)) return isObject(left) && Object.entries(right).every(([key, value]) => equal(member(left, key), value));
  return JSON.stringify(left) === JSON.stringify(right);
}

/** A YAML value as an expression sees it, its templates filled in. */
export function jsonOf(node: YamlNode, contexts: GithubContexts): Evaluated {
  if (node.kind === 'scalar') {
    if (node.type === 'null') return known(null);
    if (node.type === 'boolean') return known(/^true$/i.test(node.text));
    if (node.type === 'number') return known(/^-?(?:0|[1-9]\d{0,14})$/.test(node.text) ? Number(node.text) : node.text);
    return fillJson(node.text, contexts);
  }
  const parts = node.kind === 'list' ? node.items.map((item) => ['', jsonOf(item, contexts)] as const) : node.entries.map(({ key, value }) => [key, jsonOf(value, contexts)] as const);
  const missing = parts.find(([, { value }]) => value === undefined);
  if (missing) return missing[1];
  const values = parts.map(([key, { value }]) => [key, value ?? null] as const);
  return known(node.kind === 'list' ? values.map(([, value]) => value) : Object.fromEntries(values));
}

/** A text that is one template keeps the type of its value. */
function fillJson(text: string, contexts: GithubContexts): Evaluated {
  const whole = /^\s*\$\{\{([^]*)\}\}\s*$/.exec(text)?.[1];
  if (whole !== undefined && !whole.includes('${{')) return evaluate(whole, contexts);
  const { value, reason } = fillTemplate(text, contexts);
  return value === null ? unknown(reason) : known(value);
}
