import { describe, expect, test } from 'vitest';
import { debianMirror } from './apt-sources.ts';

const list = (text: string) => [{ name: '/etc/apt/sources.list', text }];
const deb822 = (text: string) => [{ name: '/etc/apt/sources.list.d/debian.sources', text }];

describe('the host’s Debian mirror', () => {
  test('is read from lines, with and without options', () => {
    expect(debianMirror(list('deb http://mirror.example/debian trixie main\n'))).toBe(
      'http://mirror.example/debian',
    );
    expect(
      debianMirror(
        list('# deb http://a/debian x\ndeb [arch=amd64 trusted=yes] https://b.example/debian/ x main'),
      ),
    ).toBe('https://b.example/debian');
  });

  test('is read from deb822, past comments and continuation lines', () => {
    const text =
      'Types: deb deb-src\n# a note\nURIs:\n http://c.example/debian\nSuites: trixie\nComponents: main\n';
    expect(debianMirror(deb822(text))).toBe('http://c.example/debian');
  });

  test('is never the archive of security updates, a source-only or a disabled stanza, or another archive', () => {
    const text = [
      'Types: deb\nURIs: http://d.example/debian-security\nSuites: trixie-security',
      'Types: deb-src\nURIs: http://e.example/debian\nSuites: trixie',
      'Enabled: no\nTypes: deb\nURIs: http://f.example/debian\nSuites: trixie',
      'Types: deb\nURIs: https://g.example/node_20.x\nSuites: nodistro',
    ].join('\n\n');
    expect(debianMirror(deb822(text))).toBeUndefined();
  });

  test('is the first that is found', () => {
    const files = [
      ...list('deb http://one.example/debian x main\n'),
      ...deb822('Types: deb\nURIs: http://two.example/debian\n'),
    ];
    expect(debianMirror(files)).toBe('http://one.example/debian');
  });
});
