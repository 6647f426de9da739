/** Who holds the address of the endpoint, by the hosts' own words. */
import { answered, type LiveView } from './live-view.ts';

/** In the order of the file. One is right; two answer for the same address; a silent host may be another. */
export function holdersOf(view: LiveView): string[] {
  return [...answered(view)].filter(([, { vipOn }]) => vipOn !== null).map(([name]) => name);
}

/** Whether the holder's HAProxy runs and has somebody to hand connections to; null: nobody answered who would know. */
export function isServing(view: LiveView): boolean | null {
  const now = answered(view);
  const holders = holdersOf(view);
  const serving = holders.some(name => {
    const { units, backends } = now.get(name)!;
    return units['haproxy.service'] === 'active' && (backends?.some(({ up }) => up) ?? false);
  });
  if (serving) return true;
  return holders.length === 0 && now.size < view.hosts.size ? null : false;
}
