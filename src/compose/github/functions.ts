import { type Evaluated, type GithubValue, known, same, textOf, unknown } from './values.js';

/** The functions that need no run; null: another (docs.github.com: "Evaluate expressions in workflows and actions"). */
export function applied(name: string, [first = null, second = null, ...rest]: readonly GithubValue[]): Evaluated | null {
  switch (name) {
    case 'format':
      return known(textOf(first).replaceAll(/\{(\d+)\}/g, (_, index: string) => textOf([second, ...rest][Number(index)] ?? '')));
    case 'contains':
      if (Array.isArray(first)) return known((first as readonly GithubValue[]).some((one) => same(one, second)));
      return known(textOf(first).toLowerCase().includes(textOf(second).toLowerCase()));
    case 'startswith':
      return known(textOf(first).toLowerCase().startsWith(textOf(second).toLowerCase()));
    case 'endswith':
      return known(textOf(first).toLowerCase().endsWith(textOf(second).toLowerCase()));
    case 'join':
      return known(Array.isArray(first) ? (first as readonly GithubValue[]).map(textOf).join(second === null ? ',' : textOf(second)) : textOf(first));
    case 'tojson':
      return known(JSON.stringify(first));
    case 'fromjson':
      return parsedJson(textOf(first));
    default:
      return null;
  }
}

function parsedJson(text: string): Evaluated {
  try {
    return known(JSON.parse(text) as GithubValue);
  } catch {
    return unknown('fromJSON of a text that is no JSON');
  }
}
