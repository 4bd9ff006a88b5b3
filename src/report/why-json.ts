import type { Why, WhyService } from '#needs/why.js';
import { jsonText } from '#text/visible.js';
import { reportedMissing, reportedNeed, type ReportedMissing, type ReportedNeed } from './needs-json.js';

/** What `slimify why PACKAGE --json` prints (schema/why-v1.schema.json). Fields are added, never changed. */
export interface WhyReport {
  readonly version: 1;
  /** The word that was asked for. */
  readonly asked: string;
  /** One for each distribution that the word is a name of. */
  readonly packages: readonly ReportedWhy[];
}

export interface ReportedWhy {
  readonly name: string;
  readonly services: readonly ReportedWhyService[];
  /** Services that neither ask for it nor get it. */
  readonly without: readonly string[];
}

export interface ReportedWhyService extends Pick<WhyService, 'service' | 'image' | 'purpose' | 'blind' | 'through' | 'replaceable'> {
  readonly requirements: readonly ReportedNeed[];
  readonly missing: readonly ReportedMissing[];
}

export function whyReport(asked: string, whys: readonly Why[]): WhyReport {
  return {
    version: 1,
    asked,
    packages: whys.map(({ name, services, without }) => ({ name, services: services.map(reportedService), without })),
  };
}

/** The report as printed: two spaces, a line end at the end. */
export function whyJson(asked: string, whys: readonly Why[]): string {
  return jsonText(whyReport(asked, whys));
}

function reportedService({ service, image, purpose, blind, needs, missing, through, replaceable }: WhyService): ReportedWhyService {
  return { service, image, purpose, blind, requirements: needs.map(reportedNeed), missing: missing.map(reportedMissing), through, replaceable };
}
