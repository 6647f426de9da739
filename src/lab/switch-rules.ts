/** Rules on the lab's switch that drop frames to or from a machine: out of the machine's sight and reach. */
import type { Target } from './fault.ts';
import { portOf, vantageNetns } from './names.ts';
import { NETNS_FOLDER } from './network.ts';
import { program } from './program.ts';

/** Which frames, in nft(8)'s words; `forwarded` are those between machines, the vantage's own left out. */
export interface SwitchRules {
  in?: string;
  out?: string;
  forwarded?: readonly string[];
}

/** Puts the rules of one fault on the switch, in the place of its earlier ones, at one moment. */
export async function putRules(
  target: Target,
  fault: string,
  rules: SwitchRules,
  signal: AbortSignal,
): Promise<void> {
  await nft(target, rulesText(tableOf(fault, target), portOf(target.machine.name), rules), signal);
}

/** Takes them away; returns whether there were any. */
export async function dropRules(target: Target, fault: string, signal: AbortSignal): Promise<boolean> {
  const table = tableOf(fault, target);
  const tables = await nft(target, 'list tables bridge\n', signal);
  if (!tables.split('\n').includes(`table bridge ${table}`)) return false;
  await nft(target, `delete table bridge ${table}\n`, signal);
  return true;
}

/** `in` matches frames to the machine, `out` frames from it; an empty match is every frame. */
export function rulesText(table: string, port: string, rules: SwitchRules): string {
  const chain = (hook: string, lines: readonly string[]) =>
    lines.length === 0
      ? ''
      : `  chain ${hook} {\n    type filter hook ${hook} priority 0; policy accept;\n${lines.map(line => `    ${line} drop\n`).join('')}  }\n`;
  return (
    `add table bridge ${table}\ndelete table bridge ${table}\ntable bridge ${table} {\n` +
    chain('prerouting', rules.out === undefined ? [] : [`iifname "${port}" ${rules.out}`.trim()]) +
    chain('postrouting', rules.in === undefined ? [] : [`oifname "${port}" ${rules.in}`.trim()]) +
    chain('forward', rules.forwarded ?? []) +
    '}\n'
  );
}

function tableOf(fault: string, { machine }: Target): string {
  return `${fault}-${machine.name}`;
}

async function nft(target: Target, script: string, signal: AbortSignal): Promise<string> {
  return await program(
    ['nsenter', `--net=${NETNS_FOLDER}/${vantageNetns(target.lab.record.name)}`, 'nft', script],
    { attempted: 'set rules on the lab’s switch', where: target.machine.name },
    signal,
  );
}
