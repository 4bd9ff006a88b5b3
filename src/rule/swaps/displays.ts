import type { Hit } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { runnersOf } from '#needs/code/runners.js';

/** Packages of the system that show windows, or make a display for them. */
const SHOWS = /^(?:xvfb|xserver-xorg.*|x11vnc|tigervnc.*|xpra|novnc|weston|xauth|x11-apps)$/;

/** Images that have a display: a variable, a socket that compose mounts, a server of their own. */
export function displayHits(snapshot: Snapshot, models: readonly ImageModel[]): readonly Hit[] {
  const runners = runnersOf(snapshot.start ?? snapshot);
  return models.flatMap((image): readonly Hit[] => {
    const { build, environment, layers, dockerfile } = image;
    const say = (text: string, at: Hit['at']): Hit => ({ text, at, image: build.id });
    const services = [...runners].flatMap(([one, own]) => (one.id === build.id ? own : []));
    const variable = environment.has('DISPLAY') ? [say('DISPLAY is set: it shows windows', { path: dockerfile.document.path, line: 1 })] : [];
    const composed = services.flatMap((service) => {
      const display = service.environment.get('DISPLAY');
      const socket = service.mounts.some(({ source, target }) => /\.X11-unix/.test(`${source} ${target}`));
      return display || socket ? [say('it is started with a display', display?.at ?? service.at)] : [];
    });
    const servers = layers.flatMap(({ contents, instruction }) =>
      contents.flatMap((one) => {
        const shows = one.kind === 'system' && one.call.action === 'install' ? one.call.packages.find(({ name }) => SHOWS.test(name)) : undefined;
        return shows ? [say(`${shows.name} is installed: it has a display`, { path: dockerfile.document.path, line: instruction.lines.first })] : [];
      }),
    );
    const own = [image.entry.command, image.entry.entrypoint].flatMap((one) => (one === null ? [] : { words: one.words, at: one.at }));
    const started = [...own, ...services.flatMap(({ command, entrypoint }) => [command, entrypoint].flatMap((one) => one ?? []))].flatMap(({ words, at }) => (/(?:^|[\s/"'])(?:xvfb-run|Xvfb|xinit|startx)\b/.test(words.join(' ')) ? [say('it starts a display of its own', at)] : []));
    return [...variable, ...composed, ...servers, ...started].slice(0, 1);
  });
}
