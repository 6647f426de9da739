/**
 * Merges a part of a haproxy.cfg over ours. In a section of ours a directive replaces all of ours with the same
 * keyword and is added where there are none; other sections are added at the end.
 */
import { ALIVE_PORT, OWN_ETCD_PORT } from '../../spec/ports.ts';
import { type Patched, refusalLine } from '../patched.ts';
import type { Directive, HaproxyFile, Section } from './model.ts';
import { type ParsedHaproxy, parseHaproxy } from './parse.ts';

export function patchHaproxy(ours: HaproxyFile, text: string): Patched<HaproxyFile> {
  const parsed = parseHaproxy(text);
  const because = [...problemsOf(parsed), ...takenPorts(ours, parsed)];
  if (because.length > 0) return { is: 'refused', because };
  const patches = parsed.file.sections;
  const names = new Set(ours.sections.map(titleOf));
  const sections = ours.sections.map(section => {
    const wanted = patches
      .filter(patch => titleOf(patch) === titleOf(section))
      .flatMap(({ directives }) => directives);
    return wanted.length === 0 ? section : { ...section, directives: merged(section.directives, wanted) };
  });
  return {
    is: 'patched',
    file: { sections: [...sections, ...patches.filter(patch => !names.has(titleOf(patch)))] },
  };
}

/** What is wrong with a patch whatever it is merged into, a sentence each. */
export function haproxyPatchProblems(text: string): string[] {
  return problemsOf(parseHaproxy(text));
}

/** Keywords of several words, which are told apart by the second. */
const FAMILIES = [
  'option',
  'timeout',
  'http-check',
  'tcp-check',
  'stats',
  'compression',
  'load-server-state',
];

/** `no option x` is about the same as `option x`. */
export function keywordOf(directive: readonly string[]): string {
  const words = directive[0] === 'no' || directive[0] === 'default' ? directive.slice(1) : directive;
  const [first = '', second = ''] = words;
  return FAMILIES.includes(first) ? `${first} ${second}` : first;
}

function merged(ours: readonly Directive[], wanted: readonly Directive[]): Directive[] {
  const keywords = new Set(wanted.map(keywordOf));
  const placed = new Set<string>();
  const kept = ours.flatMap(directive => {
    const keyword = keywordOf(directive);
    if (!keywords.has(keyword)) return [directive];
    if (placed.has(keyword)) return [];
    placed.add(keyword);
    return wanted.filter(each => keywordOf(each) === keyword);
  });
  const added = wanted.filter(each => !placed.has(keywordOf(each)));
  // HAProxy warns of rules that stand after the choice of a backend, and takes them before it all the same.
  const choice = kept.findIndex(([keyword]) => CHOOSING.includes(keyword));
  return choice < 0 ? [...kept, ...added] : [...kept.slice(0, choice), ...added, ...kept.slice(choice)];
}

const CHOOSING = ['use_backend', 'default_backend'];

const BUDGET = 'the failover budget decides it (availability)';
const BACKENDS = 'Barque keeps the list of servers and their checks';
const PASSED = 'TLS goes through to the servers';
const RETRIES = 'a lost server is borne by it';
const NO_CONDITIONS = 'what is written must not depend on the host';
const OWN_ETCD = 'an apiserver that has lost its own etcd is found by it';
const MAXCONN = 'overrides.haproxy.maxconn sets it, with the limits of the unit';

/** What promises rest on, by section and keyword; `*` is any keyword. */
const PROTECTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  global: {
    'stats socket': 'gates and status ask by it',
    maxconn: MAXCONN,
    'spread-checks': BUDGET,
    chroot: 'HAProxy has no more rights than it needs',
    user: 'HAProxy has no more rights than it needs',
    group: 'HAProxy has no more rights than it needs',
    'lua-load': 'Barque loads its own by it; yours can come by lua-load-per-thread',
  },
  defaults: {
    mode: PASSED,
    'timeout connect': BUDGET,
    'timeout check': BUDGET,
    'option redispatch': RETRIES,
    retries: RETRIES,
    'default-server': BACKENDS,
  },
  'frontend alive': { '*': 'Keepalived learns by it that HAProxy answers' },
  'defaults own-etcd': { '*': OWN_ETCD },
  'frontend own-etcd': { '*': OWN_ETCD },
  'backend with-etcd': { '*': OWN_ETCD },
  'backend whoever-is-there': { '*': BACKENDS },
  'frontend endpoint': {
    bind: 'endpoint.port sets it',
    mode: PASSED,
    maxconn: MAXCONN,
    default_backend: BACKENDS,
    use_backend: BACKENDS,
    disabled: 'the endpoint would be gone',
  },
  'backend servers': {
    mode: PASSED,
    server: BACKENDS,
    'server-template': BACKENDS,
    'default-server': BACKENDS,
    'option httpchk': 'loadBalancer.health.path sets it',
    'http-check send': 'loadBalancer.health.path sets it',
    'http-check expect': 'loadBalancer.health.path sets it',
    'timeout connect': BUDGET,
    'timeout check': BUDGET,
    'option redispatch': RETRIES,
    retries: RETRIES,
    disabled: 'the endpoint would be gone',
  },
};

function problemsOf({ file, lines, conditions, notes }: ParsedHaproxy): string[] {
  const problems = [
    ...notes.map(({ line, says }) => `line ${line}: ${says}.`),
    ...conditions.map(({ line, keyword }) => refusalLine(line, keyword, NO_CONDITIONS)),
  ];
  for (const [at, section] of file.sections.entries()) {
    const title = titleOf(section);
    const place = lines[at]!;
    if (section.kind === 'program') {
      problems.push(refusalLine(place.section, 'program', 'systemd starts programs, HAProxy does not'));
    }
    const kept = PROTECTED[title];
    if (kept !== undefined && section.name.length > 1) {
      problems.push(
        refusalLine(place.section, title, 'a section of Barque takes its defaults from no other'),
      );
    }
    for (const [index, directive] of section.directives.entries()) {
      const line = place.directives[index]!;
      if (directive[0].startsWith('.')) {
        problems.push(refusalLine(line, directive[0], NO_CONDITIONS));
      }
      const why = kept?.[keywordOf(directive)] ?? kept?.['*'];
      if (why !== undefined) problems.push(refusalLine(line, `${keywordOf(directive)} in ${title}`, why));
    }
  }
  return problems;
}

/** HAProxy’s parser does not see that two sections listen on one port. */
function takenPorts(ours: HaproxyFile, { file, lines }: ParsedHaproxy): string[] {
  const taken = new Set([String(ALIVE_PORT), String(OWN_ETCD_PORT), ...ours.sections.flatMap(portsOf)]);
  return file.sections.flatMap((section, at) =>
    section.directives.flatMap((directive, index) => {
      const ports = directive[0] === 'bind' ? bindPorts(directive) : [];
      const port = ports.find(each => taken.has(each));
      if (port === undefined) return [];
      return [refusalLine(lines[at]!.directives[index]!, `bind ${directive[1]}`, `port ${port} is Barque’s`)];
    }),
  );
}

function portsOf({ directives }: Section): string[] {
  return directives.filter(([keyword]) => keyword === 'bind').flatMap(bindPorts);
}

/** `10.0.0.1:80,:443` is 80 and 443; what is no port (a socket’s path) is none. */
function bindPorts([, addresses = '']: readonly string[]): string[] {
  return addresses.split(',').flatMap(address => /:(\d+)$/.exec(address)?.[1] ?? []);
}

/** `backend servers`; what follows the name (`from defaults`) does not tell sections apart. */
function titleOf({ kind, name }: Section): string {
  return [kind, ...name.slice(0, 1)].join(' ');
}
