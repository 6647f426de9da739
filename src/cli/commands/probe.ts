/** `barque probe`: measure from here how long the endpoint does not answer. */
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { loadCluster } from '../../app/load-cluster.ts';
import { BarqueError } from '../../base/errors.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { foldersOf } from '../../base/xdg.ts';
import { P1 } from '../../prove/p1/parameters.ts';
import { runProbe } from '../../prove/p1/run.ts';
import type { Command } from '../command.ts';
import { durationOption, FILE_OPTION } from '../options.ts';
import { probeLines, probeProgress } from '../views/probe.ts';

export const probe: Command = {
  name: 'probe',
  summary: 'measure from here how long the endpoint does not answer',
  details:
    'A new TLS connection and GET are started at a fixed rhythm, whatever earlier ones do. It ends by itself or with Ctrl-C, and tells the longest time without a success. Nothing is changed anywhere.',
  options: [
    FILE_OPTION,
    { flags: '--for <time>', summary: 'how long', default: '10s' },
    { flags: '--every <time>', summary: 'a new connection each', default: `${P1.everyMs}ms` },
    {
      flags: '--deadline <time>',
      summary: 'an attempt without its answer by then has failed',
      default: `${P1.deadlineMs}ms`,
    },
    { flags: '--path <path>', summary: 'what to GET; otherwise the health path of the file' },
    { flags: '--ca <file>', summary: 'verify the certificate by this CA; otherwise it is not verified' },
    { flags: '--history <file>', summary: 'where to keep every attempt; otherwise in the state folder' },
    {
      flags: '-o, --output <format>',
      summary: 'how to print the result',
      default: 'table',
      choices: ['table', 'json'],
    },
  ],
  examples: [
    'barque probe',
    'barque probe --for 1m -o json | jq .outage.ms',
    'barque probe --every 100ms --deadline 20s',
  ],
  run: async ({ options, terminal, signal }) => {
    const { spec } = await loadCluster(String(options['file']));
    const name = `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${randomBytes(2).toString('hex')}.jsonl`;
    const run = {
      host: spec.endpoint.vip,
      port: spec.endpoint.port,
      path: typeof options['path'] === 'string' ? options['path'] : spec.loadBalancer.healthPath,
      caFile: typeof options['ca'] === 'string' ? resolve(options['ca']) : null,
      everyMs: positive('every', options['every']),
      deadlineMs: positive('deadline', options['deadline']),
      forMs: positive('for', options['for']),
      netns: spec.operatorNetns,
      history:
        typeof options['history'] === 'string'
          ? resolve(options['history'])
          : join(foldersOf(terminal.env).state, 'probes', name),
    };
    const view = probeProgress(run, terminal);
    const summary = await runProbe(run, view.seen, signal).finally(view.end);
    if (options['output'] === 'json') terminal.stdout.write(`${JSON.stringify(summary)}\n`);
    else terminal.stdout.write(`${probeLines(run, summary, terminal).join('\n')}\n`);
    if (signal.aborted) return EXIT.interrupted;
    return summary.ok === 0 ? EXIT.check : EXIT.done;
  },
};

function positive(name: string, value: unknown): number {
  const ms = durationOption(name, value);
  if (ms > 0) return ms;
  throw new BarqueError({ domain: 'usage', attempted: `read --${name}`, cameBack: 'it must be more than 0' });
}
