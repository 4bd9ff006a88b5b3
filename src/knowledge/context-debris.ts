import { catalogue, type Sourced } from './catalogue.js';

/** A file or folder that a tool leaves in the folder that it works in, and that no image needs. */
export interface Debris extends Sourced {
  readonly name: string;
  /** In a sentence: `the cache of mypy`. */
  readonly what: string;
  /** `cache`: its tool alone reads it. `environment`: packages for the machine that it was made on. `packages`: Node's. `report`: for people. */
  readonly kind: 'cache' | 'environment' | 'packages' | 'report';
  /** Files whose presence says that the tool is used there. */
  readonly marks: readonly string[];
  /** The table of pyproject.toml that says the same. */
  readonly table?: string;
  readonly basis: string;
}

const file = catalogue<{ readonly entries: Readonly<Record<string, Omit<Debris, 'name'>>> }>('context-debris');
let all: readonly Debris[] | undefined;

/** What tools leave behind, by the name of the file or folder. */
export function contextDebris(): readonly Debris[] {
  return (all ??= Object.entries(file().entries).map(([name, entry]) => ({ name, ...entry })));
}
