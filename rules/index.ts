import type { Rule } from 'slimify';
import backport from './requirements/backport/rule.js';
import cpuTorch from './requirements/cpu-torch/rule.js';
import devOut from './requirements/dev-out/rule.js';
import redundant from './requirements/redundant/rule.js';
import split from './requirements/split/rule.js';
import unused from './requirements/unused/rule.js';
import aptHygiene from './dockerfile/apt-hygiene/rule.js';
import pipCache from './dockerfile/pip-cache/rule.js';

/**
 * The built-in rules in the order in which they run: first what is asked for, then how it is split,
 * then where it comes from, then the Dockerfiles around it (docs/design.md, section 9).
 */
export const builtInRules: readonly Rule[] = [backport, unused, devOut, redundant, split, cpuTorch, pipCache, aptHygiene];
