import { describe, expect, test } from 'vitest';
import { handProgramOf } from '#knowledge/hand-programs.js';

describe('programs that people start by hand', () => {
  test.each([['awscli', 'aws'], ['httpie', 'http'], ['yq', 'yq'], ['visidata', 'visidata']])('%s is %s', (name, program) => {
    const answer = handProgramOf(name);
    expect(answer.value).toBe(program);
    expect(answer.assumed).toBe(false);
    expect(answer.evidence[0]?.text).toMatch(/^people start .* \(https:\/\/pypi\.org\/project\/.*, checked 20/);
  });

  // Libraries that bring a program along: nobody installs them for it.
  test.each(['nltk', 'httpx', 'numpy', 'flask', 'awscrt'])('%s is a library', (name) => {
    expect(handProgramOf(name).value).toBe(null);
  });
});
