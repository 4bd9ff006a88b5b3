import type { ComposeInvocation } from '#compose/compose/groups.js';
import { composeProjects } from '#compose/compose/projects.js';
import type { BuildFile, ComposeService } from '#compose/types.js';

export type Texts = Readonly<Record<string, string>>;

export function projects(files: Texts, commands: readonly ComposeInvocation[] = []): readonly BuildFile[] {
  return composeProjects({ paths: Object.keys(files), readText: (path) => files[path] ?? null, commands });
}

/** The only project of a workspace. */
export function project(files: Texts): BuildFile {
  const [only, ...others] = projects(files);
  if (!only || others.length > 0) throw new Error(`${others.length + 1} projects`);
  return only;
}

export function service(files: Texts, name: string): ComposeService {
  const found = project(files).services.find((one) => one.name === name);
  if (!found) throw new Error(`no service ${name}`);
  return found;
}

export function problems(files: Texts): readonly string[] {
  return projects(files).flatMap((one) => one.problems.map(({ at, reason }) => `${at.path}:${at.line} ${reason}`));
}
