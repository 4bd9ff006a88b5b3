import { baseName } from '#text/paths.js';
import { ownFolder } from './folders.js';
import { wordsOf } from './purpose-words.js';

/**
 * Words in the name of a Dockerfile or of a stage that tell how an image is built, or what for or
 * where, and so set a variant apart and not another service: `Dockerfile.gpu`, `Dockerfile.alpine`.
 */
const VARIANT = new Set(
  `dev develop development local debug test tests testing ci lint prod production release stage staging example demo sample
   gpu cpu cuda rocm hpu habana gaudi xpu tpu nvidia amd jetson l4t tensorrt trt onnx openvino neuron inf2
   arm arm64 aarch64 armv7 armhf amd64 x86 x64 linux windows rpi raspberry pi musl
   alpine slim debian ubuntu bullseye bookworm trixie buster focal jammy noble ubi rhel centos fedora rocky distroless wolfi chainguard nix
   base builder build multistage multi single prebuilt new old legacy next v1 v2 v3 min minimal full lite light optimized optimised fast small simple standalone
   uv poetry pip pipenv conda mamba python py pypy
   rootless nonroot root unprivileged fips hardened
   render railway heroku fly flyio cloudrun gcp gke aws ecs eks lambda azure aks k8s kubernetes vercel koyeb hf huggingface spaces sagemaker runpod
   docker container image app runtime runner final main default service server latest stable nightly edge`
    .split(/\s+/)
    .filter(Boolean),
);

/** A name's words that are no variant's: `Dockerfile.worker-gpu` is `worker`; '' where none is left. */
export function stem(name: string): string {
  return wordsOf(name.replace(/dockerfile|containerfile/gi, ' ')).filter((word) => !VARIANT.has(word) && !/^(?:py|python|cu|cuda|rocm|v)?\d+$/.test(word)).join('-');
}

/** What a Dockerfile's name says of its service beyond its folder: `worker` of `docker/Dockerfile.worker`, '' of `api/Dockerfile.api`. */
export function dockerfileStem(path: string): string {
  // One that stands inside of a compose file has no name of its own.
  const name = path.includes('#') ? '' : stem(baseName(path));
  const folder = wordsOf(baseName(ownFolder(path)));
  return name.split('-').every((word) => folder.includes(word)) ? '' : name;
}
