/** A server behind the balancers as it was written, in either form; what is wrong in it is null. */
import { BACKEND_FORM } from './schema.ts';
import { member } from './written.ts';

export interface WrittenTarget {
  name: string | null;
  /** address:port */
  target: string | null;
  address: string | null;
  port: number | null;
}

export function backendOf(written: unknown): WrittenTarget {
  if (typeof written === 'string') {
    const match = BACKEND_FORM.exec(written);
    if (match === null) return { name: null, target: null, address: null, port: null };
    const target = `${match[2]}:${Number(match[3])}`;
    return { name: match[1] ?? target, target, address: match[2]!, port: Number(match[3]) };
  }
  const name = member(written, 'name');
  const address = member(written, 'address');
  const port = member(written, 'port');
  const whole = typeof address === 'string' && typeof port === 'number';
  const target = whole ? `${address}:${port}` : null;
  return {
    name: typeof name === 'string' ? name : target,
    target,
    address: typeof address === 'string' ? address : null,
    port: typeof port === 'number' ? port : null,
  };
}
