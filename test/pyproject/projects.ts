import type { Read } from '#text/read.js';
import type { PythonProject } from '#pyproject/types.js';

/** The project that was read; a file that is not fails the test. */
export function projectOf(project: Read<PythonProject>): PythonProject {
  if (!project.ok) throw new Error(`${project.line}: ${project.reason}`);
  return project.value;
}

/** `name version @line` of each requirement, with its group. */
export function rows(project: PythonProject): readonly string[] {
  return project.requirements.map(({ name, version, line, group }) => [group && `${group.kind} ${group.name}:`, name, version, `@${line}`].filter(Boolean).join(' '));
}
