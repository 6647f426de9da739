/** The verb `unit.stop`: stopped, and disabled, so that a boot does not bring it back. */
import { sh } from '../base/shell-text.ts';
import type { UnitStop } from '../plan/verbs/unit-stop.ts';
import type { VerbKind } from './verb-kind.ts';

/** A unit that nobody knows neither runs nor starts. */
const OBSERVE = sh`
case $(systemctl show -p ActiveState --value "$1" 2>/dev/null) in
  inactive | failed | '') active=no ;;
  *) active=yes ;;
esac
if [ "$(systemctl is-enabled "$1" 2>/dev/null)" = enabled ]; then enabled=yes; else enabled=no; fi
printf 'active=%s\nenabled=%s\n' "$active" "$enabled"
`;

const PERFORM = sh`
systemctl disable --quiet --now "$1" 2>&1
`;

export const UNIT_STOP: VerbKind<UnitStop> = {
  do: 'unit.stop',
  args: ({ unit }) => [unit],
  observe: OBSERVE,
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: ({ units }, { unit }) => {
      const now = units.get(unit);
      return {
        active: now?.active === true ? 'yes' : 'no',
        enabled: now?.enabled === true && !now.masked ? 'yes' : 'no',
      };
    },
    perform: function* ({ units }, { unit }) {
      const update = (change: object) => () => {
        const now = units.get(unit);
        if (now !== undefined) units.set(unit, { ...now, ...change });
      };
      yield { what: `disable ${unit}`, apply: update({ enabled: false }) };
      yield { what: `stop ${unit}`, apply: update({ active: false, config: null, settings: null }) };
    },
  },
};
