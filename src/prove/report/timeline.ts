/** One sample as a picture: what happened in numbered lines, and below them when each kind of traffic had no success. */
import { type JudgedSample, TRAFFIC_KINDS } from '../proof.ts';
import { TRAFFIC_WORDS } from '../traffic-words.ts';
import { escaped } from './escape.ts';

/** Units of the picture. */
const WIDTH = 960;
const LEFT = 128;
const RIGHT = 16;
const ROW = 22;
const EVENT_ROW = 16;
/** Marks on the axis at most; between them 1, 2 or 5 times a power of ten. */
const TICKS = 12;
/** Events that are shown; a reboot has more, and the first ones tell what happened. */
const EVENTS = 16;

export function timelineSvg(sample: JudgedSample): string {
  const { fromMs, toMs } = sample.window;
  const kinds = TRAFFIC_KINDS.filter(kind => sample.gaps[kind] !== undefined);
  const events = sample.timeline
    .filter(({ afterMs }) => afterMs >= fromMs && afterMs <= toMs)
    .slice(0, EVENTS);
  const x = (ms: number) => LEFT + ((WIDTH - LEFT - RIGHT) * (ms - fromMs)) / Math.max(1, toMs - fromMs);
  const eventsTop = 14;
  const top = eventsTop + events.length * EVENT_ROW + 10;
  const bottom = top + kinds.length * ROW;
  const height = bottom + 28;
  const title = `Sample ${sample.nth}: ${events.map(({ what, afterMs }) => `${what} at ${seconds(afterMs)} s`).join(', ')}`;
  return [
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">`,
    ...ticksOf(fromMs, toMs).map(
      at =>
        `<line class="grid" x1="${r(x(at))}" x2="${r(x(at))}" y1="${top}" y2="${bottom}"/><text class="soft" text-anchor="middle" x="${r(x(at))}" y="${bottom + 18}">${seconds(at)} s</text>`,
    ),
    ...events.map((event, nth) => eventLine(event, x(event.afterMs), eventsTop + nth * EVENT_ROW, bottom)),
    ...kinds.flatMap((kind, nth) => {
      const y = top + nth * ROW;
      return [
        `<text x="8" y="${y + 15}">${TRAFFIC_WORDS[kind]}</text>`,
        `<rect class="band" x="${LEFT}" y="${y + 5}" width="${WIDTH - LEFT - RIGHT}" height="${ROW - 10}"/>`,
        ...(sample.gaps[kind] ?? []).map(gap => gapBar(gap, x, y, fromMs, toMs)),
      ];
    }),
    '</svg>',
  ].join('\n');
}

/** Its words stand beside its mark, on a line of their own, where there is more room. */
function eventLine(event: JudgedSample['timeline'][number], at: number, y: number, bottom: number): string {
  const isFault = event.is === 'fault';
  const isLate = at > (WIDTH + LEFT) / 2;
  const words = escaped(`${seconds(event.afterMs)} s  ${event.what}`);
  const text = isLate
    ? `<text text-anchor="end" x="${r(at - 8)}" y="${y + 4}">${words}</text>`
    : `<text x="${r(at + 8)}" y="${y + 4}">${words}</text>`;
  const mark = isFault
    ? `<path class="mark fault" d="M${r(at)} ${y - 5}l5 9h-10z"/>`
    : `<circle class="mark" cx="${r(at)}" cy="${y}" r="2.5"/>`;
  return `<line class="${isFault ? 'fault' : 'event'}" x1="${r(at)}" x2="${r(at)}" y1="${y}" y2="${bottom}"/>${mark}${text}`;
}

function gapBar(
  gap: { fromMs: number; toMs: number },
  x: (ms: number) => number,
  y: number,
  fromMs: number,
  toMs: number,
): string {
  const [from, to] = [x(Math.max(gap.fromMs, fromMs)), x(Math.min(gap.toMs, toMs))];
  const width = Math.max(1.5, to - from);
  const length = `${Math.round(gap.toMs - gap.fromMs)} ms`;
  const inside = width > 46;
  const words = inside
    ? `<text text-anchor="middle" x="${r(from + width / 2)}" y="${y + 15}">${length}</text>`
    : '';
  return `<rect class="gap" x="${r(from)}" y="${y + 3}" width="${r(width)}" height="${ROW - 6}"><title>no success for ${length}</title></rect>${words}`;
}

/** Milliseconds, each a whole step from the fault. */
function ticksOf(fromMs: number, toMs: number): number[] {
  const least = (toMs - fromMs) / TICKS;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const step = [1, 2, 5, 10].map(each => each * power).find(each => each >= least)!;
  const first = Math.ceil(fromMs / step) * step;
  return Array.from({ length: Math.floor((toMs - first) / step) + 1 }, (_, nth) => first + nth * step);
}

function seconds(ms: number): string {
  const value = ms / 1000;
  return (Math.abs(value) < 10 && value % 1 !== 0 ? value.toFixed(2) : value.toFixed(0)).replace('-', '−');
}

function r(value: number): string {
  return value.toFixed(1);
}
