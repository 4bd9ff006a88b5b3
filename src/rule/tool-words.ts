import { unheard } from '#answer/ledger.js';
import { categoryOf, type Category } from '#knowledge/categories.js';
import { modulesOf, scriptsOf } from '#knowledge/names.js';

/** What a line is for, as far as its use outside of images goes. */
export interface ToolUse {
  readonly name: string;
  readonly category: Category | null;
}

/** Whoever runs tests needs everything that tests use: plugins and mocks are named nowhere. */
const TEST_RUNNERS = String.raw`pytest|py\.test|tox|nox|unittest|nosetests|nose2|coverage|behave|locust|stestr|manage\.py\s{1,3}test|(?:make|just|task|invoke|inv|npm run|yarn|pnpm)\s{1,3}[\w:-]*tests?`;
/** The same for types, style and documentation: stubs, plugins and themes. */
const BY_CATEGORY: Readonly<Partial<Record<Category, string>>> = {
  'dev-test': TEST_RUNNERS,
  'dev-type': 'mypy|dmypy|pyright|basedpyright|pytype|pyre|ty check',
  'dev-doc': String.raw`sphinx-build|sphinx-autobuild|mkdocs|make\s{1,3}(?:html|docs)|pdoc|readthedocs`,
  'dev-notebook': String.raw`jupyter[\w-]*|papermill|nbconvert|nbval|ipython`,
};

const made = new Map<string, RegExp>();

/** How a text shows that it runs a tool, or what the tool belongs to: by its programs, its modules, its family. */
export function useOf({ name, category }: ToolUse): RegExp {
  const key = `${category} ${name}`;
  const cached = made.get(key);
  if (cached) return cached;
  const own = unheard(() => [name, ...scriptsOf(name).value, ...(modulesOf(name).value ?? [])]);
  const family = name.split('-')[0] ?? name;
  const words = new Set([...own, name.replaceAll('-', '_'), ...(FAMILIES.has(family) ? [family] : [])]);
  const alternatives = [...words].filter((word) => word.length > 1).map((word) => word.replace(/[.+^${}()|[\]\\?*]/g, '\\$&'));
  const group = category === null ? TEST_RUNNERS : BY_CATEGORY[category];
  const expression = new RegExp(`(?<![\\w./-])(?:${[...alternatives, ...(group === undefined ? [] : [group])].join('|')})(?![\\w-]|\\.(?:ini|toml|cfg|ya?ml|txt|in|py|xml|rst|md))`);
  if (made.size > 5000) made.clear();
  made.set(key, expression);
  return expression;
}

/** Plugins that are named after the program that loads them. */
const FAMILIES: ReadonlySet<string> = new Set(['flake8', 'pylint', 'black', 'isort', 'sphinx', 'mkdocs', 'mypy', 'jupyter', 'pydocstyle', 'bandit', 'ruff']);

/** What a line is for by the catalogue; null where it is only tests that import it. */
export function toolUse(name: string): ToolUse {
  const category = unheard(() => categoryOf(name)).value;
  return { name, category: category?.startsWith('dev-') === true ? category : null };
}
