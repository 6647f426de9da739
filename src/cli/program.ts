/** Feeds commands as data to commander and runs the one that was asked for. */
import { Command as Commander, CommanderError, Option as CommanderOption } from 'commander';
import { EXIT } from '../base/exit-codes.ts';
import type { Command, Terminal } from './command.ts';
import { toolVersion } from './version.ts';

/** Runs the command that `argv` names; returns its exit code. */
export async function program(
  commands: readonly Command[],
  terminal: Terminal,
  signal: AbortSignal,
  argv: readonly string[],
): Promise<number> {
  let code: number = EXIT.done;
  const root = outlet(new Commander('barque'), terminal)
    .description(
      'Builds highly available Kubernetes on your own machines, proves that it survives, keeps it alive.',
    )
    .version(toolVersion(), '-V, --version', 'print the version')
    .enablePositionalOptions();
  const groups = new Map<string, Commander>();
  for (const command of commands) {
    const words = command.name.split(' ');
    const [first, second] = words;
    let parent = root;
    if (second !== undefined) {
      parent = groups.get(first!) ?? outlet(root.command(first!), terminal).description(GROUPS[first!] ?? '');
      groups.set(first!, parent);
    }
    const leaf = outlet(parent.command(words.at(-1)!), terminal).summary(command.summary);
    // A command may have others below it: `prove`, and `prove compare`.
    if (second === undefined) groups.set(first!, leaf);
    leaf.description(
      command.details === undefined ? command.summary : `${command.summary}\n\n${command.details}`,
    );
    for (const argument of command.arguments ?? []) leaf.argument(argument.form, argument.summary);
    for (const option of command.options ?? []) {
      const made = new CommanderOption(option.flags, option.summary);
      if (option.default !== undefined) made.default(option.default);
      if (option.choices !== undefined) made.choices(option.choices);
      leaf.addOption(made);
    }
    if (command.passesOptions === true) leaf.passThroughOptions();
    if (command.examples !== undefined && command.examples.length > 0) {
      leaf.addHelpText('after', `\nExamples:\n${command.examples.map(line => `  $ ${line}`).join('\n')}`);
    }
    leaf.action(async () => {
      code = await command.run({ args: leaf.processedArgs, options: leaf.opts(), terminal, signal });
    });
  }
  try {
    await root.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
  return code;
}

const GROUPS: Readonly<Record<string, string>> = {
  lab: 'real machines on this host, to try everything on',
  bundle: 'the programs, images and packages that clusters are made of',
  run: 'what earlier runs did',
  explain: 'why things are as they are',
};

function outlet(command: Commander, terminal: Terminal): Commander {
  return command
    .exitOverride()
    .showSuggestionAfterError()
    .helpCommand(false)
    .configureOutput({
      writeOut: text => terminal.stdout.write(text),
      writeErr: text => terminal.stderr.write(text),
    });
}
