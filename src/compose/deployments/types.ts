import type { Place } from '#answer/answer.js';

/**
 * A container that some file other than compose starts: a manifest, a chart, a task definition, a platform's file, a
 * `docker run`. What it leaves out is the image's own.
 */
export interface DeployedContainer {
  readonly at: Place;
  /** `Deployment`, `values of a Helm chart`, `Procfile`: for a person. */
  readonly because: string;
  /** Images that it may run, as written; none: the file does not say. */
  readonly images: readonly string[];
  /** The Dockerfile that it says to build, a workspace path; null: it names none. */
  readonly dockerfile: string | null;
  /** The workspace folder that it speaks of: its file's, or the one that a platform's file names. */
  readonly folder: string;
  /** What the container itself is called. */
  readonly name: string | null;
  /** What it stands in: the workload, the chart, the template; the nearest first. */
  readonly within: readonly string[];
  /** Takes the place of ENTRYPOINT, and CMD is gone (Kubernetes `command`). */
  readonly entrypoint: DeployedWords | null;
  /** Takes the place of CMD (Kubernetes `args`). */
  readonly command: DeployedWords | null;
  /** Probes, hooks and other commands that run in it besides. */
  readonly besides: readonly DeployedWords[];
  readonly environment: readonly DeployedVariable[];
  /** ConfigMaps that bring more variables. */
  readonly configs: readonly ConfigReference[];
  readonly workingDir: string | null;
  /** What starts is left to a template that cannot be followed; null: all is told. */
  readonly untold: Place | null;
}

export interface DeployedWords {
  /** As the kernel gets them; a text that a shell runs is `/bin/sh`, `-c` and the text. Templates stand as written. */
  readonly words: readonly string[];
  readonly at: Place;
}

export interface DeployedVariable {
  readonly name: string;
  /** Null: it comes from where nobody can look (a Secret, a template). */
  readonly value: string | null;
  readonly at: Place;
}

/** Variables from a ConfigMap: all of it, or one key under a name of its own. */
export interface ConfigReference {
  readonly map: string;
  readonly key: string | null;
  /** The variable's name for one key; what is put before each name for all of them. */
  readonly as: string;
  readonly at: Place;
}

/** A ConfigMap, or what a kustomization makes one from. */
export interface Config {
  readonly name: string;
  readonly values: readonly DeployedVariable[];
}

/** What a file of deployments tells; a file that cannot be read tells nothing. */
export interface DeploymentFile {
  readonly containers: readonly DeployedContainer[];
  readonly configs: readonly Config[];
  /** Images that a kustomization runs under another name. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
}

export const NO_DEPLOYMENTS: DeploymentFile = { containers: [], configs: [], renamed: [] };

/** A container of which only this is told. */
export function container(told: Partial<DeployedContainer> & Pick<DeployedContainer, 'at' | 'because' | 'folder'>): DeployedContainer {
  return {
    images: [], dockerfile: null, name: null, within: [], entrypoint: null, command: null, besides: [], environment: [], configs: [], workingDir: null, untold: null,
    ...told,
  };
}

/** A text that a shell runs. */
export function shellText(text: string, at: Place): DeployedWords {
  return { words: ['/bin/sh', '-c', text], at };
}
