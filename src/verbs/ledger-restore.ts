/** The verb `ledger.restore`: what Barque wrote is undone by its own ledger, the last first. */
import { sh } from '../base/shell-text.ts';
import type { LedgerRestore } from '../plan/verbs/ledger-restore.ts';
import type { VerbKind } from './verb-kind.ts';

const OBSERVE = sh`
if [ -s /var/lib/barque/ledger ] || [ -e /opt/barque ]; then echo ledger=present; else echo ledger=absent; fi
`;

/**
 * A line of the ledger is `ORIGINAL PATH`: what was there before (absent, link:TARGET, the digest under which it is kept;
 * or `folder`: one that was missing). It goes as a whole at the end, so that whoever is interrupted begins again;
 * restoring twice is restoring once.
 */
const PERFORM = sh`
set -eu
state=/var/lib/barque
ledger=$state/ledger
[ -e "$ledger" ] || : >"$ledger"
sed -n 's#^[^ ]* /etc/systemd/system/\([^/]*\.\(service\|socket\|timer\)\)\(\.d/.*\)\{0,1\}$#\1#p' "$ledger" | sort -u |
  while read -r unit; do
    systemctl disable --now --quiet --no-reload "$unit" 2>/dev/null || systemctl stop "$unit" 2>/dev/null || true
    rm -f "/run/barque/loaded/$unit.config" "/run/barque/loaded/$unit.settings"
  done
awk '{ line[NR] = $0 } END { for (i = NR; i > 0; i--) print line[i] }' "$ledger" | while read -r original path; do
  case $original in
    absent) rm -f "$path" ;;
    # What somebody else has put there since keeps its folder.
    folder) rmdir "$path" 2>/dev/null || true ;;
    link:*) ln -sfn "$(printf %s "$original" | cut -d: -f2-)" "$path" ;;
    *)
      if [ ! -e "$state/originals/$original" ]; then
        echo "the original of $path is not in $state/originals; it stays as it is"
        continue
      fi
      cp -p "$state/originals/$original" "$path.barque-original"
      mv -f "$path.barque-original" "$path"
      ;;
  esac
done
rm -rf /opt/barque
if [ -e "$state/kernel" ]; then
  while read -r name value; do
    printf '%s\n' "$value" >"/proc/sys/$(printf %s "$name" | tr . /)" || true
  done <"$state/kernel"
fi
systemctl daemon-reload
systemctl reset-failed 2>/dev/null || true
sync -f "$state"
rm -f "$ledger" "$state/kernel" "$state/digests" "$state/kubeadm"
`;

const LEDGER = '/var/lib/barque/ledger';

export const LEDGER_RESTORE: VerbKind<LedgerRestore> = {
  do: 'ledger.restore',
  tries: 1,
  args: () => [],
  observe: OBSERVE,
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: machine => ({
      ledger: machine.files.has(LEDGER) || machine.programs.size > 0 ? 'present' : 'absent',
    }),
    perform: function* (machine) {
      const entries = (machine.files.get(LEDGER)?.content ?? '').split('\n').filter(line => line !== '');
      for (const [unit, state] of machine.units) {
        const isOurs = entries.some(entry => entry.includes(` /etc/systemd/system/${unit}`));
        if (!isOurs) continue;
        yield {
          what: `stop ${unit}`,
          apply: () =>
            machine.units.set(unit, {
              ...state,
              active: false,
              enabled: false,
              config: null,
              settings: null,
            }),
        };
      }
      for (const entry of entries.reverse()) {
        const path = entry.slice(entry.indexOf(' ') + 1);
        // The simulation keeps no originals: what a package brought goes with it.
        yield { what: `restore ${path}`, apply: () => machine.files.delete(path) };
      }
      yield {
        what: 'remove programs',
        apply: () => {
          machine.programs.clear();
          machine.links.clear();
        },
      };
      yield { what: 'forget the ledger', apply: () => machine.files.delete(LEDGER) };
    },
  },
};
