/** Checks of what a machine is: distribution, kernel, cgroups, size, swap. */
import { type Check, type Finding, failed, perHost, unknown, warning } from './check.ts';
import { isControlPlane, isNode } from './parts.ts';

export const DISTRIBUTION: Check = {
  id: 'distribution',
  title: 'every host runs a distribution that Barque knows',
  why: 'Packages, paths and units differ; where nobody has tried, nothing is promised.',
  needs: ['state'],
  judge: input =>
    perHost(input, ['state'], (_host, { state: { facts } }) => {
      const { osId, osVersion, architecture } = facts.system;
      const name = `${osId || 'an unknown system'} ${osVersion}`.trim();
      switch (input.expected.supportOf(facts.system)) {
        case 'tried':
          return null;
        case 'untested':
          return warning(
            `${name}: it should work, and nobody has tried it`,
            'Try your cluster on spare machines first, or use Debian 13.',
          );
        case 'refused':
          return failed(
            `${name} (${architecture || 'unknown architecture'})`,
            'Use Debian 13 or 12 on amd64 or arm64.',
          );
      }
    }),
};

/** Debian 12's; transient units with ExecStopPost and Type=exec work there, older ones were never tried. */
const OLDEST_SYSTEMD = 252;

export const SYSTEMD: Check = {
  id: 'systemd',
  title: 'systemd runs every host',
  why: 'Each step is a unit of its own, so that it outlives the connection.',
  needs: ['machine'],
  judge: input =>
    perHost(input, ['machine'], (_host, { machine: { systemd } }) => {
      if (systemd === 0) return failed('systemd is not process 1', 'Use a machine that boots with systemd.');
      if (systemd >= OLDEST_SYSTEMD) return null;
      return warning(
        `systemd ${systemd}`,
        `Upgrade the distribution: ${OLDEST_SYSTEMD} and later are tried.`,
      );
    }),
};

/** Kubernetes asks for 4.19 and, with cgroup v2, 5.8 (kubernetes.io, "Kernel version requirements"). */
const OLDEST_KERNEL = [5, 8] as const;

export const KERNEL: Check = {
  id: 'kernel',
  title: 'every kernel is recent and has what pods need',
  why: 'Pods’ file systems, their packets through a bridge and kube-proxy’s tables are modules of the kernel.',
  needs: ['machine'],
  judge: input =>
    perHost(
      input,
      ['machine'],
      (_host, { machine: { kernel, missingModules } }) => {
        const findings: Finding[] = [];
        const [major = 0, minor = 0] = kernel.split(/[.-]/).map(Number);
        if (major < OLDEST_KERNEL[0] || (major === OLDEST_KERNEL[0] && minor < OLDEST_KERNEL[1])) {
          findings.push(failed(`Linux ${kernel}`, `Upgrade to ${OLDEST_KERNEL.join('.')} or later.`));
        }
        const { kubernetes } = input.spec;
        const needed = missingModules.filter(name => name !== 'vxlan' || kubernetes?.plugin === 'flannel');
        if (needed.length > 0) {
          findings.push(
            failed(
              `Linux ${kernel} has no ${needed.join(', ')}`,
              'Install the distribution’s ordinary kernel (linux-image-amd64), or the package with its extra modules; cloud kernels leave some out.',
            ),
          );
        }
        return findings;
      },
      host => isNode(input.spec, host),
    ),
};

export const CGROUP: Check = {
  id: 'cgroup',
  title: 'every node has cgroup v2',
  why: 'kubelet 1.35 and later refuses cgroup v1, and container limits follow systemd’s driver.',
  needs: ['machine'],
  judge: input =>
    perHost(
      input,
      ['machine'],
      (_host, { machine: { cgroup } }) => {
        const kubelet = input.spec.kubernetes?.overrides.kubelet ?? {};
        if (cgroup === 'v2' && kubelet['cgroupDriver'] === 'cgroupfs') {
          return warning(
            'kubelet is told to use the driver cgroupfs beside systemd',
            'Two managers of one tree are unstable under memory pressure: remove overrides.kubelet.cgroupDriver.',
          );
        }
        if (cgroup === 'v2' || kubelet['failCgroupV1'] === false) return null;
        return failed(
          'cgroup v1',
          'Boot without systemd.unified_cgroup_hierarchy=0 (and without cgroup_no_v1 words).',
        );
      },
      host => isNode(input.spec, host),
    ),
};

/** kubeadm's preflight refuses control planes with less: 2 processors and 1700 MB. */
const CONTROL_PLANE = { cpus: 2, memoryMiB: 1620 };
/** kubelet, containerd, kube-proxy and flannel take about 400 MB (our machines); what is left is for pods. */
const WORKER = { cpus: 1, memoryMiB: 900 };

export const SIZE: Check = {
  id: 'size',
  title: 'every node has processors and memory enough',
  why: 'A starved control plane loses etcd’s leader again and again; kubeadm refuses below 2 processors and 1700 MB.',
  needs: ['machine'],
  judge: input =>
    perHost(
      input,
      ['machine'],
      (host, { machine: { cpus, memoryMiB } }) => {
        const least = isControlPlane(host) ? CONTROL_PLANE : WORKER;
        if (cpus >= least.cpus && memoryMiB >= least.memoryMiB) return null;
        const evidence = `${cpus} processor${cpus === 1 ? '' : 's'}, ${memoryMiB} MiB of memory`;
        const remedy = `Give it at least ${least.cpus} processors and ${least.memoryMiB} MiB.`;
        return isControlPlane(host) ? failed(evidence, remedy) : warning(evidence, remedy);
      },
      host => isNode(input.spec, host),
    ),
};

export const SWAP: Check = {
  id: 'swap',
  title: 'no node swaps',
  why: 'kubelet refuses to start with swap on unless it is told to bear it; a swapped etcd misses its heartbeats.',
  needs: ['machine'],
  judge: input =>
    perHost(
      input,
      ['machine'],
      (host, { machine: { swap } }) => {
        if (swap.length === 0) return null;
        const isBorne = input.spec.kubernetes?.overrides.kubelet['failSwapOn'] === false;
        const remedy =
          'swapoff -a, and remove the line from /etc/fstab (or mask the unit: systemctl list-units --type swap).';
        if (!isBorne) return failed(`swap on ${swap.join(', ')}`, remedy);
        return isControlPlane(host)
          ? warning(`swap on ${swap.join(', ')}; kubelet is told to bear it, etcd is not`, remedy)
          : null;
      },
      host => isNode(input.spec, host),
    ),
};

export const ROOM: Check = {
  id: 'disk-space',
  title: 'every disk has room where Kubernetes writes',
  why: 'A disk that fills up in the middle of a step stops it; kubelet evicts pods below 10 to 15 % free, and etcd stops at a full disk.',
  needs: ['disks', 'state'],
  judge: input =>
    perHost(input, ['disks', 'state'], (host, { disks, state }) => {
      // What is installed already is not installed again.
      const share = state.facts.record === null ? 1 : 0.25;
      const wanted = [
        // Barque's own record, journals and the spool of one bundle part.
        { path: '/var/lib/barque', mib: 500 },
        ...(isNode(input.spec, host)
          ? [
              // Images of a control plane take 1.2 GB unpacked; the rest is for pods.
              { path: '/var/lib/containerd', mib: 4000 },
              { path: '/var/lib/kubelet', mib: 1000 },
            ]
          : []),
        // etcd's own limit is 2 GB, and a snapshot needs as much again.
        ...(isControlPlane(host) ? [{ path: '/var/lib/etcd', mib: 4000 }] : []),
      ];
      const mounts = new Map<string, { mib: number; free: number; paths: string[] }>();
      for (const { path, mib } of wanted) {
        const disk = disks.find(each => each.path === path);
        if (disk === undefined) continue;
        const mount = mounts.get(disk.mount) ?? { mib: 0, free: disk.freeMiB, paths: [] };
        mount.paths.push(path);
        mounts.set(disk.mount, { ...mount, mib: mount.mib + mib });
      }
      const findings: Finding[] = [...mounts].map(([mount, { mib, free, paths }]) => {
        const needed = Math.round(mib * share);
        if (free >= needed) return null;
        return failed(
          `${free} MiB free on ${mount} for ${paths.join(', ')}; ${needed} are needed`,
          'Make room, or mount a disk there before creating the cluster.',
        );
      });
      const few = disks.filter(({ freeInodes }) => freeInodes < FEWEST_INODES);
      if (few.length > 0) {
        findings.push(
          failed(
            `${few[0]!.freeInodes} inodes free on ${few[0]!.mount}`,
            'Remove small files there, or make the file system anew with more.',
          ),
        );
      }
      return findings;
    }),
};

/** Images of a control plane have about 20,000 files. */
const FEWEST_INODES = 50_000;

export const VIRTUALISATION: Check = {
  id: 'virtualisation',
  title: 'the timers’ profile fits the kind of machines',
  why: 'Virtual machines are paused and moved for longer than bare metal ever stalls; short timers would call a living holder dead.',
  needs: ['state'],
  judge: input =>
    perHost(input, ['state'], (_host, { state: { facts } }) => {
      const { virtualization } = facts.system;
      if (input.spec.availability.profile !== 'lan' || virtualization === 'none') return null;
      return warning(
        `the file says profile lan, and the machine is virtual (${virtualization})`,
        'Set availability.profile to virtual or auto.',
      );
    }),
};

/** Milliseconds: etcd's own advice for the disk under its log (etcd.io, "Hardware recommendations", 99th percentile). */
const SLOWEST_SYNC_MS = 10;
/** Beyond it heartbeats (100 ms) and elections (1 s) are missed again and again. */
const UNUSABLE_SYNC_MS = 100;

export const ETCD_DISK: Check = {
  id: 'etcd-disk',
  title: 'the disk under etcd makes writes last quickly',
  why: 'Every change of the cluster waits for it on a majority of control planes; etcd asks for less than 10 ms in 99 of 100 cases.',
  needs: ['diskLatency'],
  judge: input =>
    perHost(
      input,
      ['diskLatency'],
      (_host, { diskLatency }) => {
        if (diskLatency === null) return unknown('it could not be measured');
        const { p50Ms, p99Ms, folder, writes } = diskLatency;
        if (p99Ms < SLOWEST_SYNC_MS) return null;
        const evidence = `${p99Ms.toFixed(1)} ms for the slowest of a hundred writes, ${p50Ms.toFixed(1)} ms for half of them (${writes} writes of 2.3 kB in ${folder})`;
        const remedy =
          'Put /var/lib/etcd onto an SSD of its own, away from what else writes; network disks and SD cards are too slow.';
        return p99Ms < UNUSABLE_SYNC_MS ? warning(evidence, remedy) : failed(evidence, remedy);
      },
      host => isControlPlane(host) && isNode(input.spec, host),
    ),
};

export const STALLS_CHECK: Check = {
  id: 'stalls',
  title: 'no balancer stalls for longer than its timers forgive',
  why: 'A holder that is not scheduled sends no adverts; if it sleeps for longer than the silence that counts as death, the VIP moves for nothing.',
  needs: ['stalls'],
  judge: input =>
    perHost(
      input,
      ['stalls'],
      (_host, { stalls }) => {
        const { silenceMs, stallMs } = input.expected;
        if (stalls === null || silenceMs === null || stallMs === null)
          return unknown('it could not be measured');
        const evidence = `woken up to ${Math.round(stalls.longestMs)} ms late in 2 s`;
        const remedy =
          'Set availability.profile to cautious and a longer availability.failover, or give the machine processors of its own.';
        if (stalls.longestMs >= silenceMs) {
          return failed(
            `${evidence}; after ${Math.round(silenceMs)} ms of silence it counts as dead`,
            remedy,
          );
        }
        if (stalls.longestMs >= stallMs) {
          return warning(`${evidence}; the promise has room for ${Math.round(stallMs)} ms`, remedy);
        }
        return null;
      },
      ({ roles }) => roles.includes('load-balancer'),
    ),
};
