import type { PythonSource } from '#python/source.js';
import { leadsOf } from './leads.js';
import type { Visit } from './run.js';

/**
 * Whether a file holds Django's settings: apps and middleware are listed as text there, one-word names too. Its name
 * says so, or it lists something of Django itself.
 */
export function isSettings({ path }: Visit, source: PythonSource): boolean {
  return /(?:^|[/_])settings(?:[/_.]|$)/.test(path) || leadsOf(source).listsDjango;
}
