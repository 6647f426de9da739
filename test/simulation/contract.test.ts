/** The contract of the verbs on a simulated machine; test/lab/contract.test.ts runs the same on a real one. */
import { expect, test } from 'vitest';
import { digestOfText, hexOf } from '../../src/base/digest.ts';
import { simulatedDoor } from '../../src/hosts/simulated/door.ts';
import { type SimulatedMachine, simulatedMachine } from '../../src/hosts/simulated/machine.ts';
import { runInWorld, simulatedWorld, type World } from '../../src/hosts/simulated/world.ts';
import { CASES } from '../contract/verbs.ts';
import { BUNDLED, BUNDLED_SOURCE, type Workbench } from '../contract/workbench.ts';
import { PACKAGES, SHIPPED } from './fleet.ts';

const SEED = 20_260_401;

const DAEMON = {
  unit: 'barque-contract.service',
  config: '/etc/barque-contract.conf',
  settings: '/etc/systemd/system/barque-contract.service.d/50-barque.conf',
};

const world = simulatedWorld(SEED, () => {});
const bench = simulatedBench(world, machineOf(world));

test.each(CASES)('$verb: $name', async ({ run }) => {
  expect(await runInWorld(world, run(bench))).not.toBe('stuck');
});

function machineOf({ clock }: World): SimulatedMachine {
  const nature = {
    address: '10.0.0.1',
    interface: 'eth0',
    osId: 'debian',
    osVersion: '13',
    architecture: 'amd64',
    virtualization: 'kvm',
  };
  const machine = simulatedMachine('lb1', nature, PACKAGES, clock.now);
  machine.shipped.set('haproxy', SHIPPED);
  const stopped = { active: false, enabled: false, masked: false, config: null, settings: null, starts: 0 };
  machine.units.set(DAEMON.unit, stopped);
  return machine;
}

function simulatedBench(on: World, machine: SimulatedMachine): Workbench {
  const operator = { name: 'operator', killed: false, frozen: null };
  const listening = new Set<number>();
  machine.accepts = (_address, port) => listening.has(port);
  return {
    door: simulatedDoor(on, operator, machine),
    clock: on.clock,
    offered: { name: 'haproxy', version: PACKAGES.haproxy, unit: 'haproxy.service' },
    daemon: DAEMON,
    source: BUNDLED_SOURCE,
    bundled: BUNDLED,
    onHost: '/srv/contract',
    spoil: async path => {
      machine.programs.set(path, hexOf(digestOfText('spoilt')));
    },
    write: async (path, content) => {
      machine.files.set(path, { content, mode: '0644', owner: 'root:root' });
    },
    read: async path => machine.files.get(path)?.content ?? null,
    stop: async unit => {
      machine.units.get(unit)!.active = false;
    },
    invocation: async unit => String(machine.units.get(unit)!.starts),
    notes: async step =>
      machine.journal.map(line => line.split(' ')).flatMap(([, , of, is]) => (of === step ? [is!] : [])),
    listen: async port => {
      listening.add(port);
    },
  };
}
