/** A bundle that lacks what hosts need is found out while planning, and the way to a whole one is named. */
import { expect, test } from 'vitest';
import { BarqueError, type Failure } from '../base/errors.ts';
import { type BundleContents, imageOf, programsOf } from './bundle-contents.ts';

const BUNDLE: BundleContents = {
  kubernetes: '1.36.3',
  programs: [{ name: 'containerd', version: '2.2.1', path: 'programs/ctr', sha256: 'aa', size: 1 }],
  images: [{ name: 'registry.k8s.io/pause:3.10.2', manifest: 'bb' }],
};

function failureOf(find: () => unknown): Failure {
  try {
    find();
  } catch (error) {
    if (error instanceof BarqueError) return error.failure;
  }
  throw new Error('nothing was missed');
}

test('what is there is found by its repository or part', () => {
  expect(imageOf(BUNDLE, 'registry.k8s.io/pause')).toBe(BUNDLE.images[0]);
  expect(programsOf(BUNDLE, 'containerd')).toEqual({ version: '2.2.1', programs: BUNDLE.programs });
});

test.each([
  ['an image', () => imageOf(BUNDLE, 'registry.k8s.io/etcd'), 'the image registry.k8s.io/etcd'],
  [
    'one whose name begins alike',
    () => imageOf(BUNDLE, 'registry.k8s.io/pau'),
    'the image registry.k8s.io/pau',
  ],
  ['a program', () => programsOf(BUNDLE, 'runc'), 'runc'],
])('%s that is not there is named', (_what, find, name) => {
  expect(failureOf(find)).toMatchObject({
    domain: 'configuration',
    attempted: `find ${name} in the bundle`,
    cameBack: 'it is not there',
    next: expect.stringContaining('barque bundle build --kubernetes'),
  });
});

test('one that was made without Kubernetes says so', () => {
  const plain = { ...BUNDLE, kubernetes: null, images: [] };
  expect(failureOf(() => imageOf(plain, 'registry.k8s.io/pause')).cameBack).toBe(
    'it is a bundle without Kubernetes',
  );
});
