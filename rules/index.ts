import type { Rule } from 'slimify';
import backport from './requirements/backport/rule.js';
import cpuTorch from './requirements/cpu-torch/rule.js';
import devOut from './requirements/dev-out/rule.js';
import extras from './requirements/extras/rule.js';
import narrow from './requirements/narrow/rule.js';
import gpuSwaps from './requirements/gpu-swaps/rule.js';
import opencvHeadless from './requirements/opencv-headless/rule.js';
import redundant from './requirements/redundant/rule.js';
import split from './requirements/split/rule.js';
import unused from './requirements/unused/rule.js';
import memoryLimits from './compose/memory-limits/rule.js';
import alpine from './dockerfile/alpine/rule.js';
import aptHygiene from './dockerfile/apt-hygiene/rule.js';
import chownLayer from './dockerfile/chown-layer/rule.js';
import copyOrder from './dockerfile/copy-order/rule.js';
import dockerignore from './dockerfile/dockerignore/rule.js';
import buildTools from './dockerfile/build-tools/rule.js';
import devHeaders from './dockerfile/dev-headers/rule.js';
import slimBase from './dockerfile/slim-base/rule.js';
import duplicateCopy from './dockerfile/duplicate-copy/rule.js';
import modelWeights from './dockerfile/model-weights/rule.js';
import nonRoot from './dockerfile/non-root/rule.js';
import healthcheck from './dockerfile/healthcheck/rule.js';
import multiStage from './dockerfile/multi-stage/rule.js';
import testFiles from './dockerfile/test-files/rule.js';
import pipCache from './dockerfile/pip-cache/rule.js';

/**
 * The built-in rules in the order in which they run: first what is asked for, then how it is split,
 * then where it comes from, then the Dockerfiles around it (docs/design.md, section 9).
 */
export const builtInRules: readonly Rule[] = [backport, unused, devOut, gpuSwaps, opencvHeadless, extras, narrow, redundant, split, cpuTorch, multiStage, slimBase, buildTools, devHeaders, chownLayer, copyOrder, duplicateCopy, testFiles, pipCache, aptHygiene, dockerignore, nonRoot, healthcheck, alpine, modelWeights, memoryLimits];
