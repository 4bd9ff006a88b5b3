import { docker } from './docker-command.js';
import type { Engine } from './types.js';

/** Constructs of Dockerfiles that came late, so that an engine may not know them. */
export const CONSTRUCTS = ['heredoc', 'link', 'parents', 'exclude', 'chmod', 'checksum', 'start-interval', 'syntax'] as const;

export type Construct = (typeof CONSTRUCTS)[number];

/** By construct: null where the engine builds it, else what it said. */
export type Capabilities = Readonly<Record<Construct, string | null>>;

/**
 * One small build for each, with an empty context: what an engine can do depends on its BuildKit,
 * on the frontend in it and, for `# syntax=`, on whether it reaches a registry.
 */
const TRIALS: Readonly<Record<Construct, string>> = {
  heredoc: 'FROM scratch\nCOPY <<EOF /x\ntext\nEOF\n',
  link: 'FROM scratch\nCOPY --link . /x\n',
  parents: 'FROM scratch\nCOPY --parents . /x\n',
  exclude: 'FROM scratch\nCOPY --exclude=*.pyc . /x\n',
  chmod: 'FROM scratch\nCOPY --chmod=755 . /x\n',
  // Only whether the flag is known: nothing is fetched for a target that does not need it.
  checksum: 'FROM scratch AS fetch\nADD --checksum=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 http://localhost/x /x\nFROM scratch\nCOPY . /x\n',
  'start-interval': 'FROM scratch\nHEALTHCHECK --start-interval=1s CMD ["x"]\n',
  syntax: '# syntax=docker/dockerfile:1\nFROM scratch\nCOPY . /x\n',
};

/** What the engine can build, found out by trial. */
export async function capabilitiesOf(engine: Engine): Promise<Capabilities> {
  const found: Partial<Record<Construct, string | null>> = {};
  for (const construct of CONSTRUCTS) {
    const tried = await docker(engine, ['build', '--label', engine.label, '-'], { input: TRIALS[construct], timeout: 60_000 });
    found[construct] = tried.ok ? null : tried.reason;
  }
  return found as Capabilities;
}
