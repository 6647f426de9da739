/** Whether units run now: volatile, never part of planning. */
import { sh } from '../../base/shell-text.ts';
import type { FactSource } from '../fact.ts';

/** systemd's words: `active`, `activating` (also: waits to be started again), `failed`, `inactive`; `absent`: no such unit. */
export type UnitState =
  | 'active'
  | 'activating'
  | 'reloading'
  | 'deactivating'
  | 'failed'
  | 'inactive'
  | 'absent';

/** An empty line between units, by systemctl itself. */
const TEXT = sh`
systemctl show -p Id -p LoadState -p ActiveState "$@" 2>/dev/null || true
`;

/** By the names that were asked for. */
export function unitStates<Name extends string>(
  units: readonly Name[],
): FactSource<Readonly<Record<Name, UnitState>>> {
  const statesOf = (state: (unit: Name) => UnitState) =>
    Object.fromEntries(units.map(unit => [unit, state(unit)])) as Record<Name, UnitState>;
  return {
    name: 'units',
    text: TEXT,
    args: units,
    parse: stdout => {
      const blocks = stdout.split(/\n\s*\n/);
      return statesOf(unit => {
        const lines = blocks.map(block => block.split('\n')).find(block => block.includes(`Id=${unit}`));
        const word = (key: string) =>
          lines?.find(line => line.startsWith(`${key}=`))?.slice(key.length + 1) ?? '';
        return word('LoadState') === 'not-found' || lines === undefined
          ? 'absent'
          : (word('ActiveState') as UnitState);
      });
    },
    simulate: machine =>
      statesOf(name => {
        const unit = machine.units.get(name);
        if (unit === undefined) return 'absent';
        return unit.active ? 'active' : 'inactive';
      }),
  };
}
