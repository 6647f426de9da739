/** What Kubernetes' programs read is what was meant. The sentences are of go-yaml's own table (v2, resolve.go). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printKubernetesYaml, readKubernetesYaml } from './kubernetes-yaml.ts';

const read = (text: string) => readKubernetesYaml(text).map(each => each.toJS() as unknown);

describe('what a person writes is read as kubectl does', () => {
  test.each([
    ['0400', 256],
    ['0x1f', 31],
    ['0b11', 3],
    ['1_000', 1000],
    ['08', 8],
    ['yes', true],
    ['On', true],
    ['n', false],
    ['off', false],
    ['~', null],
    ['.5', 0.5],
    ['1e3', 1000],
    ['12:30:45', '12:30:45'],
    ['80:8080', '80:8080'],
    ['2026-11-23', '2026-11-23'],
    ['2026-11-23T07:15:00Z', '2026-11-23T07:15:00Z'],
    ['.', '.'],
    ['"0400"', '0400'],
    ['1.36.3', '1.36.3'],
  ])('%s', (text, value) => {
    expect(read(`a: ${text}`)).toEqual([{ a: value }]);
  });

  test('with merge keys, and documents without content between others', () => {
    expect(read('a: &x {b: 1}\nc: {<<: *x}\n---\n# later\n---\nd: 1\n')).toEqual([
      { a: { b: 1 }, c: { b: 1 } },
      null,
      { d: 1 },
    ]);
    expect(read('')).toEqual([]);
  });
});

describe('what is printed for them', () => {
  test.each([
    'yes',
    'no',
    'on',
    'Off',
    'y',
    'N',
    'true',
    'null',
    '~',
    '0400',
    '1_0',
    '0x1F',
    '0X1F',
    '0o7',
    '0b1',
    '1e3',
    '.5',
    '12:30',
    '2026-11-23',
  ])('has the word %s between quotes, as a value and as a key', word => {
    expect(printKubernetesYaml([{ a: word }])).toBe(`a: "${word}"\n`);
    expect(printKubernetesYaml([{ [word]: 1 }])).toBe(`"${word}": 1\n`);
  });

  test('is plain where nobody can take it for something else', () => {
    const value = {
      name: 'coredns',
      image: 'registry.k8s.io/coredns:v1.14',
      port: 53,
      ready: true,
      text: 'a\nb\n',
    };
    expect(printKubernetesYaml([value, { next: ['1.36.3', '10s', '/a'] }])).toBe(
      'name: coredns\nimage: registry.k8s.io/coredns:v1.14\nport: 53\nready: true\ntext: |\n  a\n  b\n---\nnext:\n  - 1.36.3\n  - 10s\n  - /a\n',
    );
  });

  test('is read again as what it was, whatever the words', () => {
    const words = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[-+]?[0-9_.:xobXOBeE]{1,8}$/),
      fc.constantFrom('yes', 'NO', 'On', 'y', '<<', '=', '0777', '#a', '- a', 'a: b', '%x', '---', '...'),
    );
    // A key << is no name in any object of theirs.
    const keys = words.filter(word => word !== '<<');
    const value = fc.dictionary(keys, fc.oneof(words, fc.integer(), fc.boolean(), fc.array(words)));
    fc.assert(
      fc.property(value, each => {
        expect(read(printKubernetesYaml([each]))).toEqual([{ ...each }]);
      }),
    );
  });
});
