/** Addresses with ports as both programs write them. */

export interface Endpoint {
  /** Empty where it means any address; a name, a path or an address elsewhere. */
  host: string;
  port: number | null;
}

/** `10.0.0.1:6443`, `[::1]:6443`, `*:8443`, `:8443`, `ipv4@10.0.0.1:80`, `/run/x.sock`; never throws. */
export function endpointOf(text: string): Endpoint {
  const plain = text.replace(/^[a-z0-9+]+@/i, '');
  if (plain.startsWith('/')) return { host: plain, port: null };
  const match = /^(.*):(\d{1,5})(?:-\d{1,5})?$/.exec(plain);
  // `fe80::1` without brackets has no port of its own when its last part is one of the address.
  const host = match === null ? plain : match[1]!;
  const bare = host.replace(/^\[|\]$/g, '');
  return {
    host: ['*', '0.0.0.0', '::'].includes(bare) ? '' : bare,
    port: match === null ? null : Number(match[2]),
  };
}

/** Whether only this host can reach it. */
export function isLoopback({ host }: Endpoint): boolean {
  return host.startsWith('127.') || host === '::1' || host === 'localhost' || host.startsWith('/');
}
