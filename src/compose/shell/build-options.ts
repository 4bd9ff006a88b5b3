/**
 * The options of the commands that build images which take a value in the next word. An option that is
 * not listed takes none; so the context, the one word that is no option, is found.
 * `docker build` and `docker buildx build`: docker/cli cli/command/image/build.go and docker/buildx
 * commands/build.go (`--help` of Docker 28, buildx 0.25); podman: podman-build(1); buildah: buildah-build(1);
 * nerdctl: docs/command-reference.md; depot: `depot build --help`; img: genuinetools/img build.go.
 */
const BUILD_VALUES =
  'add-host allow annotation attest build-arg build-context builder cache-from cache-to call cgroup-parent cgroupns compress-level ' +
  'cpu-period cpu-quota cpu-shares cpuset-cpus cpuset-mems file iidfile isolation label memory memory-swap metadata-file method ' +
  'network no-cache-filter opt output platform policy print progress provenance ref-file root sbom secret security-opt server-config shm-size ssh tag ' +
  'target ulimit';

const PODMAN_VALUES =
  'annotation arch authfile blob-cache build-arg-file cache-ttl cap-add cap-drop cert-dir cpp-flag creds decryption-key device dns ' +
  'dns-option dns-search env from format group-add hooks-dir http-proxy-file ignorefile ignore-file ipc jobs layer-label loglevel logfile ' +
  'manifest os os-feature os-version pid pull-policy retry retry-delay runtime runtime-flag sbom-image-output sbom-image-purl-output ' +
  'sbom-merge-strategy sbom-output sbom-purl-output sbom-scanner-command sbom-scanner-image sign-by signature-policy source-date-epoch ' +
  'timestamp unsetenv unsetlabel userns userns-gid-map userns-gid-map-group userns-uid-map userns-uid-map-user uts variant volume';

const DEPOT_VALUES = 'project token build-platform save-tag save-tags env-node';

/** `-t name`, `-tname`. Lower case letters that podman and docker share. */
const SHORT_VALUES = 'ftomcv';

const KANIKO_VALUES =
  'context dockerfile destination target build-arg cache-dir cache-repo cache-ttl compression compression-level context-sub-path ' +
  'credential-helpers digest-file git ignore-path image-fs-extract-retry image-download-retry image-name-with-digest-file ' +
  'image-name-tag-with-digest-file insecure-registry kaniko-dir label log-format oci-layout-path custom-platform platform push-retry ' +
  'registry-certificate registry-client-cert registry-map registry-mirror skip-tls-verify-registry snapshot-mode tar-path tarPath ' +
  'use-new-run-x verbosity secret';

export interface OptionTable {
  readonly long: ReadonlySet<string>;
  readonly short: string;
}

export const BUILD_OPTIONS = table(`${BUILD_VALUES} ${PODMAN_VALUES} ${DEPOT_VALUES}`, SHORT_VALUES);

export const KANIKO_OPTIONS = table(KANIKO_VALUES, 'cfdv');

/** docker/compose cmd/compose/compose.go, docs/reference/docker_compose.md. */
export const COMPOSE_OPTIONS = table('ansi env-file file parallel profile progress project-directory project-name host context log-level', 'fpHc');

/** docker/buildx commands/bake.go. */
export const BAKE_OPTIONS = table('allow builder call file list metadata-file progress provenance sbom set var', 'f');

/** What stands between `docker` and its command: cli/flags/options.go. */
export const DOCKER_OPTIONS = table('config context host log-level tlscacert tlscert tlskey url root storage-driver storage-opt namespace address builder connection', 'cHln');

/** docs of `gcloud builds submit`. */
export const GCLOUD_OPTIONS = table(
  'tag config project region timeout machine-type substitutions gcs-log-dir gcs-source-staging-dir ignore-file disk-size ' +
    'worker-pool service-account account verbosity format pack default-buckets-behavior polling-interval impersonate-service-account dir revision',
  't',
);

/** docs of `az acr build`. */
export const ACR_OPTIONS = table('registry image file platform build-arg secret-build-arg target timeout resource-group agent-pool auth-mode log-template subscription source-acr-auth-id output', 'rtfgo');

/** moby/buildkit cmd/buildctl/build.go. */
export const BUILDCTL_OPTIONS = table('frontend local opt output import-cache export-cache secret ssh metadata-file progress trace allow oci-layout ref-file source-policy-file addr build-context log-format', 'o');

function table(long: string, short: string): OptionTable {
  return { long: new Set(long.split(/\s+/).filter(Boolean)), short };
}
