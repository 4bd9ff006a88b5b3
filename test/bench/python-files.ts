/**
 * Made-up Python that reads like what people write: imports, classes, methods with docstrings, calls with arguments,
 * f-strings, comments. The same text for the same number.
 */
export function pythonFile(number: number, size: number, imports: readonly string[]): string {
  const random = randomFrom(number + 1);
  const parts = [`"""${sentence(random)}"""\n`, `${imports.join('\n')}\n\nlogger = logging.getLogger(__name__)\n`];
  let length = parts.join('').length;
  while (length < size) {
    const part = random() < 0.45 ? classText(random) : functionText(random, '');
    parts.push(part);
    length += part.length;
  }
  return parts.join('\n\n');
}

/** 20,000 files of 7.6 KB in 10,000 folders are 152 MB. Most files are small and some are large, as everywhere. */
export function* pythonTree(files: number, folders: number, mean: number): Generator<readonly [string, string]> {
  const random = randomFrom(files);
  for (let number = 0; number < files; number++) {
    const folder = number % folders;
    const share = -Math.log(1 - random() * 0.999);
    yield [`${folderOf(folder)}/module_${Math.floor(number / folders)}.py`, pythonFile(number, 300 + share * (mean - 2230), importsOf(random))];
  }
}

function folderOf(folder: number): string {
  return `area_${Math.floor(folder / 100)}/group_${Math.floor(folder / 10) % 10}/part_${folder % 10}`;
}

/** A row of numbers from 0 to 1 that looks random (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed * 0x9e3779b1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const STANDARD = ['import os', 'import json', 'import asyncio', 'from datetime import datetime, timedelta', 'from typing import Any, Optional', 'from pathlib import Path', 'import re', 'from collections import defaultdict', 'from dataclasses import dataclass, field', 'import time'];
const LIBRARIES = ['import httpx', 'import pandas as pd', 'import numpy as np', 'from fastapi import APIRouter, Depends, HTTPException', 'from pydantic import BaseModel, Field', 'from sqlalchemy import select\nfrom sqlalchemy.ext.asyncio import AsyncSession', 'import redis.asyncio as redis', 'try:\n    import orjson\nexcept ImportError:\n    orjson = None', 'import yaml', 'from celery import shared_task', 'import structlog', 'from tenacity import retry, stop_after_attempt'];

export function importsOf(random: () => number): readonly string[] {
  const some = (of: readonly string[], share: number): readonly string[] => of.filter(() => random() < share);
  return ['from __future__ import annotations', 'import logging', ...some(STANDARD, 0.4), ...some(LIBRARIES, 0.25), `from .module_${Math.floor(random() * 2)} import ${name(random)} as other`];
}

const VERBS = ['load', 'store', 'fetch', 'build', 'parse', 'check', 'merge', 'render', 'update', 'remove', 'count', 'collect', 'apply', 'resolve', 'publish'];
const NOUNS = ['event', 'device', 'order', 'invoice', 'report', 'session', 'token', 'sensor', 'record', 'window', 'policy', 'customer', 'batch', 'result', 'message', 'setting', 'schedule', 'account', 'metric', 'region'];
const WORDS = [...NOUNS, ...VERBS, 'the', 'a', 'of', 'with', 'when', 'before', 'after', 'every', 'one', 'is', 'not', 'each', 'from', 'given', 'returns', 'known'];

function pick(random: () => number, of: readonly string[]): string {
  return of[Math.floor(random() * of.length)] ?? '';
}

function name(random: () => number): string {
  return `${pick(random, VERBS)}_${pick(random, NOUNS)}${random() < 0.3 ? `_${Math.floor(random() * 50)}` : ''}`;
}

function sentence(random: () => number): string {
  const words = Array.from({ length: 5 + Math.floor(random() * 9) }, () => pick(random, WORDS)).join(' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function classText(random: () => number): string {
  const noun = pick(random, NOUNS);
  const title = `${noun.charAt(0).toUpperCase()}${noun.slice(1)}${pick(random, ['Service', 'Client', 'Store', 'Model', 'Handler'])}`;
  const methods = Array.from({ length: 2 + Math.floor(random() * 4) }, () => functionText(random, '    ')).join('\n\n');
  return `class ${title}(${random() < 0.4 ? 'BaseModel' : 'object'}):\n    """${sentence(random)}\n\n    ${sentence(random)}\n    """\n\n    ${noun}_id: int = 0\n    tags: list[str] = []\n\n${methods}`;
}

function functionText(random: () => number, indent: string): string {
  const [argument, other] = [pick(random, NOUNS), `${pick(random, NOUNS)}_id`];
  const self = indent === '' ? '' : 'self, ';
  const inner = `${indent}    `;
  const lines = Array.from({ length: 3 + Math.floor(random() * 9) }, () => statement(random, argument, other)).flatMap((text) => text.split('\n').map((line) => inner + line));
  const doc = random() < 0.7 ? `${inner}"""${sentence(random)}\n\n${inner}Args:\n${inner}    ${argument}: ${sentence(random)}\n${inner}"""\n` : '';
  return `${indent}${random() < 0.35 ? 'async ' : ''}def ${name(random)}(${self}${argument}: dict[str, Any], ${other}: int = ${Math.floor(random() * 100)}) -> Optional[dict]:\n${doc}${lines.join('\n')}\n${inner}return ${argument}\n`;
}

function statement(random: () => number, argument: string, other: string): string {
  const called = name(random);
  switch (Math.floor(random() * 11)) {
    case 0: return `# ${sentence(random)}`;
    case 1: return `${argument}["${pick(random, NOUNS)}"] = ${called}(${argument}, limit=${Math.floor(random() * 1000)})`;
    case 2: return `logger.info(f"${pick(random, VERBS)} {${other}!r} of {len(${argument})} took %s", time.monotonic())`;
    case 3: return `if ${other} > ${Math.floor(random() * 10)} and not ${argument}.get("${pick(random, NOUNS)}"):\n    raise ValueError("${sentence(random)}")`;
    case 4: return `values = [item.${pick(random, NOUNS)}.${pick(random, VERBS)}() for item in ${argument}.values() if item is not None]`;
    case 5: return `frame = pd.DataFrame({"${pick(random, NOUNS)}": values, "${pick(random, NOUNS)}": range(${Math.floor(random() * 90)})}).groupby("${pick(random, NOUNS)}").agg(["mean", "max"])`;
    case 6: return `with open(os.path.join(str(Path(__file__).parent), "${pick(random, NOUNS)}.json"), "r", encoding="utf-8") as handle:\n    ${argument}.update(json.load(handle))`;
    case 7: return `response = client.${pick(random, ['get', 'post', 'put'])}(\n    f"https://api.example.com/${pick(random, NOUNS)}/{${other}}",\n    headers={"Authorization": "Bearer " + os.environ.get("${pick(random, NOUNS).toUpperCase()}_TOKEN", "")},\n    timeout=30.0,\n)`;
    case 8: return `for index, ${pick(random, NOUNS)} in enumerate(sorted(${argument}, key=lambda one: one[0])):\n    total = index * ${Math.floor(random() * 100)} + int(${other})  # ${pick(random, WORDS)}`;
    case 9: return `try:\n    ${called}(${other}, np.asarray([${Math.floor(random() * 9)}, ${Math.floor(random() * 9)}, 3.5e-2]))\nexcept (KeyError, TypeError) as error:\n    logger.warning("${pick(random, VERBS)} failed: %s", error)`;
    default: return `${called} = ${argument}.setdefault("${pick(random, NOUNS)}", defaultdict(list))`;
  }
}
