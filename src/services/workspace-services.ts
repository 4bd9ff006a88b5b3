import type { Snapshot } from '#files/snapshot.js';
import { readBuildFiles } from './build-files.js';
import { withInline } from './dockerfile-models.js';
import { purposesOf, type PurposeOverride } from './purpose.js';
import type { Services } from './service.js';
import { servicesOf } from './services.js';
import { workspaceImages } from './workspace-images.js';

const NOTHING_SAID: PurposeOverride = () => null;

const known = new WeakMap<Snapshot, { readonly override: PurposeOverride; readonly services: Services }>();

/** The services of a workspace, as they are at the start of a plan. */
export function workspaceServices(snapshot: Snapshot, override: PurposeOverride = NOTHING_SAID): Services {
  const start = snapshot.start ?? snapshot;
  const cached = known.get(start);
  if (cached?.override === override) return cached.services;
  const buildFiles = readBuildFiles(start);
  const { joined, imageOf } = workspaceImages(start);
  const whole = withInline(start, joined.inline);
  const purposes = purposesOf(whole, joined, buildFiles, override);
  const services = servicesOf({ snapshot: whole, buildFiles, joined, purposes, imageOf });
  known.set(start, { override, services });
  return services;
}
