/** Starts machines of a lab whose disks are there: cable, groups, mounts, process; waits until sshd answers. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { BarqueError } from '../base/errors.ts';
import { sh } from '../base/shell-text.ts';
import { pidsOf, removeGroup } from './cgroup-group.ts';
import { groupsOfLab, type HostGroups, hostGroups, type MachineLimits } from './cgroups.ts';
import { mountDisk } from './disk.ts';
import { machinePaths } from './layout.ts';
import type { Machine } from './machine.ts';
import { machineNetns, vantageNetns } from './names.ts';
import { addressIsThere, NETNS_FOLDER, pidsInNetns, plugIn } from './network.ts';
import { launch, nspawnWords, type Running } from './nspawn.ts';
import { program } from './program.ts';
import type { Lab } from './record.ts';

/**
 * A control plane's programs were measured at 0.7 GB (apiserver 310 MB, controller-manager 145, kubelet 135,
 * scheduler 117; etcd and containerd come on top), so 4 GiB stop a runaway
 * and nothing else. 16,384 processes are 148 for each of the 110 pods that kubelet allows by default.
 */
const LIMITS: MachineLimits = { memoryBytes: 4 * 1024 ** 3, processes: 16_384 };

/** A machine boots in about 1 s alone and 12 s among twelve on two busy processors (docs/measurements/lab.md). */
const BOOT_MS = 120_000;
const POLL_MS = 25;
const CONNECT_EACH_MS = 50;
const SSH_PORT = 22;

/** Returns when every machine answers; `onReady` hears of each. */
export async function startMachines(
  lab: Lab,
  machines: readonly Machine[],
  clock: Clock,
  onReady: (machine: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const groups = await hostGroups();
  await dropOldGroups(lab, machines, groups, clock, signal);
  await plugIn(lab.record.name, machines, signal);
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const starts = machines.map(async machine => {
    const { running, group } = await startOne(lab, machine, groups, until);
    const patience = AbortSignal.timeout(BOOT_MS);
    const waiting = waitForSsh(lab, machine, group, clock, AbortSignal.any([until, patience]));
    await Promise.race([waiting, running.ended]).catch(error => {
      throw patience.aborted && !until.aborted ? tooSlow(lab, machine) : error;
    });
    running.release();
    onReady(machine.name);
  });
  try {
    await Promise.all(starts);
  } catch (error) {
    // None may still be starting when the caller removes what there is.
    stop.abort(error);
    await Promise.allSettled(starts);
    throw error;
  }
}

/**
 * A group whose processes were killed must not be used again: systemd clones services into child groups, and the
 * kernel then kills them at birth.
 */
async function dropOldGroups(
  lab: Lab,
  machines: readonly Machine[],
  groups: HostGroups,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const names = new Set(machines.map(machine => machineNetns(lab.record.name, machine.name)));
  const found = await groupsOfLab(groups, lab.record.name);
  const old = found.filter(group =>
    names.has(
      group
        .split('/')
        .at(-1)!
        .replace(/\.scope$/, ''),
    ),
  );
  await Promise.all(old.map(group => removeGroup(group, clock, signal)));
}

async function startOne(
  lab: Lab,
  machine: Machine,
  groups: HostGroups,
  signal: AbortSignal,
): Promise<{ running: Running; group: string }> {
  const paths = machinePaths(lab.paths, machine.name);
  await mountDisk(lab.record, paths, signal);
  const seat = await groups.makeSeat(lab.record.name, machine.name, LIMITS);
  const words = nspawnWords(lab.record, machine, paths, groups);
  return { running: await launch(seat, words, machine.name, paths), group: seat.group };
}

/**
 * Watches from this side until the address is there, and only then connects: a packet sent before would wait for a
 * retransmission a second later. From then on the kernel refuses at once until sshd listens. (Whether it listens
 * could be read from /proc too, but each such reading walks all of the host's TCP table.)
 */
async function waitForSsh(
  lab: Lab,
  machine: Machine,
  group: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const netns = machineNetns(lab.record.name, machine.name);
  let pid: number | undefined;
  while (true) {
    pid ??= (await pidsInNetns([netns], await pidsOf(group)))[0];
    if (pid !== undefined && (await addressIsThere(pid, machine.address))) break;
    if (pid !== undefined && !(await isAlive(pid))) pid = undefined;
    await clock.sleep(POLL_MS, signal);
  }
  await program(
    [
      ...(['nsenter', `--net=${join(NETNS_FOLDER, vantageNetns(lab.record.name))}`, 'bash', '-c'] as const),
      ...[AWAIT_BANNER, 'barque', machine.address, String(SSH_PORT), String(BOOT_MS / CONNECT_EACH_MS)],
    ],
    { attempted: 'reach a machine’s sshd', where: machine.name },
    signal,
  );
}

/** $1: address, $2: port, $3: attempts, one each CONNECT_EACH_MS. Ends well when an SSH server greets. */
const AWAIT_BANNER = sh`for ((left = $3; left > 0; left--)); do
  { exec 3<> "/dev/tcp/$1/$2"; } 2>/dev/null && IFS= read -r -t 20 line <&3 && [[ $line = SSH-* ]] && exit 0
  sleep 0.05
done
exit 1`;

async function isAlive(pid: number): Promise<boolean> {
  return await stat(`/proc/${pid}`).then(
    () => true,
    () => false,
  );
}

function tooSlow(lab: Lab, machine: Machine): BarqueError {
  return new BarqueError({
    domain: 'timeout',
    attempted: 'start a machine',
    where: `${lab.record.name}/${machine.name}`,
    cameBack: `its sshd does not answer after ${BOOT_MS / 1000} s`,
    next: `Its console is in ${machinePaths(lab.paths, machine.name).console}`,
  });
}
