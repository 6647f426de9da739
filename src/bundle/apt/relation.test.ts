import { describe, expect, it } from 'vitest';
import { parseRelations, versionMeets } from './relation.ts';

describe('relations between packages', () => {
  it('are alternatives within commas', () => {
    expect(parseRelations('libc6 (>= 2.38), default-mta | mail-transport-agent,perl:any')).toEqual([
      [{ name: 'libc6', version: { operator: '>=', than: '2.38' } }],
      [{ name: 'default-mta' }, { name: 'mail-transport-agent' }],
      [{ name: 'perl' }],
    ]);
  });

  it('are none when the field is absent or empty', () => {
    expect(parseRelations(undefined)).toEqual([]);
    expect(parseRelations('')).toEqual([]);
  });

  it('refuse what is no package name', () => {
    expect(() => parseRelations('libc6, ${misc:Depends}')).toThrow(SyntaxError);
  });

  it.each([
    ['a (<< 2)', '1', true],
    ['a (<< 2)', '2', false],
    ['a (<= 2)', '2', true],
    ['a (= 2-1)', '2-1', true],
    ['a (= 2-1)', '2-1+b1', false],
    ['a (>= 2)', '2', true],
    ['a (>> 2)', '2', false],
    ['a', '0~', true],
  ])('%s by version %s: %s', (relation, version, expected) => {
    expect(versionMeets(parseRelations(relation)[0]![0]!, version)).toBe(expected);
  });
});
