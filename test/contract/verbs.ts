/**
 * The contract of each verb, and of the door that does it: the same cases on a simulated machine and on a
 * real one, in this order, on one machine. What holds here, simulations may rely on.
 */
import { expect } from 'vitest';
import { digestOfText, hexOf } from '../../src/base/digest.ts';
import { filePut } from '../../src/plan/desired.ts';
import { afterOf } from '../../src/plan/verb.ts';
import type { FilePut } from '../../src/plan/verbs/file-put.ts';
import type { FolderKeep } from '../../src/plan/verbs/folder-keep.ts';
import type { Gate } from '../../src/plan/verbs/gate.ts';
import type { KernelTune } from '../../src/plan/verbs/kernel-tune.ts';
import type { ProgramPut } from '../../src/plan/verbs/program-put.ts';
import type { UnitLoad } from '../../src/plan/verbs/unit-load.ts';
import { begun, observe, perform, take, taking, type Workbench } from './workbench.ts';

export interface Case {
  verb:
    | 'package.install'
    | 'file.put'
    | 'folder.keep'
    | 'program.put'
    | 'image.import'
    | 'kernel.tune'
    | 'unit.load'
    | 'unit.stop'
    | 'gate'
    | 'fence';
  name: string;
  run(bench: Workbench): Promise<void>;
}

const LEDGER = '/var/lib/barque/ledger';
const ACTED = { is: 'done', acted: true };
const ALREADY = { is: 'done', acted: false };

function file(name: string, content: string, accept: FilePut['accept'] = null) {
  return { content, verb: filePut('file', { path: `/etc/barque-contract/${name}`, content, accept }).verb };
}

const installed = (bench: Workbench) => {
  const { name, version, unit } = bench.offered;
  return {
    do: 'package.install' as const,
    packages: [{ name, version }],
    orNewer: false,
    masked: [unit],
    environment: [],
  };
};

const packageInstall: Omit<Case, 'verb'>[] = [
  {
    name: 'a version that nobody offers is not done, and nothing is installed',
    run: async bench => {
      const { name, unit } = bench.offered;
      const verb = {
        do: 'package.install' as const,
        packages: [{ name, version: '0~none' }],
        orNewer: false,
        masked: [unit],
        environment: ['https_proxy=http://192.0.2.1:3128', 'no_proxy=.example'],
      };
      const outcome = await perform(bench, await take(bench), { id: 'contract/package/none', verb });
      expect(outcome.is).toBe('not-done');
      expect(await observe(bench, verb)).toEqual({ [name]: 'absent' });
    },
  },
  {
    name: 'nothing is installed where all that is offered is older than the least that will do',
    run: async bench => {
      const { name, unit } = bench.offered;
      const verb = {
        do: 'package.install' as const,
        packages: [{ name, version: '9:999' }],
        orNewer: true,
        masked: [unit],
        environment: [],
      };
      const outcome = await perform(bench, await take(bench), { id: 'contract/package/least', verb });
      expect(outcome.is).toBe('not-done');
      expect(await observe(bench, verb)).toEqual({ [name]: 'absent' });
    },
  },
  {
    name: 'a fresh package is installed in its version, and its daemon waits',
    run: async bench => {
      const verb = installed(bench);
      expect(await observe(bench, verb)).toEqual({ [bench.offered.name]: 'absent' });
      const doing = { id: 'contract/package/fresh', verb, deadlineMs: 300_000 };
      expect(await perform(bench, await take(bench), doing)).toEqual(ACTED);
      expect(await observe(bench, verb)).toEqual(afterOf(verb));
      const none = { path: '/none', digest: filePut('none', { path: '/none', content: '' }).verb.blob };
      const unit: UnitLoad = {
        do: 'unit.load',
        unit: bench.offered.unit,
        config: none,
        settings: none,
        reloads: true,
      };
      expect(await observe(bench, unit)).toEqual({
        active: 'no',
        config: 'unknown',
        enabled: 'no',
        overridden: 'no',
        settings: 'unknown',
      });
    },
  },
  {
    name: 'a newer version than the wanted one is left alone',
    run: async bench => {
      const { name, unit } = bench.offered;
      const older = {
        do: 'package.install' as const,
        packages: [{ name, version: '0~older' }],
        orNewer: false,
        masked: [unit],
        environment: [],
      };
      expect(await observe(bench, older)).toEqual({ [name]: '0~older' });
      const doing = { id: 'contract/package/older', verb: older };
      expect(await perform(bench, await take(bench), doing)).toEqual(ALREADY);
      expect(await observe(bench, installed(bench))).toEqual(afterOf(installed(bench)));
    },
  },
  {
    name: 'what is installed already is left alone',
    run: async bench => {
      const doing = { id: 'contract/package/again', verb: installed(bench) };
      expect(await perform(bench, await take(bench), doing)).toEqual(ALREADY);
      expect(await bench.notes(doing.id)).toEqual([]);
    },
  },
];

const filePutCases: Omit<Case, 'verb'>[] = [
  {
    name: 'a fresh file is there with its bytes, mode and owner, and in the ledger',
    run: async bench => {
      const { verb, content } = file('fresh', 'one line\nand $another `line` \'with\' "signs"\n');
      expect(await observe(bench, verb)).toEqual({ kind: 'absent' });
      const doing = { id: 'contract/file/fresh', verb, content };
      expect(await perform(bench, await take(bench), doing)).toEqual(ACTED);
      expect(await observe(bench, verb)).toEqual(afterOf(verb));
      expect(await bench.read(verb.path)).toBe(content);
      expect(await bench.read(LEDGER)).toContain(`absent ${verb.path}\n`);
      expect(await bench.notes(doing.id)).toEqual(['intent', 'done']);
    },
  },
  {
    name: 'a file that is there already is left alone',
    run: async bench => {
      const { verb, content } = file('fresh', 'one line\nand $another `line` \'with\' "signs"\n');
      const doing = { id: 'contract/file/again', verb, content };
      expect(await perform(bench, await take(bench), doing)).toEqual(ALREADY);
      expect(await bench.notes(doing.id)).toEqual([]);
    },
  },
  {
    name: 'a file of somebody else is replaced when the plan has seen it, and the ledger knows what it was',
    run: async bench => {
      const { verb, content } = file('theirs', 'ours\n');
      await bench.write(verb.path, 'theirs\n');
      const was = filePut('was', { path: verb.path, content: 'theirs\n' });
      const doing = { id: 'contract/file/theirs', verb, content };
      expect(await perform(bench, await take(bench), doing)).toEqual(ACTED);
      expect(await bench.read(LEDGER)).toContain(`${hexOf(was.verb.blob)} ${verb.path}\n`);
    },
  },
  {
    name: 'a file that the plan has not seen is foreign, and stays',
    run: async bench => {
      const { verb, content } = file('foreign', 'ours\n');
      await bench.write(verb.path, 'theirs\n');
      const theirs = afterOf(filePut('theirs', { path: verb.path, content: 'theirs\n' }).verb);
      const doing = { id: 'contract/file/foreign', verb, content, before: { kind: 'absent' } };
      expect(await perform(bench, await take(bench), doing)).toEqual({ is: 'foreign', observed: theirs });
      expect(await bench.read(verb.path)).toBe('theirs\n');
      expect(await bench.notes(doing.id)).toEqual([]);
    },
  },
  {
    name: 'whatever is there is replaced when the plan says so',
    run: async bench => {
      const { verb, content } = file('foreign', 'ours\n');
      const doing = { id: 'contract/file/any', verb, content, before: null };
      expect(await perform(bench, await take(bench), doing)).toEqual(ACTED);
      expect(await bench.read(verb.path)).toBe('ours\n');
    },
  },
  {
    name: 'a path that begins another path has a line of its own in the ledger',
    run: async bench => {
      const hand = await take(bench);
      for (const name of ['prefix-and-more', 'prefix']) {
        const { verb, content } = file(name, 'x\n');
        expect(await perform(bench, hand, { id: `contract/file/${name}`, verb, content })).toEqual(ACTED);
        expect(await bench.read(LEDGER)).toContain(` ${verb.path}\n`);
      }
    },
  },
  {
    name: 'content that arrives damaged replaces nothing',
    run: async bench => {
      const { verb, content } = file('damaged', 'whole\n');
      const doing = { id: 'contract/file/damaged', verb, content, damaged: 'who' };
      expect((await perform(bench, await take(bench), doing)).is).toBe('not-done');
      expect(await bench.read(verb.path)).toBeNull();
      expect(await bench.notes(doing.id)).toEqual(['intent', 'not-done']);
    },
  },
  {
    name: 'a configuration that its program refuses replaces nothing',
    run: async bench => {
      const good = file(
        'haproxy.cfg',
        'listen contract\n  mode tcp\n  bind 127.0.0.1:18443\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\n  server one 127.0.0.1:9\n',
        'haproxy',
      );
      const bad = file('haproxy.cfg', 'this is no configuration\n', 'haproxy');
      const hand = await take(bench);
      expect(await perform(bench, hand, { id: 'contract/file/accepted', ...good })).toEqual(ACTED);
      expect((await perform(bench, hand, { id: 'contract/file/refused', ...bad })).is).toBe('not-done');
      expect(await bench.read(good.verb.path)).toBe(good.content);
    },
  },
];

const KEPT = '/etc/barque-contract/kept';
const keeping = (...names: string[]): FolderKeep => ({
  do: 'folder.keep',
  folder: KEPT,
  keep: names.map(name => `${KEPT}/${name}`),
});

const folderKeep: Omit<Case, 'verb'>[] = [
  {
    name: 'of our files only those that are to be kept are left, originals are back, and what is not ours stays',
    run: async bench => {
      const hand = await take(bench);
      await bench.write(`${KEPT}/theirs`, 'theirs\n');
      await bench.write(`${KEPT}/by-hand`, 'by hand\n');
      for (const name of ['theirs', 'sub/fresh', 'wanted']) {
        const { verb, content } = file(`kept/${name}`, 'ours\n');
        expect(await perform(bench, hand, { id: `contract/keep/${name}`, verb, content })).toEqual(ACTED);
      }
      const verb = keeping('wanted');
      expect(await observe(bench, verb)).toEqual({ strays: `${KEPT}/sub/fresh,${KEPT}/theirs` });
      expect(await perform(bench, hand, { id: 'contract/keep/some', verb })).toEqual(ACTED);
      expect(await observe(bench, verb)).toEqual(afterOf(verb));
      const left = ['theirs', 'by-hand', 'sub/fresh', 'wanted'].map(name => bench.read(`${KEPT}/${name}`));
      expect(await Promise.all(left)).toEqual(['theirs\n', 'by hand\n', null, 'ours\n']);
      const ledger = await bench.read(LEDGER);
      expect(ledger).toContain(`${KEPT}/wanted\n`);
      expect(ledger).not.toMatch(/kept\/(theirs|sub|by-hand)/);
    },
  },
  {
    name: 'where nothing is left to go nothing happens',
    run: async bench => {
      const doing = { id: 'contract/keep/again', verb: keeping('wanted') };
      expect(await perform(bench, await take(bench), doing)).toEqual(ALREADY);
      expect(await observe(bench, { ...keeping(), folder: '/etc/barque-contract/nowhere' })).toEqual({
        strays: 'none',
      });
    },
  },
  {
    name: 'a file that comes back is in the ledger again, and goes with the others when none is to be kept',
    run: async bench => {
      const hand = await take(bench);
      const { verb, content } = file('kept/sub/fresh', 'again\n');
      expect(await perform(bench, hand, { id: 'contract/keep/back', verb, content })).toEqual(ACTED);
      expect(await bench.read(LEDGER)).toContain(`absent ${verb.path}\n`);
      expect(await perform(bench, hand, { id: 'contract/keep/none', verb: keeping() })).toEqual(ACTED);
      expect(await bench.read(verb.path)).toBeNull();
      expect(await bench.read(`${KEPT}/wanted`)).toBeNull();
    },
  },
];

const FOLDER = '/opt/barque-contract/1.0';

/** The programs that the bench's bundle has, under these links. */
function programs(bench: Workbench, links: Readonly<Record<string, string>>, onHost: string | null = null) {
  const files = Object.entries(bench.bundled).map(([file, content]) => ({
    name: file.split('/').at(-1)!,
    file,
    sha256: hexOf(digestOfText(content)),
    size: Buffer.byteLength(content),
  }));
  return { do: 'program.put', folder: FOLDER, programs: files, links, onHost } satisfies ProgramPut;
}

const LINK = '/usr/local/bin/barque-contract-one';
const TO_ONE = { [LINK]: `${FOLDER}/one` };

const programPut: Omit<Case, 'verb'>[] = [
  {
    name: 'programs that are sent are there with their bytes, and links lead to them',
    run: async bench => {
      const verb = programs(bench, TO_ONE);
      expect(await observe(bench, verb)).toEqual({ one: 'absent', two: 'absent', [LINK]: 'absent' });
      const doing = { id: 'contract/program/fresh', verb };
      expect(await perform(bench, await take(bench), doing)).toEqual(ACTED);
      expect(await observe(bench, verb)).toEqual(afterOf(verb));
      expect(await observe(bench, verb, true)).toEqual(afterOf(verb));
      expect(await bench.notes(doing.id)).toEqual(['intent', 'done']);
    },
  },
  {
    name: 'programs that are there already are left alone',
    run: async bench => {
      const doing = { id: 'contract/program/again', verb: programs(bench, TO_ONE) };
      expect(await perform(bench, await take(bench), doing)).toEqual(ALREADY);
      expect(await bench.notes(doing.id)).toEqual([]);
    },
  },
  {
    name: 'a link is switched to another program',
    run: async bench => {
      const verb = programs(bench, { [LINK]: `${FOLDER}/two` });
      const doing = { id: 'contract/program/switch', verb };
      expect(await perform(bench, await take(bench), doing)).toEqual(ACTED);
      expect(await observe(bench, verb)).toEqual(afterOf(verb));
    },
  },
  {
    name: 'programs are taken from a bundle that the machine sees itself',
    run: async bench => {
      const verb = { ...programs(bench, {}, bench.onHost), folder: '/opt/barque-contract/2.0' };
      const doing = { id: 'contract/program/on-host', verb };
      expect(await perform(bench, await take(bench), doing)).toEqual(ACTED);
      expect(await observe(bench, verb)).toEqual(afterOf(verb));
    },
  },
  {
    name: 'what is no archive replaces nothing',
    run: async bench => {
      const verb = { ...programs(bench, {}), folder: '/opt/barque-contract/3.0' };
      const doing = { id: 'contract/program/damaged', verb, damaged: 'this is no archive' };
      expect((await perform(bench, await take(bench), doing)).is).toBe('not-done');
      expect(await observe(bench, verb)).toEqual({ one: 'absent', two: 'absent' });
    },
  },
  {
    name: 'a program that somebody changed is seen, and put right',
    run: async bench => {
      const verb = programs(bench, {});
      await bench.spoil(`${FOLDER}/one`);
      expect((await observe(bench, verb))['one']).not.toBe(afterOf(verb)['one']);
      const doing = { id: 'contract/program/spoilt', verb };
      expect(await perform(bench, await take(bench), doing)).toEqual(ACTED);
      expect(await observe(bench, verb, true)).toEqual(afterOf(verb));
    },
  },
];

/** Both are a network namespace's own, so that no other machine of this host feels them. */
const tuned = (value: string): KernelTune => ({
  do: 'kernel.tune',
  modules: ['overlay'],
  settings: { 'net.ipv4.ip_forward': '1', 'net.ipv4.conf.all.rp_filter': value },
});

const kernelTune: Omit<Case, 'verb'>[] = [
  {
    name: 'settings are made so, and are then left alone',
    run: async bench => {
      const hand = await take(bench);
      expect(await perform(bench, hand, { id: 'contract/kernel/one', verb: tuned('1') })).toEqual(ACTED);
      expect(await perform(bench, hand, { id: 'contract/kernel/two', verb: tuned('2') })).toEqual(ACTED);
      expect(await observe(bench, tuned('2'))).toEqual(afterOf(tuned('2')));
      expect(await perform(bench, hand, { id: 'contract/kernel/again', verb: tuned('2') })).toEqual(ALREADY);
    },
  },
  {
    name: 'a module that no kernel has is not done',
    run: async bench => {
      const verb = { ...tuned('2'), modules: ['barque_nowhere'] };
      const outcome = await perform(bench, await take(bench), { id: 'contract/kernel/nowhere', verb });
      expect(outcome.is).toBe('not-done');
    },
  },
];

/** Without a runtime on the machine there is nothing to ask. */
const imageImport: Omit<Case, 'verb'>[] = [
  {
    name: 'without a runtime no image is there, and none can be imported',
    run: async bench => {
      const image = { name: 'registry.example/one:1', manifest: '0'.repeat(64) };
      const verb = { do: 'image.import' as const, images: [image], onHost: null };
      expect(await observe(bench, verb)).toEqual({ [image.name]: 'absent' });
      const outcome = await perform(bench, await take(bench), { id: 'contract/image/none', verb });
      expect(outcome.is).toBe('not-done');
    },
  },
];

/** The daemon with these files, which are put there first. */
async function daemonWith(
  bench: Workbench,
  config: string,
  settings: string,
  reloads = true,
): Promise<UnitLoad> {
  const { daemon } = bench;
  await bench.write(daemon.config, config);
  await bench.write(daemon.settings, settings);
  const of = (path: string, content: string) => ({ path, digest: filePut('f', { path, content }).verb.blob });
  return {
    do: 'unit.load',
    unit: daemon.unit,
    config: of(daemon.config, config),
    settings: of(daemon.settings, settings),
    reloads,
  };
}

const SETTINGS = '[Service]\n# one\n';

const unitLoad: Omit<Case, 'verb'>[] = [
  {
    name: 'a unit that does not run is enabled and started with its configuration',
    run: async bench => {
      const verb = await daemonWith(bench, 'one\n', SETTINGS);
      expect(await observe(bench, verb)).toMatchObject({ active: 'no', enabled: 'no' });
      const doing = { id: 'contract/unit/fresh', verb };
      expect(await perform(bench, await take(bench), doing)).toEqual(ACTED);
      expect(await observe(bench, verb)).toEqual(afterOf(verb));
    },
  },
  {
    name: 'a unit that runs with it already is left alone',
    run: async bench => {
      const verb = await daemonWith(bench, 'one\n', SETTINGS);
      const before = await bench.invocation(verb.unit);
      expect(await perform(bench, await take(bench), { id: 'contract/unit/again', verb })).toEqual(ALREADY);
      expect(await bench.invocation(verb.unit)).toBe(before);
    },
  },
  {
    name: 'a new file alone is not loaded, and loading it is a reload',
    run: async bench => {
      const old = await observe(bench, await daemonWith(bench, 'one\n', SETTINGS));
      const verb = await daemonWith(bench, 'two\n', SETTINGS);
      expect(await observe(bench, verb)).toEqual(old);
      const before = await bench.invocation(verb.unit);
      expect(await perform(bench, await take(bench), { id: 'contract/unit/reload', verb })).toEqual(ACTED);
      expect(await observe(bench, verb)).toEqual(afterOf(verb));
      expect(await bench.invocation(verb.unit)).toBe(before);
    },
  },
  {
    name: 'a new file is a restart where the daemon cannot read it while it runs',
    run: async bench => {
      const verb = await daemonWith(bench, 'one\n', SETTINGS, false);
      const before = await bench.invocation(verb.unit);
      const doing = { id: 'contract/unit/cannot-reload', verb };
      expect(await perform(bench, await take(bench), doing)).toEqual(ACTED);
      expect(await observe(bench, verb)).toEqual(afterOf(verb));
      expect(await bench.invocation(verb.unit)).not.toBe(before);
    },
  },
  {
    name: 'a new drop-in is a restart',
    run: async bench => {
      const verb = await daemonWith(bench, 'two\n', '[Service]\n# two\n');
      const before = await bench.invocation(verb.unit);
      expect(await perform(bench, await take(bench), { id: 'contract/unit/restart', verb })).toEqual(ACTED);
      expect(await observe(bench, verb)).toEqual(afterOf(verb));
      expect(await bench.invocation(verb.unit)).not.toBe(before);
    },
  },
  {
    name: 'a stopped unit is started again',
    run: async bench => {
      const verb = await daemonWith(bench, 'two\n', '[Service]\n# two\n');
      await bench.stop(verb.unit);
      expect(await observe(bench, verb)).toEqual({
        active: 'no',
        config: 'unknown',
        enabled: 'yes',
        overridden: 'no',
        settings: 'unknown',
      });
      expect(await perform(bench, await take(bench), { id: 'contract/unit/started', verb })).toEqual(ACTED);
      expect(await observe(bench, verb)).toEqual(afterOf(verb));
    },
  },
  {
    name: 'what overrides the unit is put aside, and the unit started again',
    run: async bench => {
      const verb = await daemonWith(bench, 'two\n', '[Service]\n# two\n');
      await perform(bench, await take(bench), { id: 'contract/unit/before', verb });
      const before = await bench.invocation(verb.unit);
      const other = `/etc/systemd/system/${verb.unit}.d/99-other.conf`;
      await bench.write(other, '[Service]\nNice=5\n');
      expect(await observe(bench, verb)).toEqual({ ...afterOf(verb), overridden: other });
      expect(await perform(bench, await take(bench), { id: 'contract/unit/override', verb })).toEqual(ACTED);
      expect(await observe(bench, verb)).toEqual(afterOf(verb));
      expect(await bench.read(other)).toBeNull();
      expect(await bench.invocation(verb.unit)).not.toBe(before);
    },
  },
  {
    name: 'a unit whose file is another one is not done',
    run: async bench => {
      const verb = await daemonWith(bench, 'three\n', '[Service]\n# two\n');
      await bench.write(bench.daemon.config, 'somebody else’s\n');
      const outcome = await perform(bench, await take(bench), { id: 'contract/unit/other', verb });
      expect(outcome.is).toBe('not-done');
      expect((await observe(bench, verb)).config).not.toBe(hexOf(verb.config.digest));
    },
  },
];

const unitStop: Omit<Case, 'verb'>[] = [
  {
    name: 'a unit that runs is stopped, and a boot does not bring it back',
    run: async bench => {
      const load = await daemonWith(bench, 'four\n', SETTINGS);
      await perform(bench, await take(bench), { id: 'contract/stop/runs', verb: load });
      expect(await observe(bench, load)).toEqual(afterOf(load));
      const verb = { do: 'unit.stop' as const, unit: bench.daemon.unit };
      expect(await observe(bench, verb)).toEqual({ active: 'yes', enabled: 'yes' });
      expect(await perform(bench, await take(bench), { id: 'contract/stop/stop', verb })).toEqual(ACTED);
      expect(await observe(bench, verb)).toEqual(afterOf(verb));
      expect(await observe(bench, load)).toMatchObject({ active: 'no', enabled: 'no' });
    },
  },
  {
    name: 'what is stopped already, and what nobody knows, is left alone',
    run: async bench => {
      const units = { stopped: bench.daemon.unit, unknown: 'barque-contract-none.service' };
      for (const [is, unit] of Object.entries(units)) {
        const verb = { do: 'unit.stop' as const, unit };
        const doing = { id: `contract/stop/${is}`, verb };
        expect(await perform(bench, await take(bench), doing)).toEqual(ALREADY);
        expect(await bench.notes(doing.id)).toEqual([]);
      }
    },
  },
  {
    name: 'a unit that somebody has stopped still starts at a boot: that is not stopped',
    run: async bench => {
      const load = await daemonWith(bench, 'four\n', SETTINGS);
      expect(await perform(bench, await take(bench), { id: 'contract/stop/again', verb: load })).toEqual(
        ACTED,
      );
      await bench.stop(bench.daemon.unit);
      const verb = { do: 'unit.stop' as const, unit: bench.daemon.unit };
      expect(await observe(bench, verb)).toEqual({ active: 'no', enabled: 'yes' });
      expect(await perform(bench, await take(bench), { id: 'contract/stop/boot', verb })).toEqual(ACTED);
      expect(await observe(bench, verb)).toEqual(afterOf(verb));
    },
  },
];

const gateAt = (port: number): Gate => ({ do: 'gate', check: 'tcp', address: '127.0.0.1', port });
const UNMET = { met: 'no' };

const gate: Omit<Case, 'verb'>[] = [
  {
    name: 'a condition that holds is met at once',
    run: async bench => {
      await bench.listen(18_091);
      const doing = { id: 'contract/gate/met', verb: gateAt(18_091), before: UNMET };
      expect(await perform(bench, await take(bench), doing)).toEqual(ALREADY);
    },
  },
  {
    name: 'a condition that never holds is not done at the deadline',
    run: async bench => {
      const doing = { id: 'contract/gate/never', verb: gateAt(18_092), before: UNMET, deadlineMs: 1000 };
      expect((await perform(bench, await take(bench), doing)).is).toBe('not-done');
    },
  },
  {
    name: 'a condition that holds later is waited for',
    run: async bench => {
      const doing = { id: 'contract/gate/later', verb: gateAt(18_093), before: UNMET };
      const waiting = perform(bench, await take(bench), doing);
      await begun(bench, doing.id);
      await bench.listen(18_093);
      expect(await waiting).toEqual(ACTED);
    },
  },
  {
    name: 'two questions for one step attach to one unit',
    run: async bench => {
      const hand = await take(bench);
      const doing = { id: 'contract/gate/attach', verb: gateAt(18_094), before: UNMET };
      const one = perform(bench, hand, doing);
      await begun(bench, doing.id);
      const two = perform(bench, hand, doing);
      await bench.clock.sleep(300, new AbortController().signal);
      await bench.listen(18_094);
      expect([(await one).is, (await two).is]).toEqual(['done', 'done']);
      expect((await bench.notes(doing.id)).filter(note => note === 'intent')).toHaveLength(1);
    },
  },
  {
    name: 'a lost reply is unknown; asking again finds the same unit',
    run: async bench => {
      const hand = await take(bench);
      const lost = new AbortController();
      const doing = { id: 'contract/gate/lost', verb: gateAt(18_095), before: UNMET };
      const waiting = perform(bench, hand, { ...doing, signal: lost.signal });
      await begun(bench, doing.id);
      lost.abort(new Error('the connection broke'));
      expect((await waiting).is).toBe('unknown');
      const again = perform(bench, hand, doing);
      await bench.listen(18_095);
      expect((await again).is).toBe('done');
      expect((await bench.notes(doing.id)).filter(note => note === 'intent')).toHaveLength(1);
    },
  },
];

const fence: Omit<Case, 'verb'>[] = [
  {
    name: 'an earlier run is refused everything, and changes nothing',
    run: async bench => {
      const earlier = await take(bench);
      const later = await take(bench);
      const { verb, content } = file('fenced', 'x\n');
      const fenced = { is: 'fenced', by: later.epoch };
      expect(await perform(bench, earlier, { id: 'contract/fence/step', verb, content })).toEqual(fenced);
      expect(await earlier.renew(new AbortController().signal)).toEqual(fenced);
      expect(await later.renew(new AbortController().signal)).toEqual({ is: 'held' });
      expect(await bench.read(verb.path)).toBeNull();
    },
  },
  {
    name: 'a release by an earlier run leaves the later one its hold',
    run: async bench => {
      const signal = new AbortController().signal;
      const earlier = await take(bench);
      const later = await take(bench);
      await earlier.release(signal);
      expect(await later.renew(signal)).toEqual({ is: 'held' });
      await later.release(signal);
    },
  },
  {
    name: 'a taking with an old view of the claim changes nothing',
    run: async bench => {
      const { door } = bench;
      const signal = new AbortController().signal;
      const hand = await take(bench);
      const next = {
        epoch: hand.epoch + 5,
        cluster: { id: 'other', name: 'contract' },
        run: 'late',
        holder: { user: 'root', machine: 'here', pid: 2, started: '1' },
      };
      const old = { epoch: hand.epoch - 1, cluster: null, run: null, holder: null, silentMs: 0 };
      expect(await door.take(old, next, 0, signal)).toEqual({ is: 'changed' });
      expect(await door.take({ ...old, epoch: hand.epoch }, next, 0, signal)).toEqual({ is: 'changed' });
      expect(await hand.renew(signal)).toEqual({ is: 'held' });
    },
  },
  {
    name: 'a taking waits for a running step, then stops it',
    run: async bench => {
      const hand = await take(bench);
      const doing = { id: 'contract/fence/long', verb: gateAt(18_096), before: UNMET };
      const long = perform(bench, hand, doing);
      await begun(bench, doing.id);
      const { stopped, hand: later } = await taking(bench, 1000);
      expect(stopped).toHaveLength(1);
      expect((await long).is).toBe('not-done');
      expect(await perform(bench, hand, doing)).toEqual({ is: 'fenced', by: later.epoch });
      expect((await taking(bench, 1000)).stopped).toEqual([]);
    },
  },
];

/** In the order in which they are to run. */
export const CASES: readonly Case[] = [
  ...packageInstall.map(of => ({ ...of, verb: 'package.install' as const })),
  ...filePutCases.map(of => ({ ...of, verb: 'file.put' as const })),
  ...folderKeep.map(of => ({ ...of, verb: 'folder.keep' as const })),
  ...programPut.map(of => ({ ...of, verb: 'program.put' as const })),
  ...imageImport.map(of => ({ ...of, verb: 'image.import' as const })),
  ...kernelTune.map(of => ({ ...of, verb: 'kernel.tune' as const })),
  ...unitLoad.map(of => ({ ...of, verb: 'unit.load' as const })),
  ...unitStop.map(of => ({ ...of, verb: 'unit.stop' as const })),
  ...gate.map(of => ({ ...of, verb: 'gate' as const })),
  ...fence.map(of => ({ ...of, verb: 'fence' as const })),
];
