declare const made: unique symbol;

/** A place that a person can open. Lines are 1-based, as editors count. */
export interface Place {
  readonly path: string;
  readonly line: number;
}

/** One line of proof: what was seen, and where. */
export interface Evidence {
  /**
   * `source`: it stands in a file. `absence`: it was searched and not found. `catalogue`: a sourced fact. `assumption`: taken for
   * granted. `resolver`: what uv or pip says that installs resolve to, or why nothing says it.
   */
  readonly kind: 'source' | 'absence' | 'catalogue' | 'assumption' | 'resolver';
  readonly text: string;
  readonly path: string | null;
  readonly line: number | null;
}

/**
 * What a query on the model or a catalogue says, and how far it may be trusted.
 * Rules receive answers and hand them on as evidence; only the engine makes them.
 */
export interface Answer<T> {
  readonly value: T;
  /** False: something that could change the value was not read or not understood. Caps a fix at `suggestion`. */
  readonly complete: boolean;
  /** True: the value rests on something taken for granted. Caps a fix at `review`. */
  readonly assumed: boolean;
  /** One line for a person: what was looked at, what was seen, or why it cannot be told. */
  readonly because: string;
  readonly evidence: readonly Evidence[];
  readonly [made]: true;
}

/** A list of places that speak against a fix. Empty and complete is proof of absence. */
export type Hits = Answer<readonly Hit[]>;

export interface Hit {
  readonly text: string;
  readonly at: Place;
  /** The image it concerns; null: every image. */
  readonly image: string | null;
}

const answers = new WeakSet<object>();

/** The whole truth, as far as the sources go. */
export function known<T>(value: T, because: string, evidence: readonly Evidence[] = []): Answer<T> {
  return make({ value, complete: true, assumed: false, because, evidence });
}

/** The same with words that are put together when somebody reads them: of hundreds of images they are long, and mostly nobody does. */
export function knownLater<T>(value: T, because: () => string, evidence: readonly Evidence[] = []): Answer<T> {
  let told: string | null = null;
  return make({
    value,
    complete: true,
    assumed: false,
    get because() {
      return (told ??= because());
    },
    evidence,
  });
}

/** True if nothing unusual is going on; `because` names what is taken for granted. */
export function assumed<T>(value: T, because: string, evidence: readonly Evidence[] = []): Answer<T> {
  return make({ value, complete: true, assumed: true, because, evidence: [...evidence, row('assumption', because)] });
}

/** The best value there is, with what could not be read or understood. */
export function incomplete<T>(value: T, because: string, evidence: readonly Evidence[] = []): Answer<T> {
  return make({ value, complete: false, assumed: false, because, evidence: [...evidence, row('assumption', because)] });
}

export function row(kind: Evidence['kind'], text: string, at?: Place): Evidence {
  return { kind, text, path: at?.path ?? null, line: at?.line ?? null };
}

/** Whether a value is an answer that the engine made, and not something a rule put together. */
export function isAnswer(value: unknown): value is Answer<unknown> {
  return typeof value === 'object' && value !== null && answers.has(value);
}

function make<T>(fields: Omit<Answer<T>, typeof made>): Answer<T> {
  const answer = Object.freeze(fields) as Answer<T>;
  answers.add(answer);
  return answer;
}
