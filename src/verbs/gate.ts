/** The verb `gate`: waits until its condition holds; changes nothing. */
import { sh } from '../base/shell-text.ts';
import type { Gate } from '../plan/verbs/gate.ts';
import type { VerbKind } from './verb-kind.ts';

/** Arguments: address, port. One second is the first SYN retransmission (RFC 6298, 2.1): later answers are failures. */
const OBSERVE = sh`
if timeout 1 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null; then echo met=yes; else echo met=no; fi
`;

/** The unit's deadline ends it. */
const PERFORM = sh`
until timeout 1 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null; do sleep 0.05; done
`;

export const GATE: VerbKind<Gate> = {
  do: 'gate',
  args: verb => [verb.address, String(verb.port)],
  observe: OBSERVE,
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: (machine, verb) => ({ met: machine.accepts(verb.address, verb.port) ? 'yes' : 'no' }),
    perform: function* (machine, verb) {
      do yield { what: 'look', apply: () => {} };
      while (!machine.accepts(verb.address, verb.port));
    },
  },
};
