// Progress for people: one live line on a terminal, plain lines elsewhere, always with the time that has gone.

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
/** A log that shows nothing for longer than this looks dead. */
const SIGN_OF_LIFE_MS = 30_000;

const live = process.stdout.isTTY === true && process.env.TERM !== 'dumb' && process.env.CI === undefined;
const coloured = process.env.NO_COLOR ? false : live || Boolean(process.env.FORCE_COLOR);

function paint(code, text) {
  return coloured ? `\u001b[${code}m${text}\u001b[0m` : text;
}

export const green = text => paint(32, text);
export const red = text => paint(31, text);
export const yellow = text => paint(33, text);
export const faint = text => paint(2, text);

/** 0.42 s, 12.3 s, 2 min 5 s */
export function duration(ms) {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

export function say(line = '') {
  clear();
  process.stdout.write(`${line}\n`);
  draw();
}

const running = new Map();
let timer;
let frame = 0;

function clear() {
  if (live && running.size > 0) process.stdout.write('\r\u001b[2K');
}

function draw() {
  if (!live || running.size === 0) return;
  const parts = [...running.values()].map(({ title, began, note }) => {
    const detail = note === '' ? '' : `: ${note}`;
    return `${title}${detail} ${faint(duration(performance.now() - began))}`;
  });
  const line = `${FRAMES[frame % FRAMES.length]} ${parts.join('  ')}`;
  process.stdout.write(`\r\u001b[2K${cutAt(line, process.stdout.columns ?? 80)}`);
}

/** Cuts at the width, so that a long line cannot wrap and stay; escapes do not count. */
function cutAt(line, width) {
  let seen = 0;
  let out = '';
  for (const piece of line.match(/\u001b\[[0-9;]*m|./gsu) ?? []) {
    if (piece.startsWith('\u001b')) out += piece;
    else if (seen < width - 1) {
      out += piece;
      seen += 1;
    }
  }
  return out;
}

function tick() {
  frame += 1;
  if (live) return draw();
  const now = performance.now();
  for (const entry of running.values()) {
    if (now - entry.spoke < SIGN_OF_LIFE_MS) continue;
    entry.spoke = now;
    process.stdout.write(
      `... ${entry.title}, ${duration(now - entry.began)}${entry.note ? `: ${entry.note}` : ''}\n`,
    );
  }
}

/**
 * Runs `work(note)` under a title; `note` shows where it is. The last line says how it ended and how long it took:
 * `work` may return `{ ok: false, words }`, or throw.
 */
export async function task(title, work) {
  const now = performance.now();
  const entry = { title, began: now, spoke: now, note: '' };
  clear();
  running.set(entry, entry);
  if (!live) process.stdout.write(`... ${title}\n`);
  draw();
  timer ??= setInterval(tick, live ? 100 : 1000);
  const end = (mark, words) => {
    clear();
    running.delete(entry);
    if (running.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    process.stdout.write(
      `${mark} ${title}${words ? `: ${words}` : ''} ${faint(`(${duration(performance.now() - entry.began)})`)}\n`,
    );
    draw();
  };
  try {
    const result = await work(text => {
      entry.note = text;
    });
    const words = result?.words ?? '';
    if (result?.ok === false) end(red('✗'), words);
    else if (result?.skipped === true) end(yellow('-'), words);
    else end(green('✓'), words);
    return result;
  } catch (error) {
    end(red('✗'), '');
    throw error;
  }
}
