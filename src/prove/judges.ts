/** Every judge, in the order in which verdicts are read: a new one is one file and one line here. */
import { failedShareJudge } from './judges/failed-share.ts';
import { harness } from './judges/harness.ts';
import type { Judge } from './judges/judge.ts';
import { neverAllDown } from './judges/never-all-down.ts';
import { nothingLost } from './judges/nothing-lost.ts';
import { oneHolderAddress } from './judges/one-holder-address.ts';
import { oneHolderArp } from './judges/one-holder-arp.ts';
import { outageJudge } from './judges/outage.ts';
import { quietElsewhere } from './judges/quiet-elsewhere.ts';
import { recovery } from './judges/recovery.ts';
import { service } from './judges/service.ts';
import { timeToCleanJudge } from './judges/time-to-clean.ts';
import { trafficJudge } from './judges/traffic.ts';
import { watchesJudge } from './judges/watches.ts';

export const JUDGES: readonly Judge[] = [
  outageJudge,
  timeToCleanJudge,
  failedShareJudge,
  trafficJudge,
  watchesJudge,
  nothingLost,
  oneHolderAddress,
  oneHolderArp,
  neverAllDown,
  service,
  quietElsewhere,
  recovery,
  harness,
];
