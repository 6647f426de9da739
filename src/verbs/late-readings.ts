/** How each late value is read from its host: nothing on the host changes by it. */
import { BarqueError } from '../base/errors.ts';
import { type ShellText, sh, withShell } from '../base/shell-text.ts';
import { AUTHORITY_FILES } from '../facts/authority-files.ts';
import type { Reading } from '../hosts/reading.ts';
import type { SimulatedMachine } from '../hosts/simulated/machine.ts';
import type { LateName } from '../plan/late.ts';

/** Three lines: the digest, the CA in base64, the archive in base64. */
const AUTHORITIES = sh`
set -e
cd /etc/kubernetes/pki
authorities_in .
base64 -w0 ca.crt
echo
tar -c ca.crt ca.key front-proxy-ca.crt front-proxy-ca.key etcd/ca.crt etcd/ca.key sa.key sa.pub | base64 -w0
`;

/**
 * Argument: the node. A certificate of the node itself for fifteen minutes: longer than a join takes, and of
 * no use to a thief of tomorrow. No token has to be written to the API and taken away again.
 */
const NODE_CREDENTIALS = sh`
set -e
kubeadm kubeconfig user --config /etc/barque/kubeadm.yaml --client-name "system:node:$1" --org system:nodes --validity-period 15m 2>/dev/null
`;

/** The values that one reading gives. */
export function lateReading(name: LateName): Reading<ReadonlyMap<LateName, string>> {
  const isOfNode = name.startsWith('node-credentials/');
  const reading = (
    text: ShellText,
    args: readonly string[],
    valuesOf: (stdout: string) => [LateName, string][],
    simulate: (machine: SimulatedMachine) => [LateName, string][],
  ): Reading<ReadonlyMap<LateName, string>> => ({
    // One reading gives all that follows from the authorities.
    name: isOfNode ? name : 'authorities',
    text,
    args,
    parse: stdout => new Map(valuesOf(stdout)),
    simulate: machine => new Map(simulate(machine)),
  });
  if (isOfNode) {
    const node = name.slice('node-credentials/'.length);
    return reading(
      NODE_CREDENTIALS,
      [node],
      stdout => [[name, stdout]],
      ({ name: where, kubernetes: { authorities } }) => {
        if (authorities === null) throw nothingThere(where);
        return [[name, `credentials of ${node} by ${authorities}`]];
      },
    );
  }
  return reading(
    withShell(AUTHORITY_FILES, AUTHORITIES),
    [],
    stdout => {
      const [digest = '', ca = '', archive = ''] = stdout.split('\n');
      return authorityValues(digest, Buffer.from(ca, 'base64').toString('utf8'), archive);
    },
    machine => {
      const { authorities, lacking } = machine.kubernetes;
      if (authorities === null || lacking.length > 0) throw nothingThere(machine.name);
      return authorityValues(authorities, `CA ${authorities}\n`, `ARCHIVE ${authorities}`);
    },
  );
}

function authorityValues(digest: string, ca: string, archive: string): [LateName, string][] {
  return [
    ['authorities', archive],
    ['authorities-digest', digest],
    ['ca', ca],
  ];
}

function nothingThere(where: string): BarqueError {
  return new BarqueError({
    domain: 'remote-step',
    attempted: 'read the authorities of the cluster',
    where,
    cameBack: 'they are not there',
    next: 'Run the same command again.',
  });
}
