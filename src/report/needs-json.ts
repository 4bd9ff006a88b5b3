import type { Evidence, Place } from '#answer/answer.js';
import type { LineVerdict, NeedsByService, ServiceNeeds } from '#needs/by-service.js';
import { countVerdicts } from '#needs/by-service.js';
import type { Asked, Missing, Need, Step, Verdict } from '#needs/types.js';
import { jsonText } from '#text/visible.js';

/** What `slimify needs --json` prints (schema/needs-v1.schema.json). Fields are added, never changed. */
export interface NeedsReport {
  readonly version: 1;
  readonly services: readonly ReportedServiceNeeds[];
  /** Services whose needs cannot be told, each with why. */
  readonly untold: readonly { readonly service: string; readonly reason: string }[];
  /** How many requirements have each verdict, over all services listed. */
  readonly totals: Readonly<Partial<Record<Verdict, number>>>;
}

export interface ReportedServiceNeeds {
  readonly service: string;
  /** Id of the build, as `slimify services --json` lists it. */
  readonly image: string;
  readonly purpose: ServiceNeeds['purpose'];
  /** Why `unused` is claimed for nothing; null: the search was complete. */
  readonly blind: string | null;
  /** Files of the workspace that run. */
  readonly modules: number;
  readonly requirements: readonly ReportedNeed[];
  readonly missing: readonly ReportedMissing[];
}

export interface ReportedNeed extends Omit<LineVerdict, 'service'> {
  readonly written: string;
  readonly kind: Asked['kind'];
  readonly group: string | null;
  readonly applies: Asked['applies'];
  /** Whether it ends up in the image that runs. */
  readonly ships: boolean;
  readonly assumed: boolean;
  readonly chain: readonly ReportedStep[];
  readonly evidence: readonly Pick<Evidence, 'kind' | 'text' | 'path' | 'line'>[];
}

export interface ReportedStep {
  readonly text: string;
  readonly path: string | null;
  readonly line: number | null;
}

export interface ReportedMissing extends Place, Pick<Missing, 'module' | 'distributions' | 'through' | 'optional'> {}

export function needsReport({ told, untold }: NeedsByService): NeedsReport {
  return {
    version: 1,
    services: told.map(reportedService),
    untold: untold.map(({ service, because }) => ({ service, reason: because })),
    totals: Object.fromEntries(countVerdicts(told.flatMap(({ needs }) => needs.needs))),
  };
}

/** The report as printed: two spaces, a line end at the end. */
export function needsJson(needs: NeedsByService): string {
  return jsonText(needsReport(needs));
}

function reportedService({ service, image, purpose, needs }: ServiceNeeds): ReportedServiceNeeds {
  return {
    service,
    image,
    purpose,
    blind: needs.blind,
    modules: needs.reach.modules.size,
    requirements: needs.needs.map(reportedNeed),
    missing: needs.missing.map(reportedMissing),
  };
}

export function reportedNeed({ asked, verdict, reason, evidence, chain, assumed }: Need): ReportedNeed {
  const { at, name, written, kind, group, applies, ships } = asked;
  return {
    path: at.path,
    line: at.line,
    name,
    verdict,
    reason,
    written,
    kind,
    group,
    applies,
    ships,
    assumed,
    chain: chain.map(reportedStep),
    evidence: evidence.map((one) => ({ kind: one.kind, text: one.text, path: one.path, line: one.line })),
  };
}

function reportedStep({ text, at }: Step): ReportedStep {
  return { text, path: at?.path ?? null, line: at?.line ?? null };
}

export function reportedMissing({ module, distributions, through, optional, at }: Missing): ReportedMissing {
  return { module, distributions, through, optional, path: at.path, line: at.line };
}
