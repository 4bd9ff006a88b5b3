import { assumed, known } from '#answer/answer.js';
import type { Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { catalogue, cited } from './catalogue.js';
import type { Sourced } from './catalogue.js';

/** What a distribution is for. `dev-build`: others are built or installed with it. */
export type Category =
  | 'base' | 'cli' | 'cloud' | 'data' | 'db' | 'gui' | 'ml' | 'net' | 'obs' | 'pdf' | 'queue' | 'rdf' | 'security' | 'web'
  | 'dev-build' | 'dev-debug' | 'dev-doc' | 'dev-lint' | 'dev-notebook' | 'dev-release' | 'dev-test' | 'dev-type';

interface File extends Sourced {
  readonly categories: Readonly<Record<Category, { readonly title: string; readonly development: boolean }>>;
  readonly distributions: Readonly<Record<string, Category>>;
  readonly patterns: Readonly<Record<string, { readonly pattern: string; readonly category: Category }>>;
  readonly services: Readonly<Record<string, string>>;
}

const file = catalogue<File>('categories');

let patterns: readonly { readonly expression: RegExp; readonly category: Category }[] | undefined;

/** What a distribution is for; null: no catalogue knows. A category is a judgement: the answer is assumed. */
export function categoryOf(distribution: string): Answer<Category | null> {
  const category = lookUp(distribution);
  if (category === null) return ask(known(null, `no catalogue knows what ${distribution} is for`));
  const what = `${distribution}: ${file().categories[category].title}`;
  return ask(assumed(category, what, [cited(what, file())]));
}

/**
 * Whether it is a tool for tests, types, style, documentation or debugging that no service needs to
 * run. False for what services are known to run with as well (faker, debugpy, notebooks), for what
 * others are built with, and for all that no catalogue knows.
 */
export function isDevelopmentTool(distribution: string): boolean {
  const category = lookUp(distribution);
  return category !== null && file().categories[category].development && !Object.hasOwn(file().services, distribution);
}

function lookUp(distribution: string): Category | null {
  const { distributions } = file();
  const own = Object.hasOwn(distributions, distribution) ? distributions[distribution] : undefined;
  if (own !== undefined) return own;
  patterns ??= Object.values(file().patterns).map(({ pattern, category }) => ({ expression: new RegExp(pattern, 'u'), category }));
  return patterns.find(({ expression }) => expression.test(distribution))?.category ?? null;
}
