import type { Answer, Hits } from '#answer/answer.js';
import type { Layout } from '#dockerfile/layout-types.js';
import type { Instruction, SystemInstall } from '#rule/dockerfile.js';

/** A Dockerfile of one stage as two: one that builds, one that ships. */
export interface StageSplit {
  /** The packages that stay in the builder. */
  readonly leaves: readonly string[];
  /** Packages that the shipped stage asks for instead: libraries of what leaves, programs of a full image. */
  readonly adds: readonly string[];
  /** Another base image below what ships (`python:3.12-slim`); null: the same. */
  readonly base: string | null;
  /** Distributions that only the builder installs: uv or Poetry beside an environment of its own. */
  readonly tools: readonly string[];
  /** Paths of the image that are no longer there: lists of requirements that the builder alone reads. */
  readonly without: readonly string[];
  /** The folder that the shipped stage takes from the builder. */
  readonly environment: string;
  readonly at: Instruction | SystemInstall;
  /** What keeps it from being done, each with its place. */
  refusals(): Hits;
  /** What installs need of the system in a running container. */
  libraries(): Answer<readonly string[]>;
  /** What runs in containers, as far as files, commands and services tell. */
  running(): Answer<number>;
  /** The new file; null where something keeps it from being worked out. */
  readonly layout: Layout | null;
}

/** The form of the new file: lines with holes, each of which stands in it once (`readTemplate` says what is wrong with one). */
export interface StageTemplate {
  readonly lines: readonly string[];
}
