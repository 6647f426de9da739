/** Counts frames on the switch of a lab, beside and not by the rules with which faults drop them. */
import { execFileSync } from 'node:child_process';
import { macOf, vantageNetns } from '../../src/lab/names.ts';

/** Behind every rule of a fault, so that only what gets through is counted. */
const PRIORITY = 300;

export interface FrameCounts {
  /** Frames of the machine that came to the switch. */
  sent: number;
  /** FIN and RST segments among them. */
  ends: number;
  /** Frames of the machine that went out to its peer. */
  arrived: number;
  /** Frames of its peer that went out to it. */
  received: number;
  /** VRRP packets that went out to it. */
  vrrp: number;
}

/** Begins to count frames between two machines. */
export function watchFrames(lab: string, machine: string, peer: string): void {
  const [mine, its] = [macOf(lab, machine), macOf(lab, peer)];
  const counters = ['sent', 'ends', 'arrived', 'received', 'vrrp'];
  nft(
    lab,
    `table bridge watch {
${counters.map(name => `  counter ${name} {}\n`).join('')}
  chain first { type filter hook prerouting priority -${PRIORITY};
    ether saddr ${mine} counter name sent
    ether saddr ${mine} tcp flags & (fin | rst) != 0 counter name ends
  }
  chain last { type filter hook postrouting priority ${PRIORITY};
    oifname "v-${peer}" ether saddr ${mine} counter name arrived
    oifname "v-${machine}" ether saddr ${its} counter name received
    oifname "v-${machine}" ip protocol 112 counter name vrrp
  }
}
`,
  );
}

/** Counts since the last call. */
export function takeCounts(lab: string): FrameCounts {
  const { nftables } = JSON.parse(nft(lab, 'reset counters table bridge watch\n')) as {
    nftables: { counter?: { name: string; packets: number } }[];
  };
  const counts = nftables.flatMap(({ counter }) => (counter ? [[counter.name, counter.packets]] : []));
  return Object.fromEntries(counts) as FrameCounts;
}

export function stopWatching(lab: string): void {
  nft(lab, 'delete table bridge watch\n');
}

function nft(lab: string, script: string): string {
  return execFileSync('ip', ['netns', 'exec', vantageNetns(lab), 'nft', '-j', script], { encoding: 'utf8' });
}
