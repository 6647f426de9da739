/** How the making and taking down of a lab looks on stderr, line by line. */
import { unreachable } from '../../base/errors.ts';
import type { LabEvent } from '../../lab/event.ts';
import type { Terminal } from '../command.ts';
import { paint } from './paint.ts';
import { durationText } from './quantities.ts';

export function labEventsView(terminal: Terminal): (event: LabEvent) => void {
  const colour = paint(terminal.stderr, terminal.env);
  const live = terminal.stderr.isTTY === true;
  const say = (line: string) => terminal.stderr.write(`${live ? '\r\u001b[K' : ''}${line}\n`);
  return event => {
    switch (event.is) {
      case 'remains-found':
        return say(
          `${colour.yellow('!')} an earlier lab ${event.lab} was left behind (${event.what.map(kind => WORDS[kind] ?? kind).join(', ')}): removing it first`,
        );
      case 'rootfs-awaited':
        return say(
          `  waiting for process ${event.pid}, which makes the root folder of ${event.distribution}`,
        );
      case 'rootfs-begun':
        return say(`  making the root folder of ${event.distribution}: about a minute, once`);
      case 'rootfs-step':
        if (live)
          terminal.stderr.write(
            `\r\u001b[K    ${colour.dim(event.text.slice(0, (terminal.stderr.columns ?? 80) - 6))}`,
          );
        return;
      case 'rootfs-made':
        return say(
          `${colour.green('✓')} root folder of ${event.distribution} made in ${durationText(event.ms)}`,
        );
      case 'machines-started':
        return say(`  starting ${event.machines.join(', ')}`);
      case 'machine-ready':
        return say(`${colour.green('✓')} ${event.machine} answers after ${durationText(event.ms)}`);
      case 'lab-made':
        return say(`${colour.green('✓')} lab ${event.lab} is up after ${durationText(event.ms)}`);
      case 'lab-gone':
        return say(`${colour.green('✓')} lab ${event.lab} is gone after ${durationText(event.ms)}`);
      default:
        return unreachable(event);
    }
  };
}

const WORDS: Readonly<Record<string, string>> = {
  netns: 'network namespaces',
  mounts: 'mounts',
  groups: 'control groups',
  folders: 'folders',
};
