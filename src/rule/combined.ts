import { assumed, incomplete, known, type Answer } from '#answer/answer.js';
import { rowsOnce } from '#answer/once.js';

/** What one build of a Dockerfile says. */
export interface BuildAnswer<T> {
  /** The id of the build. */
  readonly image: string;
  readonly answer: Answer<T>;
}

/**
 * One answer for all builds of a Dockerfile: theirs, where they agree, with the least certainty among
 * them. Where they differ nothing holds for all of them: the first value, incomplete, naming who differs.
 */
export function combined<T>(answers: readonly [BuildAnswer<T>, ...BuildAnswer<T>[]], same: (a: T, b: T) => boolean = (a, b) => a === b): Answer<T> {
  const [first, ...others] = answers;
  if (others.length === 0) return first.answer;
  const other = others.find(({ answer }) => !same(first.answer.value, answer.value));
  const { value } = first.answer;
  const evidence = rowsOnce(answers.flatMap(({ answer }) => answer.evidence));
  if (other) return incomplete(value, `builds of one Dockerfile differ: ${first.image} (${first.answer.because}) and ${other.image} (${other.answer.because})`, evidence);
  const open = answers.find(({ answer }) => !answer.complete) ?? answers.find(({ answer }) => answer.assumed);
  if (open === undefined) return known(value, first.answer.because, evidence);
  return open.answer.complete ? assumed(value, open.answer.because, evidence) : incomplete(value, open.answer.because, evidence);
}
