/** `barque schema`: the JSON Schema of the cluster's file. */
import { EXIT } from '../../base/exit-codes.ts';
import { jsonSchema } from '../../spec/schema.ts';
import type { Command } from '../command.ts';

export const schema: Command = {
  name: 'schema',
  summary: 'print the JSON Schema of the cluster’s file',
  details:
    'Editors with the YAML language server complete and check by it: # yaml-language-server: $schema=cluster.schema.json',
  examples: ['barque schema >cluster.schema.json'],
  run: async ({ terminal }) => {
    terminal.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
    return EXIT.done;
  },
};
