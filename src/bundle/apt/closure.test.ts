import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closureOf, indexPackages, minimalSystem, UnmetRelation } from './closure.ts';
import { parseControl } from './control-paragraph.ts';

const ARCHIVE = [
  ...parseControl(`
Package: balancer
Version: 3.0-1
Depends: libc (>= 2.38), libssl | libtls, mail-agent, helper (= 1.0)

Package: libssl
Version: 3.5-1
Depends: libc, data

Package: data
Version: 1
Depends: balancer

Package: libc
Version: 2.41-1
Essential: yes

Package: helper
Version: 1.0
Priority: required

Package: exim
Version: 4
Provides: mail-agent

Package: postfix
Version: 3
Provides: mail-agent (= 2)

Package: apt
Version: 3.0
`),
];

const index = indexPackages(ARCHIVE);
const names = (asked: string[], present: string[] = []) =>
  closureOf(index, asked, new Set(present)).map(({ name }) => name);

describe('what a package needs', () => {
  it('is everything that its dependencies need in turn, circles included', () => {
    expect(names(['balancer'])).toEqual(['balancer', 'data', 'exim', 'helper', 'libc', 'libssl']);
  });

  it('leaves out what the system has', () => {
    expect(names(['balancer'], ['libc', 'libssl'])).not.toContain('libssl');
  });

  it('brings along what the system has when an exact version is wanted, since the system may have another', () => {
    expect(names(['balancer'], ['libc', 'helper'])).toContain('helper');
  });

  it('takes another provider when the system has it, or it is asked for', () => {
    expect(names(['balancer'], ['postfix'])).not.toContain('exim');
    expect(names(['balancer', 'postfix'])).not.toContain('exim');
  });

  it('says which packages need it', () => {
    const chosen = closureOf(index, ['balancer', 'libssl'], new Set());
    expect(chosen.find(({ name }) => name === 'libc')?.neededBy).toEqual(['balancer', 'libssl']);
  });

  it('takes the newest version, of whatever archive', () => {
    const renewed = indexPackages([...ARCHIVE, { Package: 'libc', Version: '2.41-1+deb13u1' }]);
    expect(renewed.byName.get('libc')?.['Version']).toBe('2.41-1+deb13u1');
  });

  it('refuses what nothing meets, naming who needs it', () => {
    const broken = indexPackages([
      { Package: 'a', Version: '1', Depends: 'b (>= 2) | c' },
      { Package: 'b', Version: '1' },
    ]);
    expect(() => closureOf(broken, ['a'], new Set())).toThrow(new UnmetRelation('b (>= 2) | c', 'a'));
    expect(() => closureOf(broken, ['z'], new Set())).toThrow(UnmetRelation);
  });

  it('does not take a provider without a version for a relation with one', () => {
    const archive = indexPackages([
      { Package: 'a', Version: '1', Depends: 'virtual (>= 1)' },
      { Package: 'b', Version: '9', Provides: 'virtual' },
    ]);
    expect(() => closureOf(archive, ['a'], new Set())).toThrow(UnmetRelation);
  });

  it('counts essential and required packages and apt to every system', () => {
    expect([...minimalSystem(index)].sort()).toEqual(['apt', 'helper', 'libc']);
  });
});

describe('for any archive', () => {
  const archive = fc.array(
    fc.record({
      Package: fc.constantFrom(...'abcdefgh'),
      Version: fc.constantFrom('1', '2', '1:1', '2~rc'),
      Depends: fc.constantFrom('', 'a', 'b | c', 'd, e (>= 1)', 'v', 'f (<< 9) | v'),
      Provides: fc.constantFrom('', 'v', 'v (= 1)'),
    }),
    { minLength: 8, maxLength: 20 },
  );

  it('the result is the same in whatever order packages are listed and asked for, and is closed', () => {
    fc.assert(
      fc.property(
        archive,
        fc.shuffledSubarray([...'abcdefgh'], { minLength: 1 }),
        fc.gen(),
        (packages, asked, gen) => {
          // Of two paragraphs with one name and version, a real archive never has different ones.
          const unique = [...new Map(packages.map(one => [`${one.Package} ${one.Version}`, one])).values()];
          const shuffled = gen(fc.shuffledSubarray, unique, { minLength: unique.length });
          const solve = (list: typeof unique, roots: readonly string[]) => {
            try {
              return closureOf(indexPackages(list), roots, new Set());
            } catch (error) {
              if (error instanceof UnmetRelation) return error.message.length > 0 ? 'unmet' : '';
              throw error;
            }
          };
          const first = solve(unique, asked);
          expect(solve(shuffled, [...asked].reverse())).toEqual(first);
          if (typeof first === 'string') return;
          const again = solve(
            unique,
            first.map(({ name }) => name),
          );
          expect((again as typeof first).map(({ name }) => name)).toEqual(first.map(({ name }) => name));
        },
      ),
    );
  });
});
