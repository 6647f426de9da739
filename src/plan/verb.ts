/** The closed set of verbs, as data; each has its pure half in plan/verbs/ and its doing half in verbs/. */
import { unreachable } from '../base/errors.ts';
import type { Observation } from '../base/observation.ts';
import { afterFilePut, type FilePut } from './verbs/file-put.ts';
import { afterGate, type Gate } from './verbs/gate.ts';
import { afterPackageInstall, type PackageInstall } from './verbs/package-install.ts';
import { afterUnitLoad, type UnitLoad } from './verbs/unit-load.ts';

export type Verb = FilePut | PackageInstall | UnitLoad | Gate;

/** What is observed once the verb is done. */
export function afterOf(verb: Verb): Observation {
  switch (verb.do) {
    case 'file.put':
      return afterFilePut(verb);
    case 'package.install':
      return afterPackageInstall(verb);
    case 'unit.load':
      return afterUnitLoad(verb);
    case 'gate':
      return afterGate(verb);
    default:
      return unreachable(verb);
  }
}

/** The one thing that a verb observes and changes, unique on its host. */
export function targetOf(verb: Verb): string {
  switch (verb.do) {
    case 'file.put':
      return `file ${verb.path}`;
    case 'package.install':
      return `packages ${verb.packages.map(({ name }) => name).join(' ')}`;
    case 'unit.load':
      return `unit ${verb.unit}`;
    case 'gate':
      return `${verb.check} ${verb.address}:${verb.port}`;
    default:
      return unreachable(verb);
  }
}
