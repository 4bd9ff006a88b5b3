import { row, type Evidence } from '#answer/answer.js';
import { documentAt, type Snapshot } from '#files/snapshot.js';
import type { Requirement } from '#rule/requirement.js';
import { suppressionsOf } from '#rule/suppressions/read.js';
import { workspaceServices } from '#services/workspace-services.js';
import type { Consumer } from './consumers.js';

/** Whoever suppresses this rule for a service says that the service needs the line. */
const UNUSED = 'requirements/unused';

/** Consumers for which a person says so (`# slimify-ignore requirements/unused[api]: …`), by number, each with where it is said. */
export function spokenFor(snapshot: Snapshot, { at }: Requirement, consumers: readonly Consumer[]): ReadonlyMap<number, Evidence> {
  const document = documentAt(snapshot, at.path);
  const found = new Map<number, Evidence>();
  for (const { rule, services, reason, covers, at: said } of document?.ok ? suppressionsOf(document.value) : []) {
    const here = covers !== null && covers.first <= at.line && at.line <= covers.last;
    if (rule !== UNUSED || services === null || reason === '' || !here) continue;
    const builds = workspaceServices(snapshot).services.flatMap(({ name, images }) => (services.includes(name) ? images.map(({ build }) => build.id) : []));
    consumers.forEach(({ name, images }, number) => {
      if (images.some(({ build }) => builds.includes(build.id))) found.set(number, row('source', `${name}: slimify-ignore says so: ${reason}`, said));
    });
  }
  return found;
}
