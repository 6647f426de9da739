// Makes this machine ready for what was asked for: says first what it will do and about how long, then does only what is missing.
// It runs before `npm ci` on any Node ≥ 20, so it uses no package.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goHere, isRoot, missingPackages, noLabBecause, notDebian, which } from './host.mjs';
import { npmPackagesFit, stampNpmPackages } from './npm-packages.mjs';
import { CHECK_PACKAGES, LAB_PACKAGES } from './packages.mjs';
import { say, task, yellow } from './progress.mjs';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** The oldest Node that this file and npm 10's lock files are tried with. */
const NODE_NEEDED = 20;

/** A refusal: what is wrong and what to do, for people; no stack trace. */
export class Refusal extends Error {
  constructor(words, next) {
    super(next === undefined ? words : `${words}\n\n${next}`);
  }
}

/**
 * @param {{ title: string, lab: 'needed' | 'if-possible' | 'no', after: readonly { what: string, time: string, lab?: boolean }[] }} asked
 *   `after` is what the caller does afterwards, for the list that is shown first.
 * @returns {Promise<{ node: string, noLab: string | undefined }>} the Node to go on with, and why there is no lab here
 */
export async function prepare(asked) {
  refuseOldNode();
  const noLab = asked.lab === 'no' ? 'not asked for' : noLabBecause();
  const go = noLab === undefined ? goHere() : undefined;
  if (go?.is === 'missing') {
    throw new Refusal(`${capital(go.words)}; the programs of the lab's machines are built with it.`, go.next);
  }
  if (noLab !== undefined && asked.lab === 'needed') throw new Refusal(`${capital(noLab)}.`, go?.next);
  if (go?.is === 'fetches') process.env.GOTOOLCHAIN = 'auto';
  if (go?.program !== undefined) withInPath(dirname(go.program));

  const wanted = [...(noLab === undefined ? LAB_PACKAGES : []), ...CHECK_PACKAGES];
  const canInstall = isRoot() && notDebian() === undefined;
  const missing = canInstall ? missingPackages(wanted) : [];
  const npmFits = npmPackagesFit(ROOT);
  if (!npmFits && which('npm') === undefined) {
    throw new Refusal(
      'npm is not installed.',
      'Install it together with Node: https://nodejs.org/en/download (or apt-get install npm).',
    );
  }

  tell(asked, noLab, [
    ...(missing.length > 0
      ? [{ what: `install ${missing.length} Debian packages: ${missing.join(', ')}`, time: 'about 40 s' }]
      : []),
    ...(npmFits
      ? []
      : [{ what: 'install the npm packages of package-lock.json (npm ci)', time: 'about 20 s' }]),
    ...asked.after.filter(({ lab }) => lab !== true || noLab === undefined),
  ]);
  if (go?.is === 'fetches') say(`${go.words} (80 MB, once).`);

  if (missing.length > 0) await installDebian(missing);
  if (!npmFits) await installNpm();
  const { node24 } = await import('./find-node.mjs');
  return { node: node24(), noLab };
}

function tell({ title, lab }, noLab, steps) {
  if (steps.length === 0) return;
  say(`${title} will`);
  for (const [at, { what, time }] of steps.entries()) say(`  ${at + 1}. ${what.padEnd(64)} ${time}`);
  if (lab === 'if-possible' && noLab !== undefined) say(`${yellow('Lab tests are skipped:')} ${noLab}.`);
  say();
}

function refuseOldNode() {
  if (Number(process.versions.node.split('.')[0]) >= NODE_NEEDED) return;
  throw new Refusal(
    `This is Node ${process.versions.node}; Barque's set-up needs Node ${NODE_NEEDED} or newer.`,
    'Install one from https://nodejs.org/en/download; the Node 24 that Barque itself runs on then comes by npm.',
  );
}

/** One transaction; nothing is removed for it, and no service is restarted by needrestart. */
async function installDebian(names) {
  const apt = (...args) => [
    'apt-get',
    '-q',
    '-o',
    'DPkg::Lock::Timeout=120',
    '-o',
    'Dpkg::Use-Pty=0',
    ...args,
  ];
  const env = { DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_SUSPEND: '1', LC_ALL: 'C.UTF-8' };
  await task(`install Debian packages: ${names.join(' ')}`, async note => {
    note('apt-get update');
    await runQuietly(apt('update'), { env, note });
    const install = apt('install', '--yes', '--no-remove', '--no-install-recommends', ...names);
    await runQuietly(install, { env, note });
    const left = missingPackages(names.map(name => ({ name })));
    if (left.length > 0)
      throw new Refusal(`apt-get ended well, but these are not installed: ${left.join(', ')}.`);
    return {};
  });
}

async function installNpm() {
  // NODE_ENV=production and omit= in somebody's npmrc would leave out what we run on.
  const args = [
    'npm',
    'ci',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  await task('install npm packages', async note => {
    const counting = setInterval(() => note(`${countFolders(join(ROOT, 'node_modules'))} packages`), 1000);
    try {
      await runQuietly(args, { env: { npm_config_omit: '' }, note: () => {} });
    } finally {
      clearInterval(counting);
    }
    stampNpmPackages(ROOT);
    return { words: `${countFolders(join(ROOT, 'node_modules'))} packages` };
  });
}

function countFolders(folder) {
  try {
    return readdirSync(folder).filter(name => !name.startsWith('.')).length;
  } catch {
    return 0;
  }
}

/** Runs a program, shows its last line as the note, and its last lines when it fails. */
export function runQuietly([program, ...args], { env = {}, note = () => {}, cwd = ROOT }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const hear = chunk => {
      output = (output + chunk).slice(-20_000);
      const line = output.trimEnd().split('\n').at(-1) ?? '';
      note(line.trim().slice(0, 60));
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.on('error', error => reject(new Refusal(`Could not run ${program}: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output);
      const end = output.trimEnd().split('\n').slice(-15).join('\n');
      reject(new Refusal(`${[program, ...args].join(' ')} ended with ${signal ?? code}:\n\n${end}`));
    });
  });
}

function withInPath(folder) {
  if (!(process.env.PATH ?? '').split(':').includes(folder))
    process.env.PATH = `${process.env.PATH ?? ''}:${folder}`;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { noLab } = await prepare({ title: 'Setting up', lab: 'if-possible', after: [] });
    say(noLab === undefined ? 'Everything is there.' : 'Everything but the lab is there.');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 19;
  }
}
