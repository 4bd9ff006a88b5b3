import { assumed, incomplete, type Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { catalogue, cited, type Sourced } from './catalogue.js';

interface File {
  readonly spacy: Sourced & { readonly version: string; readonly megabytes: Readonly<Record<string, number>>; readonly basis: string };
}

const file = catalogue<File>('model-sizes');

/** Bytes of a pipeline of spaCy by its name, `en_core_web_lg`; null: not on record. Versions differ. */
export function spacyModelSize(name: string): Answer<number | null> {
  const { spacy } = file();
  const megabytes = Object.hasOwn(spacy.megabytes, name) ? spacy.megabytes[name] : undefined;
  if (megabytes === undefined) return ask(incomplete(null, `the size of ${name} is not on record`));
  return ask(assumed(megabytes * 1e6, `${name} ${spacy.version} has ${megabytes} MB; other versions are taken to be alike`, [cited(`${name} ${spacy.version}: ${megabytes} MB`, spacy)]));
}
