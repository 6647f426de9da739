/** The rooms of src/ and what each may import: two columns that meet in app (ARCHITECTURE.md, "The house"). */

export interface Room {
  /** Rooms of which anything may be imported; its own is always allowed. */
  reads: readonly string[];
  /** Rooms of which only types may be imported. */
  types: readonly string[];
}

const BASE = ['base'];
const PURE = [...BASE, 'spec', 'formats', 'failover', 'plan', 'layers', 'operations'];
const IO = [...BASE, 'hosts', 'facts', 'kube', 'etcd', 'view', 'checks', 'verbs', 'run'];
const APP = [...new Set([...PURE, ...IO]), 'app'];

/** Everything that stands left of a room in its column. */
function leftOf(column: readonly string[], room: string): readonly string[] {
  return column.slice(0, column.indexOf(room));
}

/** Facts are what planners are given: their types are known there, their scripts are not. */
const GIVEN = ['facts', 'view', 'checks'];
/** The plan is the data that both columns share (docs/decisions/0001). */
const SHARED = ['plan'];

export const ROOMS: Readonly<Record<string, Room>> = {
  ...Object.fromEntries(PURE.map(room => [room, { reads: leftOf(PURE, room), types: [] }])),
  layers: { reads: leftOf(PURE, 'layers'), types: GIVEN },
  operations: { reads: leftOf(PURE, 'operations'), types: GIVEN },
  ...Object.fromEntries(IO.slice(1).map(room => [room, { reads: leftOf(IO, room), types: [] }])),
  // Judges compare hosts with what was wished for.
  checks: { reads: [...leftOf(IO, 'checks'), 'spec'], types: [] },
  verbs: { reads: [...leftOf(IO, 'verbs'), ...SHARED], types: [] },
  run: { reads: [...leftOf(IO, 'run'), ...SHARED], types: [] },
  // Beside the column: it judges anybody's files, and nothing that is planned rests on it.
  lint: { reads: [...leftOf(PURE, 'plan')], types: [] },
  app: { reads: leftOf(APP, 'app'), types: [] },
  bundle: { reads: BASE, types: [] },
  // Judges see the cluster by the same view as status, and a fault is a step like any other (docs/decisions/0018).
  prove: { reads: APP, types: [] },
  lab: { reads: [...BASE, 'spec', 'bundle', 'app'], types: [] },
  cli: { reads: [...APP, 'lint', 'bundle', 'prove', 'lab'], types: [] },
};

/** No I/O, no waiting, no clock, no chance. */
export const PURE_ROOMS: readonly string[] = [...PURE, 'lint'];
