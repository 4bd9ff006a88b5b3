import type { Lines } from './logical-lines.js';
import type { Entry, RequirementEntry } from './types.js';

/** Below this a sorted, pinned list without a comment may well be written by hand. */
const MIN_ENTRIES = 8;

/** Distributions that nearly always come with others and that few people ask for by name. */
const SELDOM_ASKED_FOR = new Set([
  'anyio', 'asgiref', 'backcall', 'blinker', 'cachetools', 'certifi', 'cffi', 'chardet', 'charset-normalizer', 'colorama', 'cycler', 'decorator',
  'distlib', 'entrypoints', 'exceptiongroup', 'frozenlist', 'fsspec', 'greenlet', 'h11', 'httpcore', 'idna', 'importlib-metadata', 'iniconfig',
  'itsdangerous', 'jmespath', 'joblib', 'kiwisolver', 'markdown-it-py', 'markupsafe', 'mdurl', 'mpmath', 'msgpack', 'multidict', 'mypy-extensions',
  'oauthlib', 'packaging', 'parso', 'pkg-resources', 'pluggy', 'ptyprocess', 'pyasn1', 'pyasn1-modules', 'pycparser', 'pydantic-core', 'pygments',
  'pyparsing', 'pytz', 'rsa', 's3transfer', 'six', 'sniffio', 'soupsieve', 'sqlparse', 'starlette', 'threadpoolctl', 'tomli', 'traitlets',
  'typing-extensions', 'tzdata', 'urllib3', 'wcwidth', 'webencodings', 'werkzeug', 'wrapt', 'yarl', 'zipp',
]);

/**
 * Whether a file is the output of `pip freeze` (`pip._internal.operations.freeze`), by all of these:
 * only lines that it prints (`Name==1.0`, `name @ url`, `-e …` and its own comments), no blank line, extra, marker, hash, range
 * or blank around `==`; at least eight of them; sorted by name as pip (`name.lower()`) or `uv pip freeze` sort; and at least two
 * distributions that come with others. So a hand-written list that pins everything, with groups, comments or
 * an order of its own, is not frozen, nor is a short or purely first-hand one.
 */
export function looksFrozen(text: string, { physical }: Lines, entries: readonly Entry[]): boolean {
  if (entries.length < MIN_ENTRIES) return false;
  const comments = physical.filter(({ kind }) => kind === 'comment');
  if (physical.some(({ kind }) => kind === 'blank')) return false;
  if (!comments.every(({ span }) => /^(?:# Editable |## !! )/.test(text.slice(span.start, span.end)))) return false;
  if (!entries.every(isFreezeLine)) return false;
  const named = entries.filter((entry) => entry.kind === 'requirement');
  return isSorted(named) && named.filter(({ name }) => SELDOM_ASKED_FOR.has(name)).length >= 2;
}

function isFreezeLine(entry: Entry): boolean {
  if (entry.comment) return false;
  if (entry.kind === 'local') return entry.editable;
  if (entry.kind !== 'requirement' || entry.options.length > 0) return false;
  const { requirement, joined } = entry;
  if (requirement.marker !== null || requirement.extras.length > 0) return false;
  return requirement.url !== null || (/^[^\s=]+===?[^\s,*]+$/.test(joined) && requirement.specifiers.length === 1);
}

function isSorted(entries: readonly RequirementEntry[]): boolean {
  const orders = [
    entries.map(({ requirement }) => requirement.name.toLowerCase()),
    entries.map(({ name }) => name),
  ];
  return orders.some((names) => names.every((name, index) => index === 0 || (names[index - 1] ?? '') <= name));
}
