import type { Place } from '#answer/answer.js';
import type { Read } from '#text/read.js';
import type { Span } from '#text/span.js';

// Where the reader of a format is, all of them with one shape of result, `BuildFile`:
//
//   compose/    projects.ts puts files together; load, file, tree and merge read them, service and build make sense of them
//   bake/, hcl/ bake.ts puts files together; hcl/ is the syntax and its values, targets.ts what inherits what
//   github/     workflows and actions; expression, matrix, callers: what a run would fill in
//   gitlab.ts, gitlab/, skaffold.ts, cloudbuild.ts, devcontainer.ts
//   make/       makefile.ts is the syntax, expand.ts and functions.ts the variables, make.ts the builds
//   shell/      scripts.ts reads a script; builds.ts is what workflows, Makefiles and scripts share: the commands of a
//               stretch of shell (walk.ts and run.ts follow it, build-command.ts knows the programs)
//
// build-readers.ts is the table of them by file name. Below all: yaml.ts, interpolate.ts and env-file.ts (compose's
// own rules), workspace-folder.ts (paths on a machine that nobody knows), found-builds.ts.

/**
 * A build that some file speaks of: compose, bake, a workflow, a Makefile, a script. What the file
 * leaves to the moment of the build (a variable that nothing sets) is unreadable with its reason;
 * the mention itself is never dropped.
 */
export interface BuildMention {
  readonly source: MentionSource;
  /** Where it stands: the `build:` key, the target's block, the line of the command. */
  readonly at: Place;
  /** What the file calls it: the compose service, the bake target, the job, the make target; null where nothing names it. */
  readonly name: string | null;
  /** Workspace path of the context folder, '' for the root. Unreadable: a remote context, one outside the workspace, a variable without a value. */
  readonly context: Read<string>;
  /** Workspace path of the Dockerfile; {@link InlineDockerfile} where the text stands in the file itself. */
  readonly dockerfile: Read<string> | InlineDockerfile;
  /** The stage to be built; null: the last. */
  readonly target: Read<string> | null;
  /** Build arguments by name; null: passed, but its value cannot be told. */
  readonly args: ReadonlyMap<string, string | null>;
  /** `additional_contexts`, `--build-context`: by name, as written. */
  readonly contexts: ReadonlyMap<string, string>;
  /** Tags that the image gets, variables filled in where they are known, else as written. */
  readonly images: readonly string[];
  readonly platforms: readonly string[];
  /** What tells what the image is for, in the file's own words: profiles, job and workflow names, file name, `push`. */
  readonly circumstances: readonly Circumstance[];
}

export type MentionSource = 'compose' | 'bake' | 'github' | 'gitlab' | 'make' | 'script' | 'skaffold' | 'devcontainer';

export interface InlineDockerfile {
  readonly inline: string;
  /** Where its text begins; of a text that does not keep its lines, its key. */
  readonly at: Place;
  /** Each line of the text is one of the file (`|` in YAML, a here-document in HCL). */
  readonly keepsLines: boolean;
}

/** One fact about the circumstances of a build; the classification of images reads these and nothing else of a file. */
export interface Circumstance {
  /** `file`, `profile`, `job`, `workflow`, `target`, `step`, `push`, `load`, `event`, `tag`, `command`, `group` (of bake targets), `folder` (why bake is taken to run there). */
  readonly kind: string;
  readonly text: string;
  readonly at: Place;
}

/** What a file of builds tells. A part that cannot be read is a problem; the others stand. */
export interface BuildFile {
  readonly path: string;
  readonly mentions: readonly BuildMention[];
  /** Compose files only. */
  readonly services: readonly ComposeService[];
  readonly problems: readonly { readonly at: Place; readonly reason: string }[];
}

/** A service of a compose project, all its files merged. */
export interface ComposeService {
  readonly name: string;
  /** The files that the project is made of, first the base; and how it is known that they belong together. */
  readonly project: ComposeProject;
  /** Where the service stands; the first of several files. */
  readonly at: Place;
  readonly build: BuildMention | null;
  readonly image: string | null;
  readonly profiles: readonly string[];
  /** Shell form as one word list of one string is never guessed: `form` says which. Null: the image's own. */
  readonly command: ComposeCommand | null;
  readonly entrypoint: ComposeCommand | null;
  readonly environment: ReadonlyMap<string, ComposeValue>;
  readonly envFiles: readonly { readonly path: string; readonly at: Place }[];
  readonly ports: readonly { readonly text: string; readonly at: Place }[];
  readonly healthcheck: { readonly test: ComposeCommand | null; readonly disabled: boolean; readonly at: Place } | null;
  readonly workingDir: ComposeValue | null;
  readonly user: ComposeValue | null;
  /** `container_name`; null: compose makes one of project, service and number. */
  readonly containerName: ComposeValue | null;
  /** `mem_limit`, `deploy.resources.limits.memory`, `mem_reservation` …. */
  readonly memory: readonly ComposeMemory[];
  /** Bind mounts of workspace folders into the container: they hide what the image holds there. */
  readonly mounts: readonly { readonly source: string; readonly target: string; readonly at: Place }[];
  /** `deploy.resources.reservations.devices` with a gpu, `runtime: nvidia`, `gpus:`, `devices: /dev/nvidia*`, hpu, rocm …: as written. */
  readonly accelerators: readonly { readonly text: string; readonly at: Place }[];
}

/** A number for memory, as it is written with its variables filled in. */
export interface ComposeMemory {
  readonly key: string;
  readonly text: string;
  readonly at: Place;
  /** Where the value stands in the file, quotes included; services that share it by an anchor or `extends` have the same. */
  readonly span: Span | null;
  /** Why it cannot be told, one sentence for each variable without a value; none: it can. */
  readonly unset: readonly string[];
}

export interface ComposeProject {
  /** `name:` of its files, or `COMPOSE_PROJECT_NAME` in `.env`; null: the folder's name, on whatever machine, or `-p`. */
  readonly name: string | null;
  readonly files: readonly string[];
  /** `the file itself`, `compose.yaml with its override`, `-f a.yml -f b.yml in Makefile:12`, `COMPOSE_FILE in .env`. */
  readonly because: string;
}

export interface ComposeCommand {
  /** A list is run as it is; a string is split by compose into words (shlex), and run without a shell. */
  readonly form: 'list' | 'string';
  /** A variable without a value stands as it is written: `${PORT}`. The test of a health check begins with `CMD` or `CMD-SHELL`. */
  readonly words: readonly string[];
  /** Why `words` cannot be told in full, one sentence for each variable without a value; none: they can. */
  readonly unset: readonly string[];
  readonly at: Place;
}

export interface ComposeValue {
  /** Null: taken from the shell that runs compose, or a variable without a value. */
  readonly value: string | null;
  readonly at: Place;
}

/** The other files that a reader needs: compose reads `.env`, `extends` and `include` name files. */
export type ReadText = (path: string) => string | null;

/** A file whose commands run builds, and compose and bake: workflows, Makefiles, scripts. */
export interface CommandFile extends BuildFile {
  readonly calls: readonly ComposeCall[];
}

/** `docker compose -f a.yml -f b.yml up`, `docker buildx bake -f c.hcl app`: which files belong together. */
export interface ComposeCall {
  readonly kind: 'compose' | 'bake';
  readonly at: Place;
  /** The command as written, on one line. */
  readonly text: string;
  /** Workspace paths of the `-f` files, in their order; none: the default file of `folder`. */
  readonly files: readonly Read<string>[];
  /** The folder that it runs in, or that `--project-directory` names. */
  readonly folder: Read<string>;
  readonly profiles: readonly string[];
  /** `up`, `build`; null for bake. */
  readonly command: string | null;
  /** The services or targets that it names; none: all, or the default group. */
  readonly names: readonly string[];
}
