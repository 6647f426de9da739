/** The fact `software`: what others installed that would stand in the way of Kubernetes, and the state of the package manager. */
import { sh } from '../base/shell-text.ts';
import type { FactSource } from './fact.ts';
import { wordsOf } from './words.ts';

export interface SoftwareFact {
  /** Installed packages that own a kubelet, a container runtime or a Kubernetes of another make. */
  packages: readonly string[];
  /** Programs of those names that no package owns and that Barque did not put there. */
  programs: readonly string[];
  /** Running units of other makes: `docker.service`, `k3s.service`. */
  units: readonly string[];
  /** What `dpkg --audit` complains about. */
  broken: readonly string[];
  /** Whether unattended upgrades run by themselves. */
  unattendedUpgrades: boolean;
  sudo: boolean;
}

const TEXT = sh`
dpkg-query -W 2>/dev/null | cut -f1 | cut -d: -f1 | while read -r name; do
  case $name in
    kubelet | kubeadm | containerd | containerd.io | cri-o | crio | docker.io | docker-ce | moby-engine | \
      k3s | rke2-server | rke2-agent | etcd-server | etcd | kubernetes-node | kubernetes-master) ;;
    *) continue ;;
  esac
  if dpkg -s "$name" 2>/dev/null | grep -q '^Status: .* installed'; then echo "package=$name"; fi
done
for name in kubelet kubeadm containerd crio dockerd k3s k0s rke2; do
  for folder in /usr/local/bin /usr/local/sbin /usr/bin /usr/sbin /opt/bin /snap/bin; do
    path=$folder/$name
    [ -e "$path" ] || continue
    case $(readlink -f "$path") in /opt/barque/*) continue ;; esac
    dpkg -S "$path" >/dev/null 2>&1 || echo "program=$path"
  done
done
for unit in docker crio k3s k3s-agent rke2-server rke2-agent k0scontroller k0sworker snap.microk8s.daemon-kubelite; do
  ! systemctl is-active -q "$unit" 2>/dev/null || echo "unit=$unit.service"
done
dpkg --audit 2>/dev/null | awk '/^ [a-z0-9]/ { print "broken=" $1 }'
if systemctl is-enabled -q apt-daily-upgrade.timer 2>/dev/null &&
  apt-config dump APT::Periodic::Unattended-Upgrade 2>/dev/null | grep -q '"[1-9]' &&
  command -v unattended-upgrade >/dev/null; then
  echo unattended=yes
fi
! command -v sudo >/dev/null || echo sudo=yes
`;

export const SOFTWARE: FactSource<SoftwareFact> = {
  name: 'software',
  text: TEXT,
  args: [],
  parse: stdout => {
    const words = wordsOf(stdout);
    return {
      packages: words.all('package'),
      programs: words.all('program'),
      units: words.all('unit'),
      broken: words.all('broken'),
      unattendedUpgrades: words.has('unattended'),
      sudo: words.has('sudo'),
    };
  },
  simulate: () => ({
    packages: [],
    programs: [],
    units: [],
    broken: [],
    unattendedUpgrades: false,
    sudo: true,
  }),
};
