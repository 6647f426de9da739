/** The verb `unit.load`: enabled, running, and with this configuration read; a reload where that is enough, else a restart. */
import { digestOfText, hexOf } from '../base/digest.ts';
import { sh, withShell } from '../base/shell-text.ts';
import type { SimulatedMachine } from '../hosts/simulated/machine.ts';
import type { UnitLoad } from '../plan/verbs/unit-load.ts';
import type { VerbKind } from './verb-kind.ts';

/** Drop-ins that an administrator or another tool put there, commas between them, or `no`; those of packages lie in /usr. */
const OVERRIDING = sh`
# Of the files as they are: what systemd itself knows of them is as old as its last reload.
enabled_now() {
  if [ "$(systemctl is-enabled "$1" 2>/dev/null)" = enabled ]; then echo yes; else echo no; fi
}
overriding() {
  found=
  for file in "/etc/systemd/system/$1.d"/*.conf "/etc/systemd/system.control/$1.d"/*.conf "/run/systemd/system/$1.d"/*.conf; do
    case $file in
      */[0-9][0-9]-barque*.conf) ;;
      *) [ ! -e "$file" ] || found=$found,$file ;;
    esac
  done
  if [ -n "$found" ]; then printf %s "$found" | cut -c2-; else echo no; fi
}
`;

const OURS = /\/\d\d-barque[^/]*\.conf$/;

/**
 * What a unit has read, its own hooks note in /run/barque/loaded (layers/unit-loaded.ts). The words
 * are few, so that installing the unit's package before this step changes none of them.
 */
const OBSERVE = sh`
state=$(systemctl show -p ActiveState "$1")
case $state in *ActiveState=active* | *ActiveState=reloading*) active=yes ;; *) active=no ;; esac
enabled=$(enabled_now "$1")
config=$(cat "/run/barque/loaded/$1.config" 2>/dev/null)
settings=$(cat "/run/barque/loaded/$1.settings" 2>/dev/null)
[ "$active" = yes ] || config= settings=
[ -n "$config" ] || config=unknown
[ -n "$settings" ] || settings=unknown
printf 'active=%s\nconfig=%s\nenabled=%s\noverridden=%s\nsettings=%s\n' "$active" "$config" "$enabled" "$(overriding "$1")" "$settings"
`;

/** Arguments: units. For each a line `CONFIG SETTINGS OVERRIDING ENABLED` of what it has read, then systemd's words, all in their order. */
const OBSERVE_MANY = sh`
noted() {
  noted=
  read -r noted <"/run/barque/loaded/$1" || true
  [ -n "$noted" ] || noted=unknown
}
for unit in "$@"; do
  noted "$unit.config"
  config=$noted
  noted "$unit.settings"
  printf '%s %s %s %s\n' "$config" "$noted" "$(overriding "$unit")" "$(enabled_now "$unit")"
done 2>/dev/null
systemctl show -p ActiveState "$@"
`;

/**
 * Arguments: unit, digest of the configuration, digest of the drop-in, `reloads` or `restarts`, VIP (or none), port.
 * What overrides the unit is put aside, not deleted.
 */
const PERFORM = sh`
set -eu
unit=$1 config=$2 settings=$3 way=$4 vip=$5 port=$6
overridden=no
loaded() { cat "/run/barque/loaded/$unit.$1" 2>/dev/null || true; }
for file in $(overriding "$unit" | tr , ' '); do
  [ "$file" != no ] || continue
  aside=/var/lib/barque/aside/$(date -u +%Y%m%dT%H%M%SZ)$(dirname "$file")
  mkdir -p "$aside"
  # It runs as the drop-in says until it is started again, whoever does that.
  rm -f "/run/barque/loaded/$unit.settings"
  mv "$file" "$aside/"
  overridden=yes
done
# Each of these would make systemd read all units again, which takes a good part of a second: once, where it must.
again=$(systemctl show -p NeedDaemonReload --value "$unit")
case $(systemctl is-enabled "$unit" 2>/dev/null || true) in
  enabled) ;;
  masked)
    SYSTEMD_OFFLINE=1 systemctl unmask --quiet "$unit"
    SYSTEMD_OFFLINE=1 systemctl enable --quiet "$unit" 2>&1
    again=yes
    ;;
  # Offline, so that Debian's helper for units with an init script does not reload either.
  *) SYSTEMD_OFFLINE=1 systemctl enable --quiet "$unit" 2>&1 ;;
esac
[ "$again$overridden" = nono ] || systemctl daemon-reload
systemctl reset-failed "$unit" 2>/dev/null || true
since=$(date '+%F %T')
act=restart
if [ "$way" = reloads ] && [ "$overridden" = no ] && systemctl is-active --quiet "$unit" && [ "$(loaded settings)" = "$settings" ]; then
  act=reload
fi
# The address first goes where it is served: a hand-over costs its clients less than a restart. Where nobody takes it
# within three seconds, twice the slowest take-over of a budget of a second, it stays, and the restart is what it is.
track=/run/barque/haproxy.track
here() { ip -o address show | grep -qF " $vip/32 "; }
handed=no
if [ "$act" = restart ] && [ "$vip" != none ] && [ "$(cat "$track" 2>/dev/null)" = 0 ] && here; then
  handed=yes
  echo 1 >"$track"
  tries=0
  while [ "$tries" -lt 30 ]; do
    if ! here && timeout 1 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$vip" "$port" 2>/dev/null; then break; fi
    sleep 0.1
    tries=$((tries + 1))
  done
  [ "$tries" -lt 30 ] || echo 0 >"$track"
fi
back() { [ "$handed" = no ] || ! systemctl is-active --quiet haproxy.service || echo 0 >"$track"; }
trap back EXIT
if ! systemctl "$act" "$unit" 2>/dev/null; then
  echo "$unit does not $act; its own words:"
  journalctl --unit="$unit" --since="$since" --no-pager --output=cat --lines=12
  exit 1
fi
tries=0
while [ "$(loaded config)" != "$config" ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 100 ] || { echo "$unit runs, but has not read the configuration $config"; exit 1; }
  sleep 0.1
done
`;

export const UNIT_LOAD: VerbKind<UnitLoad> = {
  do: 'unit.load',
  args: verb => [
    verb.unit,
    hexOf(verb.config.digest),
    hexOf(verb.settings.digest),
    verb.reloads ? 'reloads' : 'restarts',
    verb.handsOver?.vip ?? 'none',
    String(verb.handsOver?.port ?? 0),
  ],
  observe: withShell(OVERRIDING, OBSERVE),
  observeMany: {
    text: withShell(OVERRIDING, OBSERVE_MANY),
    args: verbs => verbs.map(({ unit }) => unit),
    parse: (stdout, verbs) => {
      const lines = stdout.split('\n').filter(line => line !== '');
      const noted = lines.slice(0, verbs.length).map(line => line.split(' '));
      const valuesOf = (property: string) =>
        lines.filter(line => line.startsWith(`${property}=`)).map(line => line.slice(property.length + 1));
      const states = valuesOf('ActiveState');
      return verbs.map((_, at) => {
        const active = states[at] === 'active' || states[at] === 'reloading';
        const [config = 'unknown', settings = 'unknown', overridden = 'no', enabled = 'no'] = noted[at]!;
        return {
          active: active ? 'yes' : 'no',
          config: active ? config : 'unknown',
          enabled,
          overridden,
          settings: active ? settings : 'unknown',
        };
      });
    },
  },
  perform: withShell(OVERRIDING, PERFORM),
  input: () => '',
  simulate: {
    observe: (machine, verb) => {
      const unit = machine.units.get(verb.unit);
      const active = unit?.active === true;
      return {
        active: active ? 'yes' : 'no',
        config: (active ? unit.config : null) ?? 'unknown',
        enabled: unit?.enabled === true && !unit.masked ? 'yes' : 'no',
        overridden: overridingOf(machine, verb).join(',') || 'no',
        settings: (active ? unit.settings : null) ?? 'unknown',
      };
    },
    perform: function* (machine, verb) {
      // A unit is known by its package, or by a file of its own.
      const isFile = verb.settings.path.endsWith(`/${verb.unit}`);
      const unit = () =>
        machine.units.get(verb.unit) ??
        (isFile && machine.files.has(verb.settings.path) ? { ...STOPPED } : undefined);
      const update = (change: Partial<NonNullable<ReturnType<typeof unit>>>) => () => {
        const now = unit();
        if (now !== undefined) machine.units.set(verb.unit, { ...now, ...change });
      };
      for (const path of overridingOf(machine, verb)) {
        yield {
          what: `put ${path} aside`,
          apply: () => {
            update({ settings: null })();
            machine.files.delete(path);
          },
        };
      }
      yield { what: `unmask ${verb.unit}`, apply: update({ masked: false }) };
      yield { what: `enable ${verb.unit}`, apply: update({ enabled: true }) };
      const keeps =
        verb.reloads && unit()?.active === true && unit()?.settings === hexOf(verb.settings.digest);
      yield {
        what: `${keeps ? 'reload' : 'restart'} ${verb.unit}`,
        apply: () => {
          const config = digestAt(machine, verb.config.path);
          if (keeps) update({ config })();
          else {
            const settings = digestAt(machine, verb.settings.path);
            update({ active: true, config, settings, starts: (unit()?.starts ?? 0) + 1 })();
          }
        },
      };
    },
  },
};

function overridingOf({ files }: SimulatedMachine, { unit }: UnitLoad): string[] {
  return [...files.keys()]
    .filter(path => path.startsWith(`/etc/systemd/system/${unit}.d/`) && !OURS.test(path))
    .sort();
}

const STOPPED = { active: false, enabled: false, masked: false, config: null, settings: null, starts: 0 };

function digestAt(machine: SimulatedMachine, path: string): string | null {
  const file = machine.files.get(path);
  return file === undefined ? null : hexOf(digestOfText(file.content));
}
