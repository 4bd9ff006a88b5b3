import { describe, expect, test } from 'vitest';
import type { Files } from '../workspace.js';
import { serviceNamed } from './story.js';

/** `strong cuda: FROM nvidia/cuda:12 (Dockerfile:1)`. */
function signs(files: Files): readonly string[] {
  return serviceNamed(files, 'api').accelerators.map(({ strength, accelerator, text, at }) => `${strength} ${accelerator}: ${text} (${at.path}:${at.line})`);
}

const COMPOSE = 'services:\n  api:\n    build: .\n';

test('a service on a plain base with plain requirements has none', () => {
  expect(signs({ 'Dockerfile': 'FROM python:3.11\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n', 'requirements.txt': 'torch==2.4\nnumpy\n', 'compose.yaml': COMPOSE })).toEqual([]);
});

describe('the image', () => {
  test('its base; one that is only built on could go without', () => {
    expect(
      signs({
        'Dockerfile': 'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 AS build\nRUN make\nFROM python:3.11\nCOPY --from=build /out /out\n',
        'compose.yaml': COMPOSE,
      }),
    ).toEqual(['weak cuda: FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 (Dockerfile:1)']);
    expect(signs({ 'Dockerfile': 'FROM nvcr.io/nvidia/pytorch:24.05-py3\n', 'compose.yaml': COMPOSE })).toEqual(['strong cuda: FROM nvcr.io/nvidia/pytorch:24.05-py3 (Dockerfile:1)']);
  });

  test('the names of its Dockerfile and its stage', () => {
    expect(signs({ 'Dockerfile.gpu': 'FROM python:3.11 AS cuda\n', 'compose.yaml': 'services:\n  api:\n    build:\n      context: .\n      dockerfile: Dockerfile.gpu\n' })).toEqual([
      'strong cuda: Dockerfile.gpu (Dockerfile.gpu:1)',
      'strong cuda: stage cuda (Dockerfile.gpu:1)',
    ]);
  });

  test('what it installs: files by their names, indexes, distributions, each at its line', () => {
    expect(
      signs({
        'Dockerfile': 'FROM python:3.11\nCOPY requirements-gpu.txt base.txt ./\nRUN pip install -r requirements-gpu.txt\nRUN pip install "jax[cuda12]" --index-url https://download.pytorch.org/whl/cu121\n',
        'requirements-gpu.txt': '--extra-index-url https://download.pytorch.org/whl/cu121\n-r base.txt\ntorch==2.4.0+cu121\nonnxruntime-gpu\n',
        'base.txt': 'numpy\nbitsandbytes\n',
        'compose.yaml': COMPOSE,
      }).toSorted(),
    ).toEqual([
      'strong cuda: https://download.pytorch.org/whl/cu121 (Dockerfile:4)',
      'strong cuda: https://download.pytorch.org/whl/cu121 (requirements-gpu.txt:1)',
      'strong cuda: jax[cuda12] (Dockerfile:4)',
      'strong cuda: onnxruntime-gpu (requirements-gpu.txt:4)',
      'strong cuda: requirements-gpu.txt (Dockerfile:3)',
      'strong cuda: torch+cu121 (requirements-gpu.txt:3)',
      'weak cuda: bitsandbytes (base.txt:2)',
    ]);
  });

  test('what says that there is none', () => {
    expect(
      signs({
        'Dockerfile': 'FROM python:3.11\nENV CUDA_VISIBLE_DEVICES=""\nRUN pip install torch==2.4.0+cpu --index-url https://download.pytorch.org/whl/cpu\n',
        'compose.yaml': COMPOSE,
      }).toSorted(),
    ).toEqual([
      'against cuda: CUDA_VISIBLE_DEVICES= (Dockerfile:2)',
      'against cuda: https://download.pytorch.org/whl/cpu (Dockerfile:3)',
      'against cuda: torch+cpu (Dockerfile:3)',
    ]);
  });

  test('not what a stage installs that ships nothing of it', () => {
    expect(signs({ 'Dockerfile': 'FROM python:3.11 AS train\nRUN pip install cupy-cuda12x\nFROM python:3.11\nCMD ["app"]\n', 'compose.yaml': COMPOSE })).toEqual([]);
  });
});

describe('how it runs', () => {
  test('devices, runtimes and variables of compose', () => {
    const compose = `${COMPOSE}    runtime: nvidia\n    environment:\n      NVIDIA_VISIBLE_DEVICES: all\n    deploy:\n      resources:\n        reservations:\n          devices:\n            - driver: nvidia\n              count: 1\n              capabilities: [gpu]\n`;
    expect(signs({ 'Dockerfile': 'FROM python:3.11\n', 'compose.yaml': compose })).toEqual([
      'strong cuda: runtime: nvidia (compose.yaml:4)',
      expect.stringMatching(/^strong cuda: .*nvidia.*gpu.* \(compose\.yaml:11\)$/),
      'strong cuda: NVIDIA_VISIBLE_DEVICES=all (compose.yaml:6)',
    ]);
  });

  test('other accelerators', () => {
    expect(signs({ 'Dockerfile': 'FROM rocm/pytorch:rocm6.1\n', 'compose.yaml': `${COMPOSE}    devices:\n      - /dev/kfd\n` })).toEqual([
      'strong rocm: devices: /dev/kfd (compose.yaml:5)',
      'strong rocm: FROM rocm/pytorch:rocm6.1 (Dockerfile:1)',
    ]);
  });

  test('a script that runs its image with GPUs, and no other image', () => {
    expect(
      signs({
        'Dockerfile': 'FROM python:3.11\n',
        'compose.yaml': `${COMPOSE}    image: acme/api\n`,
        'run.sh': '#!/bin/sh\ndocker run --rm \\\n  --gpus all \\\n  acme/api:latest\ndocker run --gpus all acme/other\n# docker run --gpus all acme/api\n',
      }),
    ).toEqual(['strong cuda: docker run --rm --gpus all acme/api:latest (run.sh:2)']);
  });
});
