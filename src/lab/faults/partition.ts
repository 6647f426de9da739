/** The machine and some others cannot reach each other; the vantage reaches all of them. */
import { type Fault, type Target, timed, whenIn } from '../fault.ts';
import { portOf } from '../names.ts';
import { machineOf } from '../record.ts';
import { dropRules, putRules } from '../switch-rules.ts';

const ID = 'partition';

export const partition: Fault = {
  id: ID,
  summary:
    'cut off from the machines of --from (default: all others), in both directions; the vantage still reaches it',
  heals: 'takes the rules off the switch',
  available: (target, signal) => whenIn(['running', 'frozen'], target, signal),
  inject: (target, options, clock, signal) => {
    const forwarded = forwardRules(target, options.from);
    return timed(clock, () => putRules(target, ID, { forwarded }, signal));
  },
  heal: (target, _clock, signal) => dropRules(target, ID, signal),
};

/** Both directions between its port and those of `from`. Throws `usage` for a machine that the lab does not have. */
function forwardRules({ lab, machine }: Target, from: readonly string[]): string[] {
  const port = portOf(machine.name);
  if (from.length === 0) return [`iifname "${port}"`, `oifname "${port}"`];
  const others = from.map(name => `"${portOf(machineOf(lab, name).name)}"`).join(', ');
  return [`iifname "${port}" oifname { ${others} }`, `oifname "${port}" iifname { ${others} }`];
}
