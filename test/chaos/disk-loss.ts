/** A control plane loses its power in the middle of creation, and what etcd has on its disk with it. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EXIT } from '../../src/base/exit-codes.ts';
import { foldersOf } from '../../src/base/xdg.ts';
import { machinePaths } from '../../src/lab/layout.ts';
import { openLab } from '../../src/lab/record.ts';
import { on, said, start, well } from '../lab/barque.ts';
import { memberIds } from '../lab/cluster.ts';
import { applyUntilDone, type Chaos, CUT_SHORT, SHAPE } from './scenario.ts';

export interface Loss {
  what: string;
  /** Of a machine that is off. */
  lose(lab: string, machine: string): Promise<void>;
  /** How often its logs tell that its old member began an empty log: at the creation, where the logs are left. */
  begunBefore: number;
  /** Whether it is back while the apply still goes on, else when that has ended. */
  isBackAtOnce: boolean;
}

async function loseDisk(lab: string, machine: string): Promise<void> {
  await well('lab', 'fault', `${lab}/${machine}`, 'lose-disk');
}

export const LOSSES: readonly Loss[] = [
  {
    what: 'etcd data',
    lose: async (lab, machine) => {
      const { paths } = await openLab(foldersOf(process.env), lab);
      const folder = join(machinePaths(paths, machine).disk, 'etcd');
      for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
    },
    begunBefore: 1,
    isBackAtOnce: false,
  },
  { what: 'the disk', lose: loseDisk, begunBefore: 0, isBackAtOnce: false },
  { what: 'the disk under way', lose: loseDisk, begunBefore: 0, isBackAtOnce: true },
];

/** A host whose fence is gone ends the run that has it, as one that another run has taken. */
const ENDS: readonly number[] = [...CUT_SHORT, EXIT['lock-held']];
/** How often the others are asked for the victim's id. */
const ASKED = 10;

/** Beside the kubelet's folder of logs, which keeps only what the last of many containers said. */
const KEPT = '/var/log/etcd-kept';

/** Keeps every log of etcd for good, until the machine goes. */
const KEEP = `systemd-run --quiet --unit=keep-etcd-logs sh -c 'mkdir -p ${KEPT}; while sleep 0.2; do
  for log in /var/log/pods/kube-system_etcd-*/etcd/*.log; do
    [ ! -e "$log" ] || ln "$log" "${KEPT}/$(stat -c %i "$log")" 2>/dev/null
  done
done'`;

/** Ids with which etcd has begun an empty log there (etcdserver/raft.go), as often as it has. */
async function emptyBeginnings(lab: string, machine: string): Promise<string[]> {
  const lines = await on(lab, machine, `grep -h '"starting local member"' ${KEPT}/* || true`);
  return [...lines.matchAll(/"local-member-id":"([0-9a-f]+)"/g)].map(([, id]) => id!);
}

/**
 * Cuts the victim when its apiserver is ready: its member has served, and the cluster is not complete. It boots without
 * what is lost, and the next apply converges. Throws when its member was not replaced by another one, or began again under its
 * old id with an empty log. Returns words for the verdict.
 */
export async function diskLoss(
  chaos: Chaos,
  victim: string,
  { what, lose, begunBefore, isBackAtOnce }: Loss,
): Promise<string> {
  const { lab, file } = chaos;
  const applying = start(['apply', '-f', file, '--yes', '-o', 'jsonl']);
  await said(applying, `"is":"step.outcome","step":"${victim}/controlplane/ready","result":"done"`);
  await well('lab', 'fault', `${lab}/${victim}`, 'power-cut');
  const other = SHAPE.planes.find(plane => plane !== victim)!;
  const old = await memberOf(victim, lab, other);
  if (!isBackAtOnce) await applying.ended;
  await lose(lab, victim);
  await well('lab', 'heal', `${lab}/${victim}`);
  await on(lab, victim, KEEP);
  const cut = await applying.ended;
  if (!ENDS.includes(cut.code ?? -1))
    throw new Error(`the apply that was cut ended with ${cut.code}\n${cut.stderr.slice(-2000)}`);
  const runs = await applyUntilDone(chaos);
  const members = await memberIds(lab, other);
  const now = members.get(victim);
  if (now === undefined || [...members.values()].includes(old))
    throw new Error(
      `the member of ${victim} was not replaced: it was ${old}, and there are ${told(members)}`,
    );
  const begun = await emptyBeginnings(lab, victim);
  if (!begun.includes(now))
    throw new Error(`nothing tells that ${now} began on ${victim}: ${begun.join(', ')}`);
  const again = begun.filter(id => id === old).length - begunBefore;
  if (again > 0) throw new Error(`${old} began an empty log again, ${again} times`);
  return `${victim} lost ${what}; the apply ended with ${cut.code}; whole after ${runs} more, its member ${old} replaced by ${now}`;
}

/** Its id, asked of another member: a second or two after the cut, where the victim had led them. */
async function memberOf(victim: string, lab: string, other: string): Promise<string> {
  for (let left = ASKED; ; left -= 1) {
    try {
      const id = (await memberIds(lab, other)).get(victim);
      if (id === undefined) throw new Error(`etcd has no member ${victim} yet`);
      return id;
    } catch (error) {
      if (left <= 1) throw error;
      await delay(1000);
    }
  }
}

function told(members: ReadonlyMap<string, string>): string {
  return [...members].map(([name, id]) => `${name} ${id}`).join(', ');
}
