/** The shell of `image.import` on a host that has the bundle's files: what they lack is named, and nothing is pinned. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SampleHost, sampleHost } from '../../test/shell/sample-host.ts';
import { IMAGE_IMPORT } from './image-import.ts';

const BUNDLE = '/etc/bundle';
const IMAGE = 'registry.example/one:1';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const LAYER = 'layer';
const MANIFEST = `{"layers":[{"digest":"sha256:${sha256(LAYER)}"}]}`;

let host: SampleHost;
beforeEach(() => {
  host = sampleHost();
  host.write('/run/barque/x', '');
  // What is imported is read to its end, as by ctr itself.
  host.program('ctr', 'echo "$@" >>"$CALLS"; case $* in *import*) cat >/dev/null ;; esac');
});
afterEach(() => host.remove());

function put(...contents: string[]): void {
  for (const text of contents) host.write(`${BUNDLE}/images/blobs/sha256/${sha256(text)}`, text);
}

const perform = () => host.play(IMAGE_IMPORT.perform, [host.at(BUNDLE), IMAGE, sha256(MANIFEST)]);

test('a whole image is imported, then pinned', () => {
  put(LAYER, MANIFEST);
  expect(perform()).toMatchObject({ code: 0 });
  expect(host.calls().map(call => call.replace(/^--namespace k8s.io images /, ''))).toEqual([
    'import --local -',
    `label ${IMAGE} io.cri-containerd.pinned=pinned`,
  ]);
});

test('an image whose manifest is missing is named, with the file that should be there', () => {
  put(LAYER);
  const { code, stdout } = perform();
  expect(code).toBe(1);
  expect(stdout).toBe(
    `the bundle in ${host.at(BUNDLE)} lacks ${IMAGE}: there is no ${host.at(BUNDLE)}/images/blobs/sha256/${sha256(MANIFEST)}\n`,
  );
  expect(host.calls()).toEqual([]);
});

test('a missing layer is found before anything is imported', () => {
  put(MANIFEST);
  const { code, stdout } = perform();
  expect(code).toBe(1);
  expect(stdout).toContain(
    `lacks a layer of an image: there is no ${host.at(BUNDLE)}/images/blobs/sha256/${sha256(LAYER)}`,
  );
  expect(host.calls()).toEqual([]);
});
