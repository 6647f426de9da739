/** The verb `host.forget`: says to the end of the run that this host has no cluster any more (hosts/host-scripts.ts). */
import { sh } from '../base/shell-text.ts';
import type { HostForget } from '../plan/verbs/host-forget.ts';
import type { VerbKind } from './verb-kind.ts';

const OBSERVE = sh`
# A host that no run has taken has nothing to forget.
if [ -e /var/lib/barque/forget ] || [ ! -e /var/lib/barque/fence ]; then echo forget=yes; else echo forget=no; fi
`;

const PERFORM = sh`
set -eu
: >/var/lib/barque/forget
sync /var/lib/barque
`;

const PATH = '/var/lib/barque/forget';

export const HOST_FORGET: VerbKind<HostForget> = {
  do: 'host.forget',
  inline: true,
  args: () => [],
  observe: OBSERVE,
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: machine => ({ forget: machine.files.has(PATH) || machine.fence.epoch === 0 ? 'yes' : 'no' }),
    perform: function* (machine) {
      yield {
        what: 'forget the cluster',
        apply: () => machine.files.set(PATH, { content: '', mode: '0600', owner: 'root:root' }),
      };
    },
  },
};
