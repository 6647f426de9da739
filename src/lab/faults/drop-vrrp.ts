/** Keepalived's adverts to and from the machine are lost; everything else arrives: the road to two VIP holders. */
import { type Fault, timed, whenIn } from '../fault.ts';
import { dropRules, putRules } from '../switch-rules.ts';

const ID = 'drop-vrrp';

/** VRRP is IP protocol 112 (RFC 9568, section 5.1.1.4), also when it is sent to single addresses. */
const VRRP = 'ip protocol 112';

export const dropVrrp: Fault = {
  id: ID,
  summary: 'VRRP adverts to and from the machine are lost, everything else arrives',
  heals: 'takes the rules off the switch',
  available: (target, signal) => whenIn(['running', 'frozen'], target, signal),
  inject: (target, _options, clock, signal) =>
    timed(clock, () => putRules(target, ID, { in: VRRP, out: VRRP }, signal)),
  heal: (target, _clock, signal) => dropRules(target, ID, signal),
};
