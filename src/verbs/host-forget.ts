/**
 * The verb `host.forget`: says to the end of this run that the host has no cluster any more (hosts/host-scripts.ts). The
 * mark holds the run's epoch, so that a run that comes after an interrupted one does not forget what it has just made.
 */
import { sh } from '../base/shell-text.ts';
import type { HostForget } from '../plan/verbs/host-forget.ts';
import type { VerbKind } from './verb-kind.ts';

const OBSERVE = sh`
fence=/var/lib/barque/fence
# A host that no run has taken has nothing to forget.
if [ ! -e "$fence" ] || grep -qsx "epoch=$(cat /var/lib/barque/forget 2>/dev/null)" "$fence"; then
  echo forget=yes
else
  echo forget=no
fi
`;

const PERFORM = sh`
set -eu
sed -n 's/^epoch=//p' /var/lib/barque/fence >/var/lib/barque/forget
sync /var/lib/barque/forget
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
    observe: ({ fence, files }) => ({
      forget: fence.epoch === 0 || files.get(PATH)?.content === String(fence.epoch) ? 'yes' : 'no',
    }),
    perform: function* (machine) {
      yield {
        what: 'forget the cluster',
        apply: () => {
          const content = String(machine.fence.epoch);
          machine.files.set(PATH, { content, mode: '0600', owner: 'root:root' });
        },
      };
    },
  },
};
