import type { Hit } from '#answer/answer.js';
import type { ImageModel, Layer } from '#image/image.js';
import { imageFiles } from '#image/files/files.js';

/** Commands that bring no program along: they make folders, users, rights, and what Python installs by itself. */
const HARMLESS = /^(?:mkdir|useradd|groupadd|adduser|addgroup|usermod|chown|chmod|rm|rmdir|cp|mv|ln|touch|echo|printf|cat|sed|awk|grep|test|\[|true|cd|export|set|find|ldconfig|locale-gen|update-locale|dpkg-reconfigure|python[\d.]*|pip[\d.]*|uv|poetry|apt|apt-get|id|ls|which|exit|sleep|date|tar|unzip|gunzip|cron|crontab|setcap|update-ca-certificates|env|if|then|fi|else)\b/;

/** Downloads that are data: weights, texts, archives of either are not. */
const DATA = /\.(?:onnx|pt|pth|pb|tflite|caffemodel|prototxt|weights|cfg|xml|traineddata|dat|npz|npy|pkl|joblib|json|txt|csv|ya?ml|safetensors|gguf|pem|crt|ttf|otf|gpg|asc|key)\b/i;

/** Folders of Python's packages and of built pages, which a stage before may hand over. */
const PYTHONS = /site-packages|venv|\.local|\/install|\/wheels|\/usr\/local(?:\/(?:bin|lib)(?:\/python[\d.]*)?)?$|\/app|\/dist|\/build|static|\/src|\.txt$|\.whl$/;

/** What a layer brings that may need libraries of the system, and that neither apt nor Python's index tells of. */
export function bringsPrograms({ build, dockerfile }: ImageModel, { instruction, contents }: Layer): readonly Hit[] {
  const at = { path: dockerfile.document.path, line: instruction.lines.first };
  const say = (text: string): Hit => ({ text: `${text}: it may bring a program that needs them`, at, image: build.id });
  for (const one of contents) {
    if (one.kind === 'download' && !DATA.test(one.text)) return [say(`it downloads ${one.text.slice(0, 60)}`)];
    if (one.kind === 'archive') return [say('an archive is unpacked')];
    if (one.kind === 'stage' && !PYTHONS.test(one.source) && !/\/uvx?$/.test(one.source)) return [say(`${one.source} comes from ${one.from}`)];
    if (one.kind === 'command' && !HARMLESS.test(one.text.trim())) return [say(`${one.text.trim().slice(0, 60)}`)];
    if (one.kind === 'command' && /\bplaywright\b|\bpyppeteer\b|\bcamoufox\b|\bbrowser/.test(one.text)) return [say(`${one.text.trim().slice(0, 60)}`)];
    if (one.kind === 'install' && one.install.install.call.manager === 'conda') return [say('conda installs')];
    if (one.kind === 'system' && one.call.manager !== 'apt') return [say(`${one.call.program} installs`)];
    if (one.kind === 'system' && one.call.packages.some(({ name }) => name.includes('/') || name.endsWith('.deb'))) return [say('a package from a file')];
  }
  return [];
}

/** Compiled files of the workspace: what they link cannot be seen in a text. */
const COMPILED = /\.(?:so(?:\.[\d.]+)?|deb|AppImage|whl|bin|run)$/;

/** The first of them in an image. */
export function nativeFiles(image: ImageModel): readonly Hit[] {
  const file = imageFiles(image).files.find(({ origin }) => COMPILED.test(origin));
  return file ? [{ text: `${file.origin} is compiled, and may need them`, at: { path: file.origin, line: 1 }, image: image.build.id }] : [];
}
