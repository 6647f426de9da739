/** One kernel at a time answers for the VIP, by what is heard on the wire. */
import type { ArpAnswer } from '../proof.ts';
import { judgedDoubles, type Span } from './doubles.ts';
import { doesNotApply, type Judge } from './judge.ts';

export const oneHolderArp: Judge = {
  id: 'one-holder-arp',
  title: 'one balancer answers for the VIP on the wire',
  judge: (sample, drill) => {
    const { arp } = sample.observed;
    if (arp === null) return doesNotApply('nobody can ask on the wire from here: the VIP is not on our link');
    return judgedDoubles(spansOfAnswers(arp), sample, drill, `of ${arp.length} questions`);
  },
};

/** From the first question that two answered to the next that fewer did. */
export function spansOfAnswers(answers: readonly ArpAnswer[]): Span[] {
  const spans: Span[] = [];
  let open: Span | undefined;
  for (const { atMs, by } of answers) {
    if (open !== undefined) open.toMs = atMs;
    if (by.length < 2) open = undefined;
    else if (open === undefined) {
      open = { fromMs: atMs, toMs: atMs, who: by };
      spans.push(open);
    }
  }
  return spans;
}
