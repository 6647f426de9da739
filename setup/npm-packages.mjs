// Whether node_modules is what package-lock.json says, and making it so.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Digest of the lock file that node_modules was installed from. */
const STAMP = '.barque-stamp';

export function lockDigest(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** True without a look into the packages when the stamp fits; an installation by hand is recognised and stamped. */
export function npmPackagesFit(root) {
  const digest = lockDigest(root);
  const stamp = join(root, 'node_modules', STAMP);
  try {
    if (readFileSync(stamp, 'utf8').trim() === digest) return true;
  } catch {}
  if (!installedFits(root)) return false;
  writeFileSync(stamp, `${digest}\n`);
  return true;
}

export function stampNpmPackages(root) {
  writeFileSync(join(root, 'node_modules', STAMP), `${lockDigest(root)}\n`);
}

/** npm keeps what it has installed in a lock of its own (node_modules/.package-lock.json). */
function installedFits(root) {
  let wanted;
  let installed;
  try {
    wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    installed = JSON.parse(readFileSync(join(root, 'node_modules/.package-lock.json'), 'utf8')).packages;
  } catch {
    return false;
  }
  return sameInstallation(wanted, installed);
}

/** Optional packages of other platforms, and what only those need, may be absent; whatever is there must be the lock's. */
export function sameInstallation(wanted, installed) {
  const paths = new Set([...Object.keys(wanted), ...Object.keys(installed)].filter(path => path !== ''));
  for (const path of paths) {
    const [should, is] = [wanted[path], installed[path]];
    if (should === undefined) return false;
    if (is === undefined) {
      if (should.optional === true && !isMadeForHere(should)) continue;
      return false;
    }
    if (should.version !== is.version || should.integrity !== is.integrity) return false;
  }
  return true;
}

function isMadeForHere({ os, cpu, libc }) {
  if (os === undefined && cpu === undefined) return false;
  const fits = (list, here) => list === undefined || [list].flat().includes(here);
  return fits(os, process.platform) && fits(cpu, process.arch) && fits(libc, 'glibc');
}
