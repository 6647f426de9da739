/** All findings in some files, the worst first. */
import { type Finding, type Found, type LintModel, SEVERITIES } from './finding.ts';
import { FINDINGS } from './findings.ts';

export interface Told extends Found {
  id: Finding['id'];
  severity: Finding['severity'];
  title: string;
}

/** In the order of severity, then of files and lines. */
export function lintFiles(model: LintModel): Told[] {
  const all = FINDINGS.flatMap(finding =>
    finding.find(model).map(found => ({
      id: finding.id,
      severity: finding.severity,
      title: finding.title,
      ...found,
    })),
  );
  // Several backends may have one line of their defaults to blame.
  const told = [...new Map(all.map(each => [JSON.stringify(each), each])).values()];
  const files = [...model.haproxy, ...model.keepalived].map(({ file }) => file);
  const rank = ({ severity, file, line }: Told) => [SEVERITIES.indexOf(severity), files.indexOf(file), line];
  return told.sort((one, other) => {
    const [a, b] = [rank(one), rank(other)];
    return a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!;
  });
}
