/** The verb `package.remove`: purges what came with Barque, and nothing that somebody else has come to need. */
import { sh } from '../base/shell-text.ts';
import type { PackageRemove } from '../plan/verbs/package-remove.ts';
import type { VerbKind } from './verb-kind.ts';

const OBSERVE = sh`
if [ -e /var/lib/barque/packages.wanted ]; then echo packages=present; else echo packages=absent; fi
`;

/**
 * Ours are those that package.install asked for and what apt brought along with them, as far as they were not there
 * before. Where their removal would take another package with it, that one has come to need them since: they stay.
 */
const PERFORM = sh`
set -eu
state=/var/lib/barque
get() { apt-get -q -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@"; }
work=/run/barque/packages
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT
dpkg --configure -a
installed() { dpkg-query -W -f '$''{db:Status-Status} $''{Package}\n' | sed -n 's/^installed //p' | LC_ALL=C sort -u; }
installed >"$work/now"
LC_ALL=C sort -u "$state/packages.before" >"$work/before"
LC_ALL=C comm -23 "$work/now" "$work/before" >"$work/new"
{ apt-mark showauto; cat "$state/packages.wanted"; } | LC_ALL=C sort -u >"$work/ours"
LC_ALL=C comm -12 "$work/new" "$work/ours" >"$work/gone"
if [ -s "$work/gone" ]; then
  # shellcheck disable=SC2046 # one word a package
  others=$(get -s purge $(cat "$work/gone") | sed -n 's/^\(Remv\|Purg\) \([^ ]*\) .*/\2/p' | LC_ALL=C sort -u | LC_ALL=C comm -23 - "$work/gone")
  if [ -n "$others" ]; then
    echo "these packages stay, since others need them now ($others): $(tr '\n' ' ' <"$work/gone")"
  else
    # shellcheck disable=SC2046
    SYSTEMD_OFFLINE=1 get purge -y $(cat "$work/gone")
    systemctl daemon-reload
    # What the daemons made while they ran; purging leaves it.
    if grep -qx keepalived "$work/gone"; then
      rm -f /etc/iproute2/rt_addrprotos.d/keepalived.conf
      rmdir /etc/iproute2/rt_addrprotos.d /etc/iproute2 2>/dev/null || true
    fi
    if grep -qx haproxy "$work/gone"; then rm -rf /var/lib/haproxy; fi
  fi
fi
for unit in haproxy.service keepalived.service; do
  [ "$(readlink "/etc/systemd/system/$unit" 2>/dev/null)" != /dev/null ] || rm -f "/etc/systemd/system/$unit"
done
rm -f "$state/packages.before" "$state/packages.wanted"
`;

const WANTED = '/var/lib/barque/packages.wanted';

export const PACKAGE_REMOVE: VerbKind<PackageRemove> = {
  do: 'package.remove',
  tries: 1,
  args: () => [],
  observe: OBSERVE,
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: machine => ({ packages: machine.files.has(WANTED) ? 'present' : 'absent' }),
    perform: function* (machine) {
      const wanted = (machine.files.get(WANTED)?.content ?? '').split('\n').filter(line => line !== '');
      for (const name of wanted) {
        yield {
          what: `purge ${name}`,
          apply: () => {
            machine.packages.delete(name);
            machine.units.delete(`${name}.service`);
            for (const path of Object.keys(machine.shipped.get(name) ?? {})) machine.files.delete(path);
          },
        };
      }
      yield { what: 'forget the packages', apply: () => machine.files.delete(WANTED) };
    },
  },
};
