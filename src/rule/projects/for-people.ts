import type { GroupOf } from '#pyproject/types.js';

const FOR_PEOPLE = /(?:^|[-_.])(?:dev|develop|developer|development|tests?|testing|lint|linting|linters?|docs?|documentation|typing|types?|style|format|formatting|notebooks?|jupyter|debug|ci|qa|tools?|tooling|quality|checks?|bench|benchmarks?|release|pre-?commit|local|examples?)(?:$|[-_.])/;

/**
 * Groups and extras for those who develop: what no image needs of them is needed on their machines, so that images say nothing about
 * such a line, even where one installs it.
 */
export function isForPeople(group: GroupOf | null): boolean {
  return group !== null && (group.kind === 'dev' || FOR_PEOPLE.test(group.name));
}
