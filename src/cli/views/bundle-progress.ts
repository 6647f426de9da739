/** A bundle's making as it happens: a line a part, and on a terminal a living one for the part in hand. */
import { createLogUpdate } from 'log-update';
import { unreachable } from '../../base/errors.ts';
import type { BundleEvent } from '../../bundle/events.ts';
import type { Terminal } from '../command.ts';
import { paint } from './paint.ts';
import { byteText, durationText, expectationText } from './quantities.ts';

export interface BundleProgress {
  seen(event: BundleEvent): void;
  /** Takes the living line away; may be called twice. */
  end(): void;
}

/** Milliseconds between two drawings of the living line. */
const DRAW_MS = 120;

export function bundleProgress(terminal: Terminal): BundleProgress {
  const colour = paint(terminal.stderr, terminal.env);
  const live =
    terminal.stderr.isTTY === true ? createLogUpdate(terminal.stderr, { showCursor: true }) : undefined;
  let now: { title: string; about: string; since: number; detail: string } | undefined;
  const draw = () => {
    if (now === undefined) return;
    const elapsed = durationText(performance.now() - now.since);
    live?.(`${colour.cyan('…')} ${now.title}  ${elapsed} ${colour.dim(now.about)}${now.detail}`);
  };
  const timer = live === undefined ? undefined : setInterval(draw, DRAW_MS);
  timer?.unref();
  const print = (line: string) => {
    live?.clear();
    terminal.stderr.write(`${line}\n`);
    draw();
  };
  const stop = () => {
    now = undefined;
    live?.clear();
  };

  const seen = (event: BundleEvent): void => {
    switch (event.is) {
      case 'part-building': {
        const title = `${event.index}/${event.of} ${event.subject}`;
        const about = `of about ${expectationText(event.coldSeconds)} when nothing is cached`;
        now = { title, about, since: performance.now(), detail: '' };
        if (live === undefined) {
          print(`  ${title}: building, about ${expectationText(event.coldSeconds)} when nothing is cached`);
        } else draw();
        return;
      }
      case 'part-progress': {
        if (now === undefined) return;
        const [done, of] =
          event.unit === 'bytes'
            ? [byteText(event.done), byteText(event.of)]
            : [event.done, `${event.of} programs`];
        now.detail = `  ${done} of ${of}`;
        return;
      }
      case 'part-waiting':
        print(colour.yellow(`${event.part} is being made by another barque; waiting for it`));
        return;
      case 'part-damaged':
        print(colour.yellow(`${event.part}: ${event.path} in the cache is damaged; making it again`));
        return;
      case 'part-done': {
        const how = event.reused ? colour.dim('from the cache') : durationText(event.elapsedMs);
        stop();
        print(`${colour.green('✓')} ${event.index}/${event.of} ${event.subject}  ${how}`);
        return;
      }
      case 'bundle-written':
        stop();
        print(
          `${colour.green('✓')} ${event.files} files, ${byteText(event.bytes)}, in ${durationText(event.elapsedMs)}`,
        );
        return;
      default:
        unreachable(event);
    }
  };
  return {
    seen,
    end: () => {
      clearInterval(timer);
      stop();
    },
  };
}
