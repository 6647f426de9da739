/** Findings about names that lead nowhere, or to two. */
import type { Finding } from '../finding.ts';

const undefinedBackend: Finding = {
  id: 'undefined-backend',
  severity: 'error',
  title: 'A frontend leads to a backend that is not there',
  find: ({ haproxy }) => {
    const known = new Set(haproxy.flatMap(({ proxies }) => proxies.map(({ name }) => name)));
    return haproxy.flatMap(({ file, proxies }) =>
      proxies.flatMap(({ kind, settings }) =>
        kind === 'backend'
          ? []
          : settings
              .filter(
                ({ words: [first, name = ''] }) => LEADS.includes(first) && isPlain(name) && !known.has(name),
              )
              .map(({ words: [, name], line }) => ({
                file,
                line,
                reason: `No backend of the files given is called ${name}: HAProxy does not start, or, if it is in another file, what is behind it was not judged.`,
                remedy: `Write the name of one that is there, or give the file with ${name}, too.`,
              })),
      ),
    );
  },
};

const LEADS: readonly string[] = ['default_backend', 'use_backend'];

/** Others depend on the request. */
function isPlain(name: string): boolean {
  return /^[\w.:-]+$/.test(name);
}

const sameServerName: Finding = {
  id: 'same-server-name',
  severity: 'error',
  title: 'Two servers have one name',
  find: ({ haproxy }) =>
    haproxy.flatMap(({ file, proxies }) =>
      proxies.flatMap(({ servers }) => {
        const seen = new Map<string, number>();
        return servers.flatMap(({ name, line, template }) => {
          const before = seen.get(name);
          if (before === undefined) seen.set(name, line);
          if (before === undefined || template) return [];
          return [
            {
              file,
              line,
              reason: `${name} is the server of line ${before} already: HAProxy does not start with both.`,
              remedy: 'Give each server of a backend a name of its own.',
            },
          ];
        });
      }),
    ),
};

export const NAMES: readonly Finding[] = [undefinedBackend, sameServerName];
