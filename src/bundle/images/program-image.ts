/** Layers and images of programs that a part has just built. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Blob } from './blob.ts';
import { writeLayer } from './image.ts';
import type { TarEntry } from './tar.ts';

/** One layer with built programs: path in the image → path below `out`; `links` are path → target. */
export async function programLayer(
  out: string,
  programs: Readonly<Record<string, string>>,
  signal: AbortSignal,
  links: Readonly<Record<string, string>> = {},
): Promise<Blob> {
  const files = await Promise.all(
    Object.entries(programs).map(async ([path, built]): Promise<TarEntry> => {
      const file = join(out, built);
      return { is: 'file', path, mode: 0o755, content: { file, size: (await stat(file)).size } };
    }),
  );
  const symbolic = Object.entries(links).map(([path, to]): TarEntry => ({ is: 'link', path, to }));
  return await writeLayer(out, [...files, ...symbolic], signal);
}
