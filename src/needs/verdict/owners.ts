import { distributionsOf, identityOf } from '#knowledge/names.js';
import { isStandardModule } from '#knowledge/standard-library.js';
import type { Metadata } from '#needs/metadata.js';

/** The distributions that an import may mean. */
export interface Owners {
  /** Normalised names; the most likely first. */
  readonly names: readonly string[];
  /** `metadata`, `catalogue`: somebody has seen that they hold it. `identity`: only the name is the same. */
  readonly by: 'metadata' | 'catalogue' | 'identity';
  /** Whether the standard library has a module of this name, on some or all Pythons. */
  readonly standard: 'yes' | 'some' | 'no';
}

export type OwnersOf = (module: string) => Owners;

/** Who may hold a module, for one Python; each module is looked up once. */
export function ownersFor(python: string | null, metadata: Metadata | null): OwnersOf {
  const seen = new Map<string, Owners>();
  return (module) => {
    const known = seen.get(module);
    if (known) return known;
    const top = module.split('.')[0] ?? '';
    const standard = isStandardModule(top, python);
    const generated = generatedOwners(module);
    const installed = metadata?.distributionsOf(module) ?? [];
    const listed = installed.length > 0 ? [] : distributionsOf(module).value;
    const found: Owners =
      generated !== null
        ? { names: [...new Set([...installed, ...listed, ...generated])], by: 'catalogue', standard: 'no' }
        : installed.length > 0
          ? { names: installed, by: 'metadata', standard }
          : listed.length > 0
            ? { names: listed, by: 'catalogue', standard }
            : { names: [identityOf(module)], by: 'identity', standard };
    seen.set(module, found);
    return found;
  };
}

/**
 * What protoc and grpcio-tools write imports the library that it was written for, wherever the file lies (gRPC's Python tutorial):
 * in the workspace, or in a distribution such as grpcio-health-checking.
 */
function generatedOwners(module: string): readonly string[] | null {
  const parts = module.split('.');
  if (parts.some((part) => part.endsWith('_pb2_grpc'))) return ['grpcio', 'protobuf'];
  return parts.some((part) => part.endsWith('_pb2')) ? ['protobuf'] : null;
}
