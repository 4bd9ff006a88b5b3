import type { Place } from '#answer/answer.js';
import { normalizeName } from '#pep/name.js';
import type { PythonSource } from '#python/source.js';

/** A distribution that something asks for by its own name, whatever its modules are called. */
export interface NamedDistribution {
  readonly name: string;
  readonly text: string;
  readonly at: Place;
}

/**
 * Functions that look a distribution up among what is installed and fail where it is not there
 * (https://docs.python.org/3/library/importlib.metadata.html, setuptools' pkg_resources).
 */
const LOOKS_UP = /^importlib[._]metadata\.(?:version|distribution|metadata|requires|files|Distribution\.from_name)$|^pkg_resources\.(?:get_distribution|require|working_set\.require|load_entry_point)$/;

/** `flask`, `flask>=2`, `flask[async]`: the name in front. */
export const NAME = /^[A-Za-z\d](?:[\w.-]*[A-Za-z\d])?(?=$|[\s<>=!~[;(])/;

/** Those that the code of a file looks up by a name that stands in it. */
export function lookedUpIn(path: string, { calls }: PythonSource): readonly NamedDistribution[] {
  return calls.filter(({ name }) => LOOKS_UP.test(name)).flatMap(({ name, line, arguments: given }) =>
    given.flatMap(({ value, text }): readonly NamedDistribution[] => {
      const [named] = (text && value !== null ? NAME.exec(value) : null) ?? [];
      return named === undefined ? [] : [{ name: normalizeName(named), text: `looks up ${named} by ${name}`, at: { path, line } }];
    }),
  );
}
