/** Checks of the network between hosts: each way is tried, with doors that were opened for some seconds. */
import { doorName, type Knocked } from '../facts/probes/doors.ts';
import { type Check, type CheckInput, notApplicable, type Verdict } from './check.ts';
import { type Opening, openRule } from './firewall-rule.ts';
import { type Purpose, type Way, waysOf } from './ways.ts';

export const REACH: readonly Check[] = [
  reach(
    'apiserver',
    'every balancer reaches every apiserver',
    'HAProxy takes a control plane that it cannot reach for a dead one.',
  ),
  reach(
    'endpoint',
    'every node reaches every balancer',
    'Kubelets and kube-proxies speak to the endpoint, wherever the VIP is.',
  ),
  reach(
    'etcd',
    'the control planes reach each other’s etcd',
    'Members that do not hear each other elect no leader; the cluster stops.',
  ),
  reach(
    'kubelet',
    'the control planes reach every kubelet',
    'Without it there are no logs, no exec, no port-forward and no metrics.',
  ),
  reach(
    'pods',
    'the nodes reach each other’s pod network',
    'Flannel’s packets are vxlan (UDP 8472). Without them pods of different nodes do not meet, and DNS fails on all but one.',
  ),
  reach(
    'vrrp',
    'the balancers hear each other’s adverts',
    'VRRP is a protocol of its own (112), which firewalls forget: each balancer would then take the VIP.',
  ),
];

export const REACH_BACKENDS: Check = {
  id: 'reach-backends',
  title: 'every balancer reaches every backend',
  why: 'What no balancer reaches serves nobody.',
  needs: ['doors'],
  judge: input => {
    const names = new Set(input.hosts.map(({ host }) => host.name));
    const ways = waysOf(input.spec).filter(({ purpose, from }) => purpose === 'backend' && names.has(from));
    if (ways.length === 0) return [notApplicable('its backends are its own control planes')];
    return [...Map.groupBy(ways, ({ from }) => from)].flatMap(([from, list]): Verdict[] => {
      const knocked = input.hosts.find(({ host }) => host.name === from)?.facts.doors?.knocked;
      if (knocked === undefined) {
        return [
          { is: 'unknown', hosts: [from], evidence: 'not tried: the host could not be read', remedy: null },
        ];
      }
      const mute = list.filter(({ door }) => knocked.get(doorName(door)) !== 'answered');
      if (mute.length === 0) return [{ is: 'ok', hosts: [from], evidence: '', remedy: null }];
      const names = mute.map(({ door }) => `${door.address}:${door.port}`).join(', ');
      return [
        {
          is: 'warning',
          hosts: [from],
          evidence: `no answer from ${names}`,
          remedy: 'Start what serves there, or open its firewall for the balancers.',
        },
      ];
    });
  },
};

function reach(purpose: Exclude<Purpose, 'backend'>, title: string, why: string): Check {
  return {
    id: `reach-${purpose}`,
    title,
    why,
    needs: ['doors', 'network'],
    judge: input => {
      const names = new Set(input.hosts.map(({ host }) => host.name));
      const ways = waysOf(input.spec).filter(
        ({ from, to, ...way }) => way.purpose === purpose && names.has(from) && to !== null && names.has(to),
      );
      return judgeWays(input, ways);
    },
  };
}

const NOT_TRIED = 'not tried: the host at one end could not be asked';

type Tried = 'passes' | 'in-use' | 'blocked' | 'not-tried';

function judgeWays(input: CheckInput, ways: readonly Way[]): Verdict[] {
  if (ways.length === 0) return [notApplicable('nothing goes that way between these hosts')];
  return [...Map.groupBy(ways, ({ to }) => to!)].flatMap(([to, list]) => judgeHost(input, to, list));
}

function judgeHost(input: CheckInput, to: string, ways: readonly Way[]): Verdict[] {
  const factsOf = (name: string) => input.hosts.find(({ host }) => host.name === name)?.facts;
  const opened = factsOf(to)?.doors?.opened;
  const tried = ways.map(way => {
    const knocked = factsOf(way.from)?.doors?.knocked.get(doorName(way.door));
    return { way, knocked, is: triedOf(way, opened?.get(doorName(way.door)), knocked) };
  });
  const of = (is: Tried) => tried.filter(each => each.is === is);
  const blocked = of('blocked');
  if (blocked.length > 0) {
    const addresses = blocked.map(({ way }) => input.hosts.find(({ host }) => host.name === way.from)!.host);
    const ports = [...new Set(blocked.map(({ way }) => way.door.port))].filter(Boolean).sort((a, b) => a - b);
    const { protocol } = blocked[0]!.way.door;
    const opening: Opening = {
      protocol,
      ports,
      from: [...new Set(addresses.map(host => (protocol === 'vrrp' ? host.address : host.nodeAddress)))],
    };
    const firewall = factsOf(to)?.network?.firewall ?? { is: 'unknown' };
    const who = [...new Set(blocked.map(({ way }) => way.from))].join(', ');
    const how = [...new Set(blocked.map(({ knocked }) => KNOCK_WORDS[knocked ?? 'silent']))].join(' or ');
    return [
      {
        is: 'failed',
        hosts: [to],
        evidence: `${how} ${who} at ${doorText(opening)}`,
        remedy:
          firewall.is === 'none' || firewall.is === 'unknown'
            ? openRule(firewall, opening)
            : `On ${to}:\n\n${openRule(firewall, opening)}`,
      },
    ];
  }
  const untried = of('not-tried');
  if (untried.length > 0) {
    return [{ is: 'unknown', hosts: [to], evidence: NOT_TRIED, remedy: null }];
  }
  const inUse = of('in-use').length;
  const evidence =
    inUse > 0 ? 'not tried: its own program holds the port, and does not answer such packets' : '';
  return [{ is: 'ok', hosts: [to], evidence, remedy: null }];
}

/** Before the name of the one that knocked. */
const KNOCK_WORDS: Readonly<Record<Knocked, string>> = {
  answered: 'answers',
  closed: 'refuses',
  silent: 'does not answer',
  unreachable: 'cannot be reached by',
};

/** A door that did not open says nothing; one that another program holds is that program's to answer. */
function triedOf(
  { door }: Way,
  opened: 'open' | 'taken' | 'failed' | undefined,
  knocked: Knocked | undefined,
): Tried {
  if (opened === undefined || opened === 'failed' || knocked === undefined) return 'not-tried';
  if (knocked === 'answered') return 'passes';
  return opened === 'taken' && door.protocol !== 'tcp' ? 'in-use' : 'blocked';
}

function doorText({ protocol, ports }: Opening): string {
  return protocol === 'vrrp' ? 'protocol 112 (VRRP)' : `${protocol} ${ports.join(', ')}`;
}
