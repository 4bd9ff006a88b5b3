import { acceleratorSign } from '#knowledge/accelerators.js';
import { unheard } from '#answer/ledger.js';
import { parsePep508 } from '#pep/pep508.js';

/** Built together: a companion of one build does not work with a torch of the other (`operator torchvision::nms does not exist`). */
export const FAMILY: readonly string[] = ['torch', 'torchvision', 'torchaudio'];

/**
 * Distributions that the builds of torch for CUDA require and those for the CPU do not (`Requires-Dist` of torch 2.5.1 and 2.13.0
 * against 2.5.1+cpu and 2.13.0+cpu).
 */
export function onlyForCuda(name: string): boolean {
  return name === 'triton' || name === 'cuda-bindings' || name === 'cuda-toolkit' || name === 'cuda-pathfinder' || /^nvidia-(?:cublas|cuda-\w+|cudnn|cufft|cufile|curand|cusolver|cusparse|cusparselt|nccl|nvjitlink|nvshmem|nvtx)(?:-cu\d+)?$/.test(name);
}

/** Distributions that are of no use without CUDA; the catalogue of accelerators knows more. */
export function needsCuda(name: string): boolean {
  return /^(?:bitsandbytes|deepspeed|xformers|vllm|vllm-flash-attn|sglang|apex|flashinfer-python|tensorrt-llm|transformer-engine(?:-torch)?|mamba-ssm|causal-conv1d|liger-kernel)$/.test(name);
}

/** Whether an address is an index of builds for the CPU: PyTorch's own, or the one that the options name. */
export function isCpuIndex(address: string, own: string): boolean {
  const plain = address.replace(/\/+$/, '');
  if (plain === own.replace(/\/+$/, '')) return true;
  const sign = unheard(() => acceleratorSign('indexes', address)).value;
  return sign?.strength === 'against';
}

/** Whether an address is that of builds for an accelerator. */
export function isAcceleratorIndex(address: string): boolean {
  return unheard(() => acceleratorSign('indexes', address)).value?.strength === 'strong';
}

/** What a line of a request says of the version. */
export interface Asks {
  readonly extras: readonly string[];
  /** `2.5.1`, also with a label; null where several fit. */
  readonly exact: string | null;
  /** `===`, which compares text, so that no label fits. */
  readonly literal: boolean;
  /** The label: `cpu` of `==2.5.1+cpu`. */
  readonly label: string | null;
}

export function asksOf(text: string): Asks {
  const read = parsePep508(text);
  if (!read.ok) return { extras: [], exact: null, literal: false, label: null };
  const [only, ...more] = read.value.specifiers;
  const exact = only && more.length === 0 && (only.operator === '==' || only.operator === '===') && !only.version.endsWith('*') ? only.version : null;
  return { extras: read.value.extras, exact, literal: only?.operator === '===', label: exact?.split('+')[1] ?? null };
}
