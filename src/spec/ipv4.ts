/** IPv4 networks as numbers. */

export interface Network {
  /** As it was written. */
  text: string;
  /** First address, as a number below 2^32. */
  first: number;
  /** Last address. */
  last: number;
  /** Length of the prefix, 0 to 32. */
  prefix: number;
  /** Whether what was written is the first address. */
  aligned: boolean;
}

/** Null for what is no IPv4 address. */
export function addressNumber(text: string): number | null {
  const octets = text.split('.');
  if (octets.length !== 4 || octets.some(octet => !/^\d{1,3}$/.test(octet) || Number(octet) > 255))
    return null;
  return octets.reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

/** `a.b.c.d` of a number below 2^32. */
export function addressText(value: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** Null for what is not written `10.244.0.0/16`. */
export function parseNetwork(text: string): Network | null {
  const match = /^([\d.]+)\/(\d{1,2})$/.exec(text);
  const address = match === null ? null : addressNumber(match[1]!);
  const prefix = Number(match?.[2]);
  if (address === null || prefix > 32) return null;
  const size = 2 ** (32 - prefix);
  const first = address - (address % size);
  return { text, first, last: first + size - 1, prefix, aligned: address === first };
}

export function overlap(a: Network, b: Network): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** False for what is no address. */
export function holds({ first, last }: Network, address: string): boolean {
  const value = addressNumber(address);
  return value !== null && value >= first && value <= last;
}
