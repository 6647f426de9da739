/** A bundle as a table: what, version, size, licence, source. */
import type { Bundle, BundleFile } from '../../bundle/bundle.ts';
import type { Paint } from './paint.ts';
import { byteText } from './quantities.ts';

export function bundleLines(bundle: Bundle, colour: Paint): string[] {
  const { description } = bundle;
  const { files, images } = description;
  const of = (kind: BundleFile['kind']) => files.filter(file => file.kind === kind);
  const release =
    description.kubernetes === null ? 'without Kubernetes' : `for Kubernetes ${description.kubernetes}`;
  const dependencies = of('package-dependency');
  const total = byteText(files.reduce((sum, { size }) => sum + size, 0));
  return [
    colour.bold(`Bundle ${release}, ${description.distribution}, ${description.architecture}`),
    `${bundle.folder}`,
    `${files.length} files, ${total}, ${bundle.digest.slice(0, 19)}`,
    '',
    ...section('Programs', of('program').map(rowOf), colour),
    ...section(
      'Images',
      images.map(image => [image.name, '', sizeOfImage(bundle, image.layers), '', '']),
      colour,
    ),
    ...section('Packages', of('package').map(rowOf), colour),
    ...(dependencies.length === 0 ? [] : [`  and ${dependencies.length} packages that these need`, '']),
    PROVENANCE,
  ];
}

/** Said wherever a bundle shows itself: what came about on this host is not a release. */
const PROVENANCE =
  'Provenance: go-modules. The programs were built on a host from Go modules; they are not the releases that\n' +
  'their projects publish and sign. Such a bundle is for labs; other hosts take it with --allow-module-bundle only.';

function rowOf({ name, path, version, size, licence, source }: BundleFile): string[] {
  const own = path.split('/').at(-1)!;
  const shown = own === name || own.endsWith('.deb') ? name : `${name}/${own}`;
  return [shown, version, byteText(size), licence, source];
}

function sizeOfImage({ description }: Bundle, layers: readonly string[]): string {
  const sizes = new Map(description.files.map(({ sha256, size }) => [sha256, size]));
  return byteText(layers.reduce((sum, layer) => sum + (sizes.get(layer) ?? 0), 0));
}

function section(title: string, rows: readonly string[][], colour: Paint): string[] {
  if (rows.length === 0) return [];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === 2 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)));
  return [colour.bold(title), ...rows.map(row => `  ${line(row).join('  ').trimEnd()}`), ''];
}
