import type { Distribution } from './distribution.js';

/** What is imported, where it is not the name with underscores. */
const IMPORTED: Readonly<Record<string, string>> = {
  'importlib-metadata': 'importlib_metadata',
  'opencv-python': 'cv2',
  'opencv-python-headless': 'cv2',
  'openai-whisper': 'whisper',
  'py-cpuinfo': 'cpuinfo',
  'python-bidi': 'bidi',
  'python-dateutil': 'dateutil',
  'scikit-image': 'skimage',
  'scikit-learn': 'sklearn',
  'ultralytics-thop': 'thop',
  pillow: 'PIL',
  pyyaml: 'yaml',
};

/** Modules by path, so that a test can import what was installed and ask which build it is. */
export function moduleFiles(distribution: Distribution): Readonly<Record<string, string>> {
  const { name, version } = distribution;
  if (distribution.modules) return distribution.modules;
  if (name === 'torch') return torch(version);
  if (name.startsWith('nvidia-')) {
    // They share the namespace package `nvidia`, which has no `__init__.py`.
    const part = name.replace(/^nvidia-/, '').replace(/-cu\d+$/, '').replaceAll('-', '_');
    return { [`nvidia/${part}/__init__.py`]: `__version__ = '${version}'\n` };
  }
  const module = IMPORTED[name] ?? name.replaceAll('-', '_');
  return { [`${module}/__init__.py`]: `__version__ = '${version}'\ndistribution = '${name}'\n` };
}

/** As the real one: `torch/version.py` knows which CUDA it is built for, and None for the CPU. */
function torch(version: string): Readonly<Record<string, string>> {
  return {
    'torch/__init__.py': 'from torch import version\n__version__ = version.__version__\n',
    'torch/version.py': `__version__ = '${version}'\ncuda = ${cudaOf(version)}\n`,
  };
}

function cudaOf(version: string): string {
  const local = version.split('+')[1];
  if (local === undefined) return "'of PyPI'";
  const cuda = /^cu(\d+)(\d)$/.exec(local);
  return cuda ? `'${cuda[1]}.${cuda[2]}'` : 'None';
}
