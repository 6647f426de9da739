/** What somebody far away needs to understand a host: its configurations, states and last words. Never a key. */
import { sh } from '../../base/shell-text.ts';
import type { Reading } from '../../hosts/reading.ts';

/** Bytes of one part: half a million are some thousand lines, and twenty of them for each host stay small. */
export const MOST_BYTES = 500_000;

/**
 * Argument: bytes of a part at most, of which the last count. Kubeconfigs and everything below pki are left out; what
 * else a file may hold is redacted by who keeps it.
 */
const TEXT = sh`
part() { printf '\n@@part %s\n' "$1"; shift; timeout 10 "$@" 2>&1 | tail -c "$most"; }
most=$1
for file in /etc/haproxy/haproxy.cfg /etc/keepalived/keepalived.conf /etc/containerd/config.toml /etc/barque/kubeadm.yaml \
  /var/lib/kubelet/config.yaml /etc/kubernetes/manifests/*.yaml /etc/systemd/system/*.service /etc/systemd/system/*.service.d/*.conf \
  /etc/sysctl.d/50-barque.conf /var/lib/barque/ledger /var/lib/barque/cluster.json /var/lib/barque/creation.json \
  /var/lib/barque/fence /var/lib/barque/journal/*.jsonl /etc/os-release; do
  [ ! -f "$file" ] || part "files$file" cat "$file"
done
for unit in haproxy keepalived containerd kubelet; do
  part "units/$unit.status" systemctl --no-pager --full status "$unit.service"
  part "units/$unit.log" journalctl --no-pager --output=short-iso --lines=2000 --unit="$unit.service"
done
part units/failed systemctl --no-pager list-units --failed
part kernel.log journalctl --no-pager --dmesg --lines=500
part network/addresses ip address
part network/routes ip route show table all
part network/listening ss -ltnp
part machine/memory cat /proc/meminfo
part machine/disks df -h
part machine/load cat /proc/loadavg
part machine/clock timedatectl
for log in /var/log/pods/kube-system_*/*/*.log; do
  # Without the namespace and most of the UID: an archive's paths have an end.
  [ ! -f "$log" ] || part "pods/$(printf %s "$log" | sed 's,^/var/log/pods/kube-system_\([^_/]*\)_\(.\{8\}\)[^/]*,\1_\2,')" tail -n 2000 "$log"
done
if [ -f /etc/kubernetes/admin.conf ]; then
  own=$(sed -n 's/^ *server: //p' /etc/kubernetes/kubelet.conf 2>/dev/null)
  api() {
    name=$1
    shift
    part "api/$name" kubectl --kubeconfig /etc/kubernetes/admin.conf --server "$own" --request-timeout=8s "$@"
  }
  api nodes get nodes -o wide
  api pods get pods -A -o wide
  api events get events -A --sort-by=.lastTimestamp
fi
`;

export interface SupportPart {
  /** Path in the archive, below the host. */
  name: string;
  content: string;
}

export const SUPPORT: Reading<readonly SupportPart[]> = {
  name: 'what support needs',
  text: TEXT,
  args: [String(MOST_BYTES)],
  parse: stdout =>
    stdout
      .split(/^@@part /m)
      .slice(1)
      .map(section => {
        const end = section.indexOf('\n');
        return {
          name: section.slice(0, end).replace(/^\/+/, ''),
          content: section.slice(end + 1).replace(/\n$/, ''),
        };
      }),
  simulate: machine =>
    [...machine.files]
      .filter(([path]) => !path.startsWith('/etc/kubernetes/'))
      .map(([path, { content }]) => ({ name: `files${path}`, content })),
};
