/** `barque validate`: whether the file is right, without asking any host. */
import { EXIT } from '../../base/exit-codes.ts';
import { type Diagnostic, diagnosticsOf } from '../../spec/diagnostic.ts';
import { checkCluster } from '../../app/load-cluster.ts';
import { unplannable } from '../../spec/plannable.ts';
import type { Command } from '../command.ts';
import { FILE_OPTION } from '../options.ts';
import { showProblems, warn } from '../views/diagnostics.ts';

export const validate: Command = {
  name: 'validate',
  summary: 'check the cluster’s file, without asking any host',
  details:
    'It tells all problems at once, with their lines. A file that is right and cannot be planned yet is refused too.',
  options: [
    FILE_OPTION,
    {
      flags: '-o, --output <format>',
      summary: 'how to print it',
      default: 'table',
      choices: ['table', 'json'],
    },
  ],
  examples: ['barque validate', 'barque validate -f site.yaml -o json | jq .errors'],
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
      ({ warnings, text } = loaded);
      errors = diagnosticsOf(file, unplannable(loaded.spec, loaded.document));
    }
    const code = errors.length === 0 ? EXIT.done : EXIT.configuration;
    if (options['output'] === 'json') {
      terminal.stdout.write(
        `${JSON.stringify({ file, valid: errors.length === 0, errors, warnings, exitCode: code })}\n`,
      );
      return code;
    }
    warn({ warnings, text }, terminal);
    showProblems(errors, text, terminal);
    if (checked.is === 'right' && errors.length === 0) {
      const { name, hosts, loadBalancer } = checked.loaded.spec;
      terminal.stdout.write(
        `${file} is right: ${name}, ${count(hosts, 'host')}, ${count(loadBalancer.backends, 'backend')}.\n`,
      );
    } else {
      terminal.stderr.write(`${file} is not right: ${count(errors, 'problem')}.\n`);
    }
    return code;
  },
};

function count(items: readonly unknown[], name: string): string {
  return `${items.length} ${name}${items.length === 1 ? '' : 's'}`;
}
