/** The package as a person gets it: built, packed, installed into an empty folder, run. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** Where the packaged program looks for its user's things: an empty home, so that no setting of ours helps it. */
const env = (home: string) => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'))),
  XDG_CONFIG_HOME: home,
  XDG_STATE_HOME: home,
  XDG_CACHE_HOME: home,
});

describe('npm pack', () => {
  let folder: string;
  const inFolder = (...parts: string[]) => join(folder, ...parts);
  const barque = (...args: string[]) =>
    execa(inFolder('used/node_modules/.bin/barque'), args, {
      env: env(inFolder('home')),
      extendEnv: false,
      reject: false,
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'barque-pack-'));
    // A copy, so that a dist/ in the checkout is neither used nor replaced.
    const { files } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
    const sources = [...files, 'src', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
    for (const name of sources.filter(each => each !== 'dist')) {
      await cp(join(ROOT, name), inFolder('source', name), { recursive: true });
    }
    await symlink(join(ROOT, 'node_modules'), inFolder('source/node_modules'));
    await execa('npm', ['pack', '--pack-destination', folder], { cwd: inFolder('source') });
    const archive = (await readdir(folder)).find(name => name.endsWith('.tgz'))!;
    await mkdir(inFolder('used'));
    await mkdir(inFolder('home'));
    await writeFile(inFolder('used/package.json'), '{ "private": true }\n');
    const install = [
      'install',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--omit=dev',
      inFolder(archive),
    ];
    await execa('npm', install, { cwd: inFolder('used') });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('the installed command tells its version', async () => {
    const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(await barque('--version')).toMatchObject({ exitCode: 0, stdout: version });
  });

  test('the installed command knows every command of the checkout', async () => {
    const installed = await barque('--help');
    const here = await execa(join(ROOT, 'barque'), ['--help'], { reject: false });
    expect(installed.stdout).toContain('Commands:');
    expect(installed.stdout).toBe(here.stdout);
  });

  test('a wrong word ends with the exit code of usage', async () => {
    expect(await barque('sail')).toMatchObject({ exitCode: 64 });
  });

  test('nothing but the program, its build recipes and its papers is in it', async () => {
    const top = await readdir(inFolder('used/node_modules/barque'));
    const allowed = ['LICENSE', 'README.md', 'barque', 'dist', 'node_modules', 'package.json', 'upstream'];
    expect(top.filter(name => !allowed.includes(name))).toEqual([]);
    expect(top).toContain('dist');
  });
});
