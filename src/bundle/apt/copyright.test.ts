import { expect, it } from 'vitest';
import { licenceIn } from './copyright.ts';

const MACHINE_READABLE = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: thing

Files: debian/*
License: GPL-2+

Files: *
Copyright: somebody
License: BSD-3-clause
 Redistribution and use …

License: GPL-2+
 On Debian systems …
`;

it('the licence is the one of most files', () => {
  expect(licenceIn(MACHINE_READABLE)).toBe('BSD-3-clause');
});

it('is the first one given when no paragraph covers all files', () => {
  expect(licenceIn(MACHINE_READABLE.replace('Files: *', 'Files: src/*'))).toBe('GPL-2+');
});

it('is not guessed from prose', () => {
  expect(licenceIn('This package was debianized … see /usr/share/common-licenses/GPL-2')).toBeUndefined();
  expect(licenceIn('')).toBeUndefined();
});
