/** Looks for anything of a lab on this host, by other means than the product's own. */
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { foldersOf } from '../../src/base/xdg.ts';

/** One line for each thing that is there: a process, mount, namespace, cgroup, loop device or file. */
export function remainsOnHost(lab: string): string[] {
  const isOurs = (text: string) =>
    text.includes(`/labs/${lab}/`) || new RegExp(`barque-${lab}([.\\s/]|$)`, 'm').test(text);
  const found: string[] = [];
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    const words = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
    if (Number(pid) === process.pid || words === '') continue;
    if (isOurs(words) || isOurs(read(`/proc/${pid}/cgroup`))) found.push(`process ${pid} ${words}`);
  }
  const lines = (kind: string, text: string) =>
    found.push(
      ...text
        .split('\n')
        .filter(isOurs)
        .map(line => `${kind} ${line}`),
    );
  lines('mount', read('/proc/self/mountinfo'));
  lines('namespace', execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' }));
  lines(
    'cgroup',
    execFileSync('find', ['/sys/fs/cgroup', '-type', 'd', '-name', 'barque-*'], { encoding: 'utf8' }),
  );
  lines('loop device', globSync('/sys/block/loop*/loop/backing_file').map(read).join('\n'));
  lines('folder', globSync('/run/systemd/nspawn/**/barque-*').join('\n'));
  const folder = `${foldersOf(process.env).state}/labs/${lab}`;
  if (existsSync(folder)) found.push(`folder ${folder}`);
  return found;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
