/** The fact `identity`: what must be different on each host, and is not when machines were cloned. */
import { sh } from '../base/shell-text.ts';
import type { FactSource } from './fact.ts';
import { wordsOf } from './words.ts';

export interface IdentityFact {
  machineId: string;
  hostname: string;
  /** Of the firmware; empty where there is none, as in containers. */
  productUuid: string;
  /** Hardware addresses of real interfaces, in lower case. */
  macs: readonly string[];
}

const TEXT = sh`
printf 'machine=%s\nhostname=%s\n' "$(cat /etc/machine-id 2>/dev/null)" "$(hostname)"
printf 'product=%s\n' "$(cat /sys/class/dmi/id/product_uuid 2>/dev/null)"
ip -o link show | while read -r _ name rest; do
  # Those that programs of the cluster make have addresses of their own making.
  case $name in lo: | veth* | cni* | flannel* | docker* | br-* | kube-ipvs* | nodelocaldns* | dummy*) continue ;; esac
  mac=$(printf '%s\n' "$rest" | sed -n 's|.*link/ether \([0-9a-f:]*\).*|\1|p')
  [ -z "$mac" ] || printf 'mac=%s\n' "$mac"
done
`;

export const IDENTITY: FactSource<IdentityFact> = {
  name: 'identity',
  text: TEXT,
  args: [],
  parse: stdout => {
    const words = wordsOf(stdout);
    return {
      machineId: words.one('machine'),
      hostname: words.one('hostname'),
      productUuid: words.one('product').toLowerCase(),
      // A bond and its ports share one.
      macs: [...new Set(words.all('mac'))].sort(),
    };
  },
  simulate: ({ name }) => ({ machineId: name, hostname: name, productUuid: '', macs: [] }),
};
