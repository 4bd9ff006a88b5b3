/** One way to ask for torch from the index for the CPU, and what comes of it. */
export interface Placement {
  /** A sentence of the table: what somebody writes. */
  readonly form: string;
  readonly tool: 'pip' | 'uv';
  /**
   * Command lines, one after the other in one environment, split at spaces. `{O}`, `{C}`, `{X}` are the addresses of the ordinary index
   * (which stands for PyPI and is what the tools take by default), of the one for the CPU and of the one for CUDA 12.4; `{Clinks}` is the
   * page of all CPU wheels, `{Cwheel}` that of torch 2.5.1 for this Python, `{hash O torch}` and `{hash C torch}` the sha256 of torch 2.5.1
   * for it; `{D}` is the folder of the row.
   */
  readonly run: readonly string[];
  /** Files in the folder, which is also the working directory. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The newest torch of the ordinary index is 2.13.0, which the index for the CPU has too. Otherwise it is 2.15.0, which that has not. */
  readonly inStep?: boolean;
  /** Where to look: the environment (default), or what stands in a folder of the row: packages or wheels. */
  readonly look?: string;
  readonly outcome: Outcome;
  /** The outcome of pip 23.2.1 where it is another. */
  readonly old?: Outcome;
  /** What to make of it, in the words of the table. */
  readonly verdict: string;
}

export type Outcome =
  | { readonly fails: string }
  | {
      /** Versions by name, `import torch` being what its files say; null: not there. `A and B`: both are recorded. */
      readonly came: Readonly<Record<string, string | null>>;
      /** Whether any `nvidia-*` came along. */
      readonly nvidia: boolean;
    };
