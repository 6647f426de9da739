/** The machine's link carries little, in both directions. */
import { BarqueError } from '../../base/errors.ts';
import { type Fault, type Target, timed, whenIn } from '../fault.ts';
import { machineNetns, portOf, vantageNetns } from '../names.ts';
import { program } from '../program.ts';

/** tc-tbf(8): a burst of 32 kbit passes at once; what would wait longer than 400 ms is dropped, as in a full modem. */
const BUCKET = ['burst', '32kbit', 'latency', '400ms'] as const;

export const slowLink: Fault = {
  id: 'slow-link',
  summary: 'link carries --rate (default 1mbit) in each direction; what waits longer than 0.4 s is lost',
  heals: 'takes the limits away',
  available: (target, signal) => whenIn(['running', 'frozen'], target, signal),
  inject: async (target, options, clock, signal) => {
    const rate = checkedRate(options.rate);
    return await timed(clock, async () => {
      for (const [netns, device] of ends(target)) {
        const words = ['qdisc', 'replace', 'dev', device, 'root', 'tbf', 'rate', rate, ...BUCKET];
        await tc(netns, words, target, signal);
      }
    });
  },
  heal: async (target, _clock, signal) => {
    let healed = false;
    for (const [netns, device] of ends(target)) {
      const found = await tc(netns, ['qdisc', 'show', 'dev', device], target, signal).catch(() => '');
      if (!found.startsWith('qdisc tbf')) continue;
      await tc(netns, ['qdisc', 'del', 'dev', device, 'root'], target, signal);
      healed = true;
    }
    return healed;
  },
};

/** Each end limits what it sends. */
function ends({ lab, machine }: Target): [netns: string, device: string][] {
  return [
    [vantageNetns(lab.record.name), portOf(machine.name)],
    [machineNetns(lab.record.name, machine.name), 'eth0'],
  ];
}

async function tc(
  netns: string,
  words: readonly string[],
  { machine }: Target,
  signal: AbortSignal,
): Promise<string> {
  const request = { attempted: 'limit a machine’s link', where: machine.name };
  return await program(['tc', '-n', netns, ...words], request, signal);
}

function checkedRate(rate: string): string {
  if (/^[1-9]\d{0,8}(kbit|mbit|gbit)$/.test(rate)) return rate;
  throw new BarqueError({
    domain: 'usage',
    attempted: 'read --rate',
    cameBack: `"${rate}" is no rate; write it as 500kbit, 1mbit or 1gbit`,
  });
}
