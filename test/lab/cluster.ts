/** What the suites ask of a Kubernetes cluster in a lab: kubectl on a control plane, and its state as data. */
import { on, start } from './barque.ts';

/** What kubectl prints on that control plane. */
export function kubectl(lab: string, plane: string, words: string): Promise<string> {
  return on(lab, plane, `kubectl --kubeconfig /etc/kubernetes/admin.conf ${words}`);
}

export interface Listed {
  items: {
    metadata: { name: string };
    spec: { nodeName?: string };
    status: { conditions?: { type: string; status: string }[]; podIP?: string };
  }[];
}

export async function list(lab: string, plane: string, what: string): Promise<Listed['items']> {
  return (JSON.parse(await kubectl(lab, plane, `get ${what} -o json`)) as Listed).items;
}

/** Names of the nodes that are ready. */
export async function readyNodes(lab: string, plane: string): Promise<string[]> {
  const nodes = await list(lab, plane, 'nodes');
  return nodes
    .filter(({ status }) =>
      status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
    )
    .map(({ metadata }) => metadata.name)
    .sort();
}

const ETCDCTL =
  'cd /etc/kubernetes/pki/etcd && ETCDCTL_API=3 etcdctl --endpoints https://127.0.0.1:2379 --cacert ca.crt --cert healthcheck-client.crt --key healthcheck-client.key';

/** Names of etcd's members that vote and have started, as that control plane's own member knows them. */
export async function voters(lab: string, plane: string): Promise<string[]> {
  const { members } = JSON.parse(await on(lab, plane, `${ETCDCTL} member list -w json`)) as {
    members: { name?: string; isLearner?: boolean; clientURLs?: string[] }[];
  };
  return members
    .filter(({ name, isLearner, clientURLs }) => name && isLearner !== true && (clientURLs?.length ?? 0) > 0)
    .map(({ name }) => name!)
    .sort();
}

/** Ids of etcd's members by name, in etcd's own hexadecimal form; one that has not started has no name. */
export async function memberIds(lab: string, plane: string): Promise<ReadonlyMap<string, string>> {
  const lines = (await on(lab, plane, `${ETCDCTL} member list`)).trim().split('\n');
  return new Map(
    lines.map(line => {
      const [id, , name] = line.split(', ');
      return [name!, id!];
    }),
  );
}

/** Runs a command on a machine with standard input; throws when it fails. */
export async function send(
  lab: string,
  machine: string,
  command: string,
  input: Uint8Array | string,
): Promise<void> {
  const { code, stdout, stderr } = await start(['lab', 'ssh', `${lab}/${machine}`, '--', command], input)
    .ended;
  if (code !== 0) throw new Error(`${command} on ${machine} ended with ${code}\n${stdout}${stderr}`);
}
