import type { Value } from './scope.js';
import type { Word } from './walk.js';

/** Everything that a command's words may depend on, each with the values that it may have. */
export interface Open {
  readonly variables: ReadonlyMap<string, readonly Value[]>;
  readonly folders: readonly (string | null)[];
  readonly arguments: readonly (readonly Word[])[];
}

export interface Choice {
  readonly values: ReadonlyMap<string, Value>;
  readonly folder: string | null;
  readonly arguments: readonly Word[];
}

/** More ways to run one command are not looked at one by one. */
const MAX_CHOICES = 24;

/** Every way in which a command may run; what would be too many is left as what cannot be told. */
export function choices({ variables, folders, arguments: given }: Open): readonly Choice[] {
  let found: readonly (Choice & { readonly values: Map<string, Value> })[] = folders.flatMap((folder) => given.map((one) => ({ values: new Map<string, Value>(), folder, arguments: one })));
  for (const [name, values] of variables) {
    const fits = found.length * values.length <= MAX_CHOICES;
    const open: readonly Value[] = fits ? values : [null];
    const [only] = open;
    if (open.length === 1) for (const choice of found) choice.values.set(name, only);
    else found = found.flatMap((choice) => open.map((value) => ({ ...choice, values: new Map([...choice.values, [name, value]]) })));
  }
  return found;
}
