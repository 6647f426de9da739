import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { upstreamFolder } from './upstream.ts';

const run = promisify(execFile);

function hasGo(): boolean {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasGo())('barque-probe (skipped where Go is not installed)', () => {
  it('passes its own tests', { timeout: 180_000 }, async () => {
    const { stdout } = await run('go', ['test', '-count=1', './...'], {
      cwd: upstreamFolder('barque-probe'),
      env: { ...process.env, GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'auto', GOWORK: 'off' },
    });
    expect(stdout).toMatch(/^ok\s/m);
  });

  it('needs nothing beyond the standard library', async () => {
    const { stdout } = await run('go', ['list', '-m', 'all'], { cwd: upstreamFolder('barque-probe') });
    expect(stdout.trim().split('\n')).toHaveLength(1);
  });
});
