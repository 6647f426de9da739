/** Every command of Barque, in the order in which help lists them: a new command is one file and one line here. */
import type { Command } from './command.ts';
import { bundleBuild } from './commands/bundle-build.ts';
import { bundleRefresh } from './commands/bundle-refresh.ts';
import { bundleShow } from './commands/bundle-show.ts';
import { bundleVerify } from './commands/bundle-verify.ts';

export const COMMANDS: readonly Command[] = [bundleBuild, bundleShow, bundleVerify, bundleRefresh];
