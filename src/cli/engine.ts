import { setFlagsFromString } from 'node:v8';

/**
 * A run lasts seconds, and most functions are called for one of many files and then no more: what V8 spends on making them fast
 * by its default (after some 130 KB of bytecode, `interrupt_budget` in V8's src/flags/flag-definitions.h) is a third of all the
 * processor time and is not won back. Functions that run long are still made fast, only later.
 */
setFlagsFromString('--interrupt-budget=1000000');
