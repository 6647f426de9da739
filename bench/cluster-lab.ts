/** A lab of machines for a cluster, made anew for each measurement, and what can be asked of the cluster in it. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { barque, on, well } from '../test/lab/barque.ts';

export interface ClusterLab {
  name: string;
  file: string;
  sshConfig: string;
  vip: string;
  planes: readonly LabHost[];
  workers: readonly LabHost[];
}

export interface LabHost {
  name: string;
  address: string;
}

/** Removes a lab of this name that is there. */
export async function freshLab(
  name: string,
  counts: { planes: number; workers: number },
  bundle: string,
): Promise<ClusterLab> {
  await barque('lab', 'down', name);
  const numbers = ['--control-planes', String(counts.planes), '--workers', String(counts.workers)];
  await well('lab', 'up', name, ...numbers, '--bundle', bundle);
  const file = (await well('lab', 'file', name)).trim();
  const { machines } = JSON.parse(await well('lab', 'status', name, '-o', 'json')) as {
    machines: (LabHost & { roles: readonly string[] })[];
  };
  return {
    name,
    file,
    sshConfig: join(dirname(file), 'ssh_config'),
    vip: /vip: "?([0-9.]+)/.exec(await readFile(file, 'utf8'))![1]!,
    planes: machines.filter(({ roles }) => roles.includes('control-plane')),
    workers: machines.filter(({ roles }) => roles.includes('worker')),
  };
}

export function kubectl(lab: ClusterLab, words: string): Promise<string> {
  return on(lab.name, lab.planes[0]!.name, `kubectl --kubeconfig /etc/kubernetes/admin.conf ${words}`);
}

/** Outside of all clocks: throws unless every node is ready, CoreDNS rolled out and etcd has a voter on every control plane. */
export async function mustBeWhole(lab: ClusterLab): Promise<void> {
  const nodes = JSON.parse(await kubectl(lab, 'get nodes -o json')) as {
    items: { status: { conditions: { type: string; status: string }[] } }[];
  };
  const ready = nodes.items.filter(({ status }) =>
    status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  );
  const dns = JSON.parse(await kubectl(lab, '-n kube-system get deployment coredns -o json')) as {
    spec: { replicas: number };
    status: { availableReplicas?: number };
  };
  const etcd = JSON.parse(await kubectl(lab, '-n kube-system get pods -l component=etcd -o json')) as {
    items: unknown[];
  };
  const hosts = lab.planes.length + lab.workers.length;
  if (ready.length !== hosts) throw new Error(`${ready.length} of ${hosts} nodes are ready`);
  if (etcd.items.length !== lab.planes.length) throw new Error(`${etcd.items.length} members of etcd`);
  // A Deployment of which one may be missing counts as rolled out with that one missing.
  if ((dns.status.availableReplicas ?? 0) < dns.spec.replicas - 1) throw new Error('CoreDNS is not there');
}
