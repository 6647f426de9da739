/** Which files nobody is shown: keys, credentials, and all that only its owner may read. */

/**
 * By where it lies and by its mode (octal digits). Everybody on the host may read what has the last read bit;
 * a file without it was narrowed for a reason, and a terminal's scrollback is no place for it.
 */
export function isSecretFile({ path, mode }: { path: string; mode: string }): boolean {
  if ((Number.parseInt(mode, 8) & 0o004) === 0) return true;
  // Kubernetes' keys, and its kubeconfigs: admin.conf, kubelet.conf, …
  if (/^\/etc\/kubernetes\/([^/]+\.conf$|pki\/)/.test(path)) return true;
  return path.startsWith('/var/lib/kubelet/pki/');
}
