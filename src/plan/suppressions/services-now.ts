import type { Snapshot } from '#files/snapshot.js';
import { workspaceModel } from '#services/workspace-model.js';
import { documentUsers } from '#rule/users.js';
import { workspaceServices } from '#services/workspace-services.js';
import type { State } from '../state.js';

const known = new WeakMap<Snapshot, ReturnType<typeof documentUsers>>();

/** The services that use a file, as it is told at the start of a plan and by the texts as they are now: a line may have gone to a file that was not there. */
export function servicesNow({ input, snapshot }: Pick<State, 'input' | 'snapshot'>, path: string): readonly string[] {
  const users = known.get(snapshot) ?? documentUsers(snapshot, workspaceModel(snapshot).uses, workspaceServices(snapshot));
  known.set(snapshot, users);
  return [...new Set([...input.source.users(path).services, ...users(path).services])];
}
