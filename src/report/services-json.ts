import type { Build, BuildContext } from '#image/build.js';
import type { AcceleratorEvidence, Placed, Purpose, Service, Services } from '#services/service.js';
import { jsonText } from '#text/visible.js';

/** What `slimify services --json` prints (schema/services-v1.schema.json). Fields are added, never changed. */
export interface ServicesReport {
  readonly version: 1;
  readonly services: readonly ReportedService[];
  readonly problems: readonly ReportedPlace[];
}

export interface ReportedService {
  readonly name: string;
  readonly path: string;
  readonly images: readonly ReportedBuild[];
  /** The compose services that run it. */
  readonly runsAs: readonly { readonly name: string; readonly files: readonly string[]; readonly because: string; readonly profiles: readonly string[]; readonly image: string | null; readonly path: string; readonly line: number }[];
  readonly start: readonly string[] | null;
  readonly startFrom: readonly ReportedPlace[];
  /** Null: the value comes from whoever starts it. */
  readonly environment: Readonly<Record<string, string | null>>;
  readonly ports: readonly ReportedPlace[];
  readonly healthcheck: ReportedPlace | null;
  readonly memory: readonly ReportedPlace[];
  readonly owners: readonly string[];
  readonly requirements: readonly ReportedPlace[];
  readonly accelerators: readonly (ReportedPlace & Pick<AcceleratorEvidence, 'strength' | 'accelerator'>)[];
  readonly problems: readonly ReportedPlace[];
}

export interface ReportedBuild {
  readonly id: string;
  readonly dockerfile: string;
  /** Null: not known; `contextReason` says why. */
  readonly context: string | null;
  readonly contextReason: string;
  /** Folders that explain the COPY sources as well as `context` does. */
  readonly otherContexts: readonly string[];
  readonly target: string | null;
  readonly args: Readonly<Record<string, string | null>>;
  readonly purpose: Purpose['kind'];
  readonly purposeReason: string;
  readonly readFrom: readonly { readonly kind: string; readonly name: string | null; readonly path: string; readonly line: number }[];
  readonly problems: readonly string[];
}

export interface ReportedPlace {
  readonly text: string;
  readonly path: string;
  readonly line: number;
}

export function servicesReport({ services, problems }: Services): ServicesReport {
  return { version: 1, services: services.map(reportedService), problems: problems.map(reportedPlace) };
}

/** The report as printed: two spaces, a line end at the end. */
export function servicesJson(services: Services): string {
  return jsonText(servicesReport(services));
}

function reportedService(service: Service): ReportedService {
  return {
    name: service.name,
    path: service.folder,
    images: service.images.map(({ build, purpose }) => reportedBuild(build, purpose)),
    runsAs: service.runsAs.map(({ name, project, profiles, image, at }) => ({ name, files: project.files, because: project.because, profiles, image, path: at.path, line: at.line })),
    start: service.start?.words ?? null,
    startFrom: (service.start?.from ?? []).map(reportedPlace),
    environment: Object.fromEntries([...service.environment].map(([name, { value }]) => [name, value])),
    ports: service.ports.map(reportedPlace),
    healthcheck: service.healthcheck === null ? null : reportedPlace(service.healthcheck),
    memory: service.memory.map(reportedPlace),
    owners: service.owners,
    requirements: service.requirements.map(reportedPlace),
    accelerators: service.accelerators.map((sign) => ({ ...reportedPlace(sign), strength: sign.strength, accelerator: sign.accelerator })),
    problems: service.problems.map(reportedPlace),
  };
}

export function reportedBuild(build: Build, purpose: Purpose): ReportedBuild {
  const { id, dockerfile, context, target, args, readFrom, problems } = build;
  return {
    id,
    dockerfile,
    ...reportedContext(context),
    target,
    args: Object.fromEntries(args),
    purpose: purpose.kind,
    purposeReason: purpose.because,
    readFrom: readFrom.map(({ kind, name, at }) => ({ kind, name, path: at.path, line: at.line })),
    problems,
  };
}

function reportedContext(context: BuildContext): Pick<ReportedBuild, 'context' | 'contextReason' | 'otherContexts'> {
  if (context.kind === 'unknown') return { context: null, contextReason: context.because, otherContexts: [] };
  return { context: context.path, contextReason: context.because, otherContexts: context.others };
}

function reportedPlace({ text, at }: Placed): ReportedPlace {
  return { text, path: at.path, line: at.line };
}
