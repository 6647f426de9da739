/** `barque validate`: whether the file is right, without asking any host. */
import { checkCluster } from '../../app/load-cluster.ts';
import { type Promises, promisesOf } from '../../app/promises.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { DEFAULT_REASONS } from '../../spec/default-reasons.ts';
import { type Diagnostic, diagnosticsOf } from '../../spec/diagnostic.ts';
import type { SpecDocument } from '../../spec/document.ts';
import { unplannable } from '../../spec/plannable.ts';
import { member } from '../../spec/written.ts';
import type { Command } from '../command.ts';
import { FILE_OPTION } from '../options.ts';
import { shapeWords } from '../views/cluster-shape.ts';
import { defaultLines } from '../views/defaults.ts';
import { showProblems, warn } from '../views/diagnostics.ts';
import { paint } from '../views/paint.ts';

export const validate: Command = {
  name: 'validate',
  summary: 'check the cluster’s file, without asking any host',
  details:
    'It tells all problems at once, with their lines. A file that is right and cannot be planned yet is refused too, and so is a promise that cannot be kept.',
  options: [
    FILE_OPTION,
    { flags: '--defaults', summary: 'list what is taken where the file says nothing, with the reasons' },
    {
      flags: '-o, --output <format>',
      summary: 'how to print it',
      default: 'table',
      choices: ['table', 'json'],
    },
  ],
  examples: [
    'barque validate',
    'barque validate --defaults',
    'barque validate -f site.yaml -o json | jq .errors',
  ],
  run: async ({ options, terminal }) => {
    const file = String(options['file']);
    const checked = await checkCluster(file);
    let errors: readonly Diagnostic[];
    let warnings: readonly Diagnostic[] = [];
    let text: string;
    if (checked.is === 'wrong') {
      ({ diagnostics: errors, text } = checked);
    } else {
      const { loaded } = checked;
      const { spec, document } = loaded;
      text = loaded.text;
      const cannot = unplannable(spec, document);
      const { broken, risky } = cannot.length > 0 ? NO_PROMISES : promisesOf(spec, document);
      errors = diagnosticsOf(file, [...cannot, ...broken]);
      warnings = [...loaded.warnings, ...diagnosticsOf(file, risky)];
    }
    const valid = errors.length === 0;
    const code = valid ? EXIT.done : EXIT.configuration;
    const defaults = options['defaults'] === true;
    if (options['output'] === 'json') {
      const listed = defaults ? { defaults: DEFAULT_REASONS } : {};
      const answer = { file, valid, errors, warnings, ...listed, exitCode: code };
      terminal.stdout.write(`${JSON.stringify(answer)}\n`);
      return code;
    }
    if (defaults) {
      const written = (path: string) =>
        checked.is === 'right' ? writtenAt(checked.loaded.document, path) : undefined;
      const lines = defaultLines(DEFAULT_REASONS, written, paint(terminal.stdout, terminal.env));
      terminal.stdout.write(`${lines.join('\n')}\n\n`);
    }
    warn({ warnings, text }, terminal);
    showProblems(errors, text, terminal);
    if (checked.is === 'right' && valid) {
      terminal.stdout.write(`${file} is right: ${shapeWords(checked.loaded.spec)}.\n`);
    } else {
      const problems = errors.length === 1 ? '1 problem' : `${errors.length} problems`;
      terminal.stderr.write(`${file} is not right: ${problems}.\n`);
    }
    return code;
  },
};

/** Of a cluster without a balancer nobody knows. */
const NO_PROMISES: Promises = { broken: [], risky: [] };

/** What hosts or lists say differs from one to the next and is not shown. */
function writtenAt({ value }: SpecDocument, path: string): unknown {
  return path.split('.').reduce<unknown>(member, value);
}
