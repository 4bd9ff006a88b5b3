import type { Evidence } from '#answer/answer.js';
import type { NeedsByService, ServiceNeeds } from '#needs/by-service.js';
import type { ImageNeeds, Missing, Need, Step, Verdict } from '#needs/types.js';

/** A requirement with its verdict; `at` is `path:line` of the line that asks for it. */
export function need(at: string, written: string, verdict: Verdict, reason: string, more: { readonly evidence?: readonly Evidence[]; readonly chain?: readonly Step[]; readonly name?: string; readonly applies?: 'yes' | 'no' | 'unknown'; readonly assumed?: boolean } = {}): Need {
  const [path = '', line = '1'] = at.split(':');
  const name = more.name ?? /^[\w.-]+/.exec(written)?.[0]?.toLowerCase() ?? written;
  return {
    asked: { name, extras: [], specifiers: '', marker: null, url: null, written, comment: null, at: { path, line: Number(line) }, kind: 'file', group: null, applies: more.applies ?? 'yes', ships: true },
    verdict,
    reason,
    evidence: more.evidence ?? [],
    chain: more.chain ?? [],
    assumed: more.assumed ?? false,
  };
}

export function seen(text: string, at: string): Evidence {
  const [path = '', line = '1'] = at.split(':');
  return { kind: 'source', text, path, line: Number(line) };
}

export function searched(text: string): Evidence {
  return { kind: 'absence', text, path: null, line: null };
}

export function step(text: string, at: string): Step {
  const [path = '', line = '1'] = at.split(':');
  return { text, at: { path, line: Number(line) } };
}

export function missing(module: string, at: string, more: Partial<Pick<Missing, 'distributions' | 'through' | 'optional'>> = {}): Missing {
  const [path = '', line = '1'] = at.split(':');
  return { module, distributions: more.distributions ?? [module], through: more.through ?? null, optional: more.optional ?? false, at: { path, line: Number(line) } };
}

interface Parts {
  readonly missing?: readonly Missing[];
  readonly blind?: string;
  readonly modules?: number;
  readonly along?: ImageNeeds['along'];
  readonly image?: string;
  readonly purpose?: ServiceNeeds['purpose'];
}

export function service(name: string, needs: readonly Need[], { missing: lacks = [], blind, modules = 1, along, image = `${name}/Dockerfile`, purpose = 'production' }: Parts = {}): ServiceNeeds {
  const paths = Array.from({ length: modules }, (_, index) => `${name}/m${index}.py`);
  const reach: ImageNeeds['reach'] = { modules: new Map(paths.map((path) => [path, { path, module: null, by: null, because: '' }])), outside: [], doubts: [] };
  return { service: name, image, purpose, needs: { image, needs, missing: lacks, reach, blind: blind ?? null, along: along ?? new Map() } };
}

export function told(...services: readonly ServiceNeeds[]): NeedsByService {
  return { told: services, untold: [] };
}
