/** What a renewal of the lock changed. */
import type { RenewedLock } from '../../bundle/renew-lock.ts';

export function lockChangeLines({ path, packages, changes }: RenewedLock): string[] {
  if (changes.length === 0) return [`Nothing newer: ${packages} packages in ${path}`];
  return [
    ...changes.map(({ name, from, to }) =>
      from === null ? `+ ${name} ${to}` : to === null ? `- ${name} ${from}` : `~ ${name} ${from} → ${to}`,
    ),
    `${changes.length} of ${packages} packages changed in ${path}`,
  ];
}
