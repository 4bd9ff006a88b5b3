/** Failures in a row after which a server is not asked again. */
const PATIENCE = 3;

/** Servers that do not answer: three hundred wheels must not wait for each of three hundred time-outs. */
export interface GivenUp {
  /** Why a server is not asked any more; null: it is. */
  reasonFor(origin: string): string | null;
  answered(origin: string): void;
  failed(origin: string, reason: string): void;
}

export function createGivenUp(): GivenUp {
  const failures = new Map<string, { readonly times: number; readonly reason: string }>();
  return {
    reasonFor: (origin) => {
      const { times, reason } = failures.get(origin) ?? { times: 0, reason: '' };
      return times < PATIENCE ? null : `${reason}; it failed ${PATIENCE} times in a row and is not asked again`;
    },
    answered: (origin) => void failures.delete(origin),
    failed: (origin, reason) => void failures.set(origin, { times: (failures.get(origin)?.times ?? 0) + 1, reason }),
  };
}
