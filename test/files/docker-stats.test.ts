import { expect, test } from 'vitest';
import { readDockerStats } from '#files/docker-stats.js';

function shown(text: string): readonly string[] | string {
  const samples = readDockerStats(text);
  return samples.ok ? samples.value.map(({ container, used, limit, line }) => `${container} ${used}/${limit} in line ${line}`) : `${samples.reason} (line ${samples.line ?? '-'})`;
}

const MIB = 1024 ** 2;

test("docker's lines of JSON, with names", () => {
  expect(shown('{"Container":"5e1e12","MemUsage":"46MiB / 128MiB","Name":"home-api-1"}\n\n{"MemUsage":"1.5GiB / 2GiB","Name":"home-ml-1"}\n')).toEqual([
    `home-api-1 ${46 * MIB}/${128 * MIB} in line 1`,
    `home-ml-1 ${1536 * MIB}/${2048 * MIB} in line 3`,
  ]);
});

test('the table, drawn again and again, with a container that does not run', () => {
  const table = `\u001b[2J\u001b[HCONTAINER ID   NAME         CPU %     MEM USAGE / LIMIT   MEM %     NET I/O           BLOCK I/O   PIDS
0c1d2e3f4a5b   home-api-1   0.52%     47.5MiB / 64MiB     74.22%    48.9MB / 34.3MB   0B / 0B     5
1c1d2e3f4a5b   home-old-1   --        -- / --             --        --                --          --
`;
  expect(shown(table + table)).toEqual([`home-api-1 ${47.5 * MIB}/${64 * MIB} in line 2`, `home-api-1 ${47.5 * MIB}/${64 * MIB} in line 5`]);
});

test('a table of two columns, in another order', () => {
  expect(shown('MEM USAGE / LIMIT   NAME\n30MiB / 64MiB       home-api-1\n')).toEqual([`home-api-1 ${30 * MIB}/${64 * MIB} in line 2`]);
});

test("podman's list, which counts in thousands", () => {
  expect(shown('[{"id":"a1","name":"home-api-1","mem_usage":"47MB / 67.11MB"}]')).toEqual(['home-api-1 47000000/67110000 in line 1']);
});

test('half of the samples are none: what cannot be read is named with its line', () => {
  expect(shown('{"Name":"a","MemUsage":"1MiB / 2MiB"}\nthe night was calm\n')).toBe('not a line of docker stats: the night was calm (line 2)');
  expect(shown('{"Name":"a","MemUsage":"much"}\n')).toBe('no memory usage in it: {"Name":"a","MemUsage":"much"} (line 1)');
  expect(shown('{"Name":"a","MemUsage"\n')).toBe('not a line of docker stats: {"Name":"a","MemUsage" (line 1)');
  expect(shown('\n')).toBe('no sample in it (line -)');
});
