/** Every command of Barque, in the order in which help lists them: a new command is one file and one line here. */
import type { Command } from './command.ts';

export const COMMANDS: readonly Command[] = [];
