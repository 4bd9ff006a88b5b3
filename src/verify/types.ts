import type { ProcessIo } from '#io/process-types.js';

/** A container engine that answers, and how to ask it. */
export interface Engine {
  readonly processes: ProcessIo;
  /** The client program: a name on PATH or a path. */
  readonly client: string;
  /** Variables for the client: `DOCKER_HOST`, `DOCKER_BUILDKIT`. */
  readonly environment: Readonly<Record<string, string | null>>;
  /** Of the server, such as `20.10.24+dfsg1`. */
  readonly version: string;
  /** The network that builds get; null leaves it to the engine. */
  readonly network: 'host' | null;
  /** `key=value`: marks all that we make, so that all of it can be taken away. */
  readonly label: string;
}

export interface BuildRequest {
  /** Folder that is sent as context, absolute. */
  readonly context: string;
  /** Absolute; null for `Dockerfile` of the context. */
  readonly dockerfile: string | null;
  readonly target: string | null;
  readonly args: Readonly<Record<string, string>>;
  /** By id: a file, absolute. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly tag: string;
  /** Milliseconds. */
  readonly timeout: number;
}

export interface Built {
  readonly tag: string;
  readonly seconds: number;
  /** What the build printed (`--progress=plain`). */
  readonly log: string;
}

/** An image as its configuration describes it (OCI image specification, config.md). */
export interface ImageConfig {
  readonly id: string;
  readonly environment: Readonly<Record<string, string>>;
  /** As written in USER; empty means root. */
  readonly user: string;
  /** Empty means `/`. */
  readonly workdir: string;
  readonly entrypoint: readonly string[] | null;
  readonly cmd: readonly string[] | null;
  /** Such as `8000/tcp`. */
  readonly ports: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Bytes of all layers, uncompressed. */
  readonly size: number;
  /** From the base up. */
  readonly layers: readonly ImageLayer[];
  /** Digests of the layers that have bytes, from the base up: two images with the same have the same files. */
  readonly digests: readonly string[];
}

/** An entry of the image's history; one without bytes changed only the configuration. */
export interface ImageLayer {
  /** `RUN /bin/sh -c pip install x # buildkit`. */
  readonly createdBy: string;
  /** Bytes that it adds, uncompressed. */
  readonly size: number;
}

/** What lies at a path of an image's file system. */
export interface ImageFile {
  /** Absolute, without a trailing slash. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Bytes; of a hard link those of the file it names. */
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** What a symbolic link says; null for all else. */
  readonly target: string | null;
  /** Bytes, where they were asked for. */
  readonly content: Uint8Array | null;
}
