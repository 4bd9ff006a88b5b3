import type { ShellCommand } from '#shell/types.js';
import { isForwarding } from './build-command.js';

/** The programs that build images. The last ones stand in the names of variables: `$CONTAINER_ENGINE build`. */
const TOOL = /docker|podman|nerdctl|buildah|kaniko|executor|depot|buildx|buildctl|\bimg\b|gcloud|\baz\b|container|engine|\boci\b/i;
const VERB = /build|\bbud\b|bake|compose|kaniko|executor/i;

/** A program or its command that a variable names: `$TOOL build`, `docker $COMMAND`. */
const CHOSEN = /[$`][^\n]{0,300}?(?:build|\bbud\b|bake|compose|executor|kaniko)|(?:docker|podman|nerdctl|buildah)(?:\s+-\S{1,50}){0,5}\s+["']?\$/i;

/**
 * A first look at a script, before it is parsed: whether it can build an image. `closed`: what it calls
 * stands in it; else a variable from around it may name the program.
 */
export function mayBuild(text: string, closed: boolean): boolean {
  if (TOOL.test(text) && VERB.test(text)) return true;
  return !closed && CHOSEN.test(text);
}

/** The same for a whole file, of which the commands are a part: what is beside them can name no verb. */
export function mayHoldBuild(text: string): boolean {
  return TOOL.test(text) || CHOSEN.test(text);
}

/** Where the first word stands that makes a script one that builds. */
export function firstSign(text: string): number {
  return Math.max(0, text.search(TOOL));
}

const PROGRAMS = new Set('docker podman nerdctl docker-compose podman-compose buildah depot img buildx docker-buildx executor kaniko buildctl buildctl-daemonless.sh gcloud az bash sh dash eval'.split(' '));
const ENGINES = new Set(['docker', 'podman', 'nerdctl']);
/** Commands of an engine that build images, or hold one that does. */
const ENGINE_COMMANDS = new Set(['build', 'builder', 'image', 'buildx', 'compose']);

const LONGEST = 20_000;
const SIGN = /\b(?:builds?|bud|bake|compose|executor|kaniko)\b|docker|podman|buildx|^eval\b/i;

/** Whether a command names such a program, or its name is a variable (`"${cmd[@]}"`). `functions`: those of the script. */
export function mayBuildImage({ span, words }: ShellCommand, text: string, functions: ReadonlySet<string>): boolean {
  const [first, second] = words;
  if (!first) return false;
  if (/^"?[$`]/.test(first.text)) return true;
  const name = first.value?.replace(/^.*\//s, '') ?? null;
  if (name !== null && !PROGRAMS.has(name) && !isForwarding(first.value ?? '', functions)) return false;
  if (name !== null && ENGINES.has(name) && second?.value && !second.value.startsWith('-') && !ENGINE_COMMANDS.has(second.value)) return false;
  return SIGN.test(text.slice(span.start, Math.min(span.end, span.start + LONGEST)));
}
