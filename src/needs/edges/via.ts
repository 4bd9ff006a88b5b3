import { isValidName, normalizeName } from '#pep/name.js';
import type { RequirementEntry, RequirementsDocument } from '#requirements/types.js';

/** Why a compiler put a line into a compiled file. */
export interface Via {
  /** Distributions that require it, normalised. */
  readonly parents: readonly string[];
  /** Files, groups and constraints that ask for it, as written: `-r requirements.in`, `shop (pyproject.toml)`. */
  readonly asked: readonly string[];
}

/**
 * The `# via` comment of a line, below it (pip-compile since 5.5, uv) or behind it
 * (`--annotation-style=line`); null where it has none.
 */
export function viaOf(document: RequirementsDocument, entry: RequirementEntry): Via | null {
  const span = entry.via ?? entry.comment;
  if (span === null) return null;
  const text = document.text.slice(span.start, span.end).split('\n').map((line) => line.replace(/^\s*#+\s?/, '').trim()).join('\n');
  const [, reasons] = /(?:^|\n|# ?)via\b([^]*)$/.exec(text) ?? [];
  if (reasons === undefined) return null;
  const words = reasons.split(/[\n,]/).map((word) => word.trim()).filter((word) => word !== '');
  const parents = words.map((word) => word.replace(/\[[^\]]*\]$/, '')).filter(isDistribution).map(normalizeName);
  return { parents: [...new Set(parents)], asked: words.filter((word) => !isDistribution(word.replace(/\[[^\]]*\]$/, ''))) };
}

/** `requirements.in` and `setup.py` are names of distributions by their letters; no distribution ends so. */
function isDistribution(word: string): boolean {
  return isValidName(word) && !/\.(?:in|txt|toml|py|cfg)$/.test(word);
}
