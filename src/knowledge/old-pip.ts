import { assumed, known } from '#answer/answer.js';
import type { Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { baseImageUnheard, suiteFacts } from './base-image.js';
import { cited } from './catalogue.js';

/**
 * The version of the `python-pip` package of the release that a FROM reference names, where that pip is
 * older than 6.0 and refuses `--no-cache-dir`; null where no such release is known by the name. The
 * `python` images are never meant: they bring a pip of their own.
 */
export function oldPipOf(reference: string): Answer<string | null> {
  const image = baseImageUnheard(reference).value;
  const suite = image === null || image.implementation !== null || image.suite === null ? null : suiteFacts(image.suite);
  const version = suite?.oldPip;
  if (suite === null || version === undefined) return ask(known(null, `${reference} is no release with a pip older than 6.0`));
  const says = `${reference} has pip ${version}, which does not know --no-cache-dir`;
  const evidence = [cited(says, suite)];
  return ask(suite.source === null ? assumed(version, says, evidence) : known(version, says, evidence));
}
