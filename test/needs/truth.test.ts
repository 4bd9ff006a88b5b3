import { describe, expect, it } from 'vitest';
import { compareWithTruth } from './truth.js';

describe.each(['tax-agent', 'home-automation'])('examples/%s, whose truth was written by reading the code', (name) => {
  it('says of every requirement in every service what is true, and reaches the modules that run', async () => {
    const { lines, modules } = await compareWithTruth(`examples/${name}`);
    expect(lines.length).toBeGreaterThan(200);
    expect(lines.filter(({ truth, said }) => truth !== said).map(({ where, name: requirement, service, truth, said, reason }) => `${where} ${requirement} in ${service}: ${said} (${reason}), and is ${truth}`)).toEqual([]);
    expect(modules).toEqual([]);
  });
});
