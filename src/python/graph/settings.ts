import type { PythonSource } from '#python/source.js';
import type { Visit } from './run.js';

/**
 * Whether a file holds Django's settings: apps and middleware are listed as text there, one-word names too. Its name
 * says so, or it lists something of Django itself.
 */
export function isSettings({ path }: Visit, { strings }: PythonSource): boolean {
  return /(?:^|[/_])settings(?:[/_.]|$)/.test(path) || strings.some(({ name }) => /^django\.(?:contrib|middleware)\./.test(name));
}
