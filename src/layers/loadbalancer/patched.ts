/** Our file with the person's patch over it. */
import { BarqueError } from '../../base/errors.ts';
import type { Patched } from '../../formats/patched.ts';
import type { NamedText } from '../../spec/resolved.ts';

/** Throws configuration, with every reason, when the patch touches what promises rest on. */
export function patchedOrRefused<File>(
  ours: File,
  patch: NamedText | null,
  apply: (ours: File, text: string) => Patched<File>,
): File {
  if (patch === null) return ours;
  const patched = apply(ours, patch.content);
  if (patched.is === 'patched') return patched.file;
  throw new BarqueError({
    domain: 'configuration',
    attempted: 'use a patch of the load balancers',
    where: patch.name,
    cameBack: patched.because.join('\n'),
    next: 'Take these lines out of the patch.',
  });
}
