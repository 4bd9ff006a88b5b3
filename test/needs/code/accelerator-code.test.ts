import { describe, expect, test } from 'vitest';
import { acceleratorCode } from '#needs/code/accelerator-code.js';
import { load } from '../../workspace.js';

/** `strong 3`: what each line of a file that runs says of devices. */
function signs(text: string): readonly string[] {
  const { snapshot } = load({ 'app.py': text });
  const modules = new Map([['app.py', { path: 'app.py', module: 'app', by: null, because: 'it starts' }]]);
  return acceleratorCode(snapshot, { modules }).map(({ strength, at }) => `${strength} ${at.line}`);
}

describe('code that asks for a GPU and has nothing else', () => {
  test.each([
    ['a method that moves a model', 'import torch\nmodel = torch.nn.Linear(2, 2)\nmodel.cuda()\n', 'strong 3'],
    ['a device by name', 'import torch\nx = torch.zeros(1, device="cuda")\n', 'strong 2'],
    ['a device by number and name', 'import torch\nx = torch.zeros(1).to("cuda:0")\n', 'strong 2'],
    ['a constant', 'import torch\nDEVICE = torch.device("cuda")\n', 'strong 2'],
    ['the default of a parameter', 'def load(path, device: str = "cuda"):\n    return path\n', 'strong 1'],
    ['the default of an argument', 'import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument("--device", default="cuda")\n', 'strong 3'],
    ['the default of a variable', 'import os\nname = os.environ.get("DEVICE", "cuda")\n', 'strong 2'],
    ['the first device of a pipeline', 'from transformers import pipeline\nner = pipeline("ner", device=0)\n', 'strong 2'],
    ['a trainer for GPUs', 'from lightning import Trainer\ntrainer = Trainer(accelerator="gpu")\n', 'strong 2'],
    ['what weights are read to', 'import torch\nw = torch.load("w.pt", map_location="cuda")\n', 'strong 2'],
    ['the choice of a device by its number', 'import torch\ntorch.cuda.set_device(0)\n', 'strong 2'],
  ])('%s', (_, text, sign) => {
    expect(signs(text)).toEqual([sign]);
  });
});

describe('code that takes a GPU where there is one', () => {
  test.each([
    ['a choice on the line', 'import torch\ndevice = "cuda" if torch.cuda.is_available() else "cpu"\n', ['weak 2']],
    ['a question before', 'import torch\nif torch.cuda.is_available():\n    torch.zeros(1).cuda()\n', ['weak 2', 'weak 3']],
    ['a setting that asks', 'import torch\n\n\ndef move(model, use_gpu):\n    if use_gpu:\n        model.cuda()\n', ['weak 6']],
    ['a variable that switches it on', 'import os\nuse = os.getenv("ENABLE_CUDA", "0") == "1"\n', ['weak 2']],
    ['an attempt', 'import torch\ntry:\n    torch.zeros(1, device="cuda")\nexcept RuntimeError:\n    pass\n', ['weak 3']],
  ])('%s', (_, text, sign) => {
    expect(signs(text)).toEqual(sign);
  });
});

describe('code that only speaks of it', () => {
  test.each([
    ['a comparison', 'device = "cpu"\nif device == "cuda":\n    print(device)\n'],
    ['a list of choices', 'import argparse\nargparse.ArgumentParser().add_argument("--device", choices=["cpu", "cuda"], default="cpu")\n'],
    ['a comment and a docstring', '"""model.cuda() moves it"""\n# model.cuda()\nx = 1\n'],
    ['what does nothing without one', 'import torch\ntorch.cuda.empty_cache()\n'],
    ['a pipeline without a device', 'from transformers import pipeline\nner = pipeline("ner", device=-1)\n'],
  ])('%s', (_, text) => {
    expect(signs(text)).toEqual([]);
  });
});
