/** Every finding: a new one is one entry in its family. */
import type { Finding } from './finding.ts';
import { ADDRESSES } from './findings/addresses.ts';
import { CONNECTIONS } from './findings/connections.ts';
import { ELECTION } from './findings/election.ts';
import { ENDPOINT } from './findings/endpoint.ts';
import { NAMES } from './findings/names.ts';
import { PEERS } from './findings/peers.ts';
import { SERVER_CHECKS } from './findings/server-checks.ts';
import { SYNTAX } from './findings/syntax.ts';
import { TRACKERS } from './findings/trackers.ts';
import { VALUES } from './findings/values.ts';
import { WORDS } from './findings/words.ts';

export const FINDINGS: readonly Finding[] = [
  ...SYNTAX,
  ...WORDS,
  ...VALUES,
  ...NAMES,
  ...SERVER_CHECKS,
  ...CONNECTIONS,
  ...ENDPOINT,
  ...TRACKERS,
  ...ELECTION,
  ...PEERS,
  ...ADDRESSES,
];
