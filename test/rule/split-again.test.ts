import { expect, test } from 'vitest';
import split from '../../rules/requirements/split/rule.js';
import { planFiles } from '../plan/plan-files.js';

// Another run sees the files that the first one wrote, and knows nothing of who wrote them.

const SERVICES = ['portal', 'reports', 'forecast', 'charts'];

function dockerfile(service: string): string {
  return `FROM python:3.12-slim
WORKDIR /srv
COPY shared/tables.txt shared/
RUN pip install --no-cache-dir -r shared/tables.txt
COPY ${service}/ .
CMD ["python", "main.py"]
`;
}

const FILES: Readonly<Record<string, string>> = {
  'shared/tables.txt': 'pandas==2.2.3\nscikit-learn==1.6.1\nmatplotlib==3.10.0\n',
  'portal/main.py': 'print("open")\n',
  'reports/main.py': 'import pandas\n\nprint(pandas.read_csv("daily.csv"))\n',
  'forecast/main.py': 'import pandas\nfrom sklearn.linear_model import LinearRegression\n\nprint(LinearRegression().fit(pandas.read_csv("x.csv"), pandas.read_csv("y.csv")))\n',
  'charts/main.py': 'import matplotlib.pyplot\nimport pandas\n\nmatplotlib.pyplot.plot(pandas.read_csv("daily.csv"))\n',
  'compose.yaml': `services:\n${SERVICES.map((service) => `  ${service}:\n    build: { context: ., dockerfile: ${service}/Dockerfile }\n`).join('')}`,
  ...Object.fromEntries(SERVICES.map((service) => [`${service}/Dockerfile`, dockerfile(service)])),
};

test('what a split leaves is not split again, though a service that needs nothing of the base carries it', async () => {
  const first = await planFiles(FILES, [split]);
  const written = new Map(Object.entries(FILES));
  for (const { path, after } of first.changes) if (after !== null) written.set(path, after);
  expect(written.get('portal/Dockerfile')).toContain('-r shared/requirements-tables-base.txt\n');
  expect(written.get('shared/requirements-tables-base.txt')).toContain('\npandas==2.2.3\n');

  const second = await planFiles(Object.fromEntries(written), [split]);
  expect(second.findings).toEqual([]);
});
