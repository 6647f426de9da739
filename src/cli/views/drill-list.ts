/** What `prove --list` says: what each drill does, needs, and is judged by. */
import { BY_HOST, type Drill, expectedS, strikes } from '../../prove/drill.ts';
import type { Paint } from './paint.ts';
import { counted } from './quantities.ts';

export interface ListedDrill {
  drill: Drill;
  predictedMs: number | null;
  refusal: string | null;
}

/** Four lines a drill. */
export function drillList(
  listed: readonly ListedDrill[],
  /** Why nothing is predicted at all; null: it is. */
  unpredicted: string | null,
  colour: Paint,
): string {
  const lines = listed.flatMap(({ drill, predictedMs, refusal }) => [
    refusal === null ? colour.bold(drill.id) : colour.dim(drill.id),
    `  ${drill.does}`,
    colour.dim(`  Needs ${needsWords(drill)}; about ${expectedS(drill)} s a sample.`),
    colour.dim(`  ${refusal === null ? outageWords(drill, predictedMs) : `Not here: ${refusal}.`}`),
  ]);
  const why = unpredicted === null ? [] : ['', colour.yellow(`Nothing is predicted: ${unpredicted}.`)];
  return `${[...lines, ...why].join('\n')}\n`;
}

/** The same for programs. */
export function drillData(listed: readonly ListedDrill[]): object[] {
  return listed.map(({ drill, predictedMs, refusal }) => {
    const { id, title, does, needs, budget } = drill;
    return { id, title, does, needs, budget, predictedMs, refusal, expectedS: expectedS(drill) };
  });
}

function needsWords(drill: Drill): string {
  const { controlPlanes, balancers, workers = 0 } = drill.needs;
  const beyondHosts = strikes(drill).some(
    ({ strike }) => strike.by === 'machine' && BY_HOST[strike.fault] === undefined,
  );
  const counts = [
    ...(controlPlanes > 0 ? [counted(controlPlanes, 'control plane')] : []),
    counted(balancers, 'balancer'),
    ...(workers > 0 ? [counted(workers, 'worker')] : []),
    ...(beyondHosts ? ['power over the machines'] : []),
  ];
  return counts.join(', ');
}

function outageWords({ budget }: Drill, predictedMs: number | null): string {
  const predicted = predictedMs === null ? '' : `Predicted: at most ${predictedMs} ms. `;
  switch (budget) {
    case 'failover':
      return `${predicted}Judged by the failover budget.`;
    case 'hang':
      return `${predicted}Judged by the bound for hangs.`;
    case 'none':
      return `${predicted}New connections must not notice it.`;
    case 'fault':
      return `${predicted}Clients may fail as long as the fault lasts, and a failover budget after it.`;
    case null:
      return `${predicted}The outage is told, not judged.`;
  }
}
