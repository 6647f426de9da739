/** When a test has failed, its machines' own words are kept beside the journals. */
import { afterEach } from 'vitest';
import { keepArtifact } from './artifacts.ts';
import { barque } from './barque.ts';

export function keepLogs(lab: string, machines: readonly string[]): void {
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    const folder = task.name.replace(/[^A-Za-z0-9]+/g, '-');
    const words =
      'journalctl --no-pager -o short-precise; cat /var/lib/barque/fence /var/lib/barque/journal/*';
    for (const machine of machines) {
      const { stdout } = await barque('lab', 'ssh', `${lab}/${machine}`, '--', words);
      await keepArtifact(`${folder}/${machine}.log`, stdout);
    }
  });
}
