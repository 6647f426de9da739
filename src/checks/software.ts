/** Checks of what others installed or left: clusters, packages, upgrades that come by themselves. */
import { type Check, type Finding, failed, perHost, warning } from './check.ts';
import { isNode } from './parts.ts';

export const FOREIGN_CLUSTER: Check = {
  id: 'foreign-cluster',
  title: 'no host belongs to another cluster of Barque’s',
  why: 'Barque never changes a host of another cluster.',
  needs: ['state'],
  judge: input =>
    perHost(input, ['state'], (_host, { state }) =>
      state.standing === 'foreign'
        ? failed(
            `it belongs to ${state.claim.cluster?.name ?? state.facts.record?.name}`,
            'Correct its address in the file, or remove it from that cluster first.',
          )
        : null,
    ),
};

export const REMAINS: Check = {
  id: 'remains',
  title: 'nothing of an earlier Kubernetes is left',
  why: 'Old certificates, an old etcd or old rules make a new cluster fail late and strangely. Barque never deletes an etcd that it did not make.',
  needs: ['remains', 'state'],
  judge: input =>
    perHost(
      input,
      ['remains', 'state'],
      (_host, { remains, state }) =>
        state.standing === 'ours' || remains.length === 0
          ? null
          : failed(
              remains.join(', '),
              'If nobody needs it: kubeadm reset -f where kubeadm is there (k3s-uninstall.sh, k0s reset), then remove /etc/kubernetes, /etc/cni/net.d, /var/lib/etcd, /var/lib/kubelet, /var/lib/cni, and reboot for rules and interfaces. Or install the machine anew.',
            ),
      host => isNode(input.spec, host),
    ),
};

export const FOREIGN_SOFTWARE: Check = {
  id: 'foreign-software',
  title: 'no other kubelet or container runtime is installed',
  why: 'Two packages that own kubelet or containerd replace each other’s units and files at every upgrade.',
  needs: ['software'],
  judge: input =>
    perHost(
      input,
      ['software'],
      (_host, { software: { packages, programs, units } }) => {
        const findings: Finding[] = [];
        if (packages.length > 0) {
          findings.push(
            failed(
              `installed: ${packages.join(', ')}`,
              `apt-get purge ${packages.join(' ')} && apt-get autoremove`,
            ),
          );
        }
        if (programs.length > 0) {
          findings.push(
            failed(
              `programs of no package: ${programs.join(', ')}`,
              'Find out who put them there, and remove them.',
            ),
          );
        }
        const others = units.filter(unit => !(unit === 'docker.service' && packages.length > 0));
        if (others.length > 0) {
          findings.push(
            failed(`running: ${others.join(', ')}`, `systemctl disable --now ${others.join(' ')}`),
          );
        }
        return findings;
      },
      host => isNode(input.spec, host),
    ),
};

export const PACKAGE_MANAGER: Check = {
  id: 'package-manager',
  title: 'the package manager is whole',
  why: 'apt refuses everything while a package is half configured.',
  needs: ['software'],
  judge: input =>
    perHost(input, ['software'], (_host, { software: { broken } }) =>
      broken.length === 0
        ? null
        : failed(`half installed: ${broken.join(', ')}`, 'dpkg --configure -a && apt-get -f install'),
    ),
};

export const UNATTENDED_UPGRADES: Check = {
  id: 'unattended-upgrades',
  title: 'no upgrade comes by itself to all hosts at once',
  why: 'An upgrade of systemd restarts network daemons, one of HAProxy or Keepalived restarts them: on all balancers in the same hour it is an outage.',
  needs: ['software'],
  judge: input =>
    perHost(input, ['software'], (_host, { software: { unattendedUpgrades } }) =>
      unattendedUpgrades
        ? warning(
            'unattended upgrades are on',
            'Keep some packages from it, and let hosts do it at different times:\n\n  echo \'Unattended-Upgrade::Package-Blacklist { "haproxy"; "keepalived"; "systemd"; };\' >/etc/apt/apt.conf.d/52barque\n  systemctl edit apt-daily-upgrade.timer   # another OnCalendar on each host',
          )
        : null,
    ),
};
