import { expect, test } from 'vitest';
import { countInstallWords } from './install-words.js';

function found(dockerfile: string): readonly string[] {
  return countInstallWords(dockerfile).map(({ line, words }) => `${line} ${words}`);
}

test('a call stands on the line of its manager, comments and continuation lines or not', () => {
  const dockerfile = `FROM python:3.12
# RUN pip install no
RUN --mount=type=cache,target=/root/.cache/pip apt-get update && \\
  # pip install no
  pip --no-cache-dir \\
    install a && uv sync # && pip install no
`;
  expect(found(dockerfile)).toEqual(['5 pip install', '6 uv sync']);
});

test('what echo, cat and Python read is not run; what a shell reads is', () => {
  const dockerfile = `FROM python:3.12
RUN echo pip install no && echo "uv sync" && pip install a
RUN cat <<EOF > /install.sh
pip install no
EOF
COPY <<EOF /other.sh
pip install no
EOF
RUN <<EOF
pip install b
cat > /third.sh <<END
pip install no
END
EOF
ONBUILD RUN bash -ec "pip install c; python -c 'pip install no'"
RUN ["sh", "-c", "pip install d"]
CMD pip install no
`;
  expect(found(dockerfile)).toEqual(['2 pip install', '10 pip install', '15 pip install', '16 pip install']);
});

test.each([
  ['"$PIP" install a', '$PIP install'],
  ['/opt/venv/bin/pip3.12 install a', 'pip3.12 install'],
  ['$PYTHON -m pip install a', 'pip install'],
  ['uv export | uv pip sync -', 'uv pip sync'],
  ['uv --directory /app sync', 'uv sync'],
  ['uv tool install ruff', 'uv tool install'],
  ['poetry -C /app install', 'poetry install'],
  ['pipenv sync', 'pipenv sync'],
  ['conda run -n env pip install a', 'pip install'],
  ['micromamba -n base install a', 'micromamba install'],
  ['conda env update -f env.yml', 'conda env update'],
  ['python setup.py -q develop', 'setup.py develop'],
  ['easy_install a', 'easy_install'],
  ['if [ -f r.txt ]; then pip install -r r.txt; fi', 'pip install'],
  ['cat r.txt | xargs -n1 pip install', 'pip install'],
])('%s installs', (run, words) => {
  expect(found(`FROM python:3.12\nRUN ${run}\n`)).toEqual([`2 ${words}`]);
});

test.each(['pip uninstall a', 'pip wheel a', 'apt-get install python3-pip', 'rm -rf /root/.cache/pip install', 'conda clean -a', 'uv run a', 'pip show install'])(
  '%s installs nothing',
  (run) => {
    expect(found(`FROM python:3.12\nRUN ${run}\n`)).toEqual([]);
  },
);
