/** What a person writes: the schema of a cluster's file. Every leaf is read by resolve. */
import { z } from 'zod';
import { DURATION_FORM } from '../base/duration.ts';
import { DEFAULTS } from './defaults.ts';

export const API_VERSION = 'barque/v1alpha1';
export const KIND = 'Cluster';

/** RFC 1123 label, since names become host names, unit names and file names. */
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** Linux: at most 15 bytes without `/` and blanks. */
const INTERFACE = /^[A-Za-z0-9][A-Za-z0-9_.@-]{0,14}$/;
const USER = /^[a-z_][a-z0-9_-]{0,31}$/;
const NETNS = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,254}$/;
/** The path and query characters of RFC 3986 that need no quoting in any of the files they go to. */
const HTTP_PATH = /^\/[A-Za-z0-9._~*+,;=:@%/?&-]{0,511}$/;
const BACKEND_NAME = '[A-Za-z0-9][A-Za-z0-9_.-]{0,62}';
const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const PORT = '(?:6553[0-5]|655[0-2]\\d|65[0-4]\\d\\d|6[0-4]\\d{3}|[1-5]\\d{4}|[1-9]\\d{0,3})';
/** `name=addr:port` or `addr:port`. */
export const BACKEND_FORM = new RegExp(`^(?:(${BACKEND_NAME})=)?((?:${OCTET}\\.){3}${OCTET}):(${PORT})$`);
const FILE_PATH = /^[^\u0000-\u001f\u007f]{1,4096}$/;

const port = z.int().min(1).max(65_535);
const duration = z.string().regex(new RegExp(DURATION_FORM), 'a time is written as 250ms, 1s or 1m30s');
const file = z.string().regex(FILE_PATH, 'a path is text on one line');

const ssh = z.strictObject({
  user: z
    .string()
    .regex(USER, 'a user name has small letters, digits, _ and -')
    .meta({
      description: 'User to log in as; other than root it needs sudo without a password.',
      default: DEFAULTS.sshUser,
    })
    .optional(),
  port: port.meta({ description: 'Port of the SSH server.', default: DEFAULTS.sshPort }).optional(),
  identityFile: file
    .meta({ description: 'Private key to log in with; relative to this file. Otherwise as OpenSSH chooses.' })
    .optional(),
});

const host = z.strictObject({
  name: z
    .string()
    .regex(LABEL, 'a name has small letters, digits and - (RFC 1123)')
    .meta({ description: 'Name of the host in this cluster.', examples: ['lb1'] }),
  address: z.ipv4('an IPv4 address is written as 192.0.2.10').meta({
    description: 'IPv4 address at which you and the other hosts reach it.',
    examples: ['192.0.2.11'],
  }),
  roles: z
    .array(
      z.enum(['control-plane', 'worker', 'load-balancer']).meta({
        description: 'control-plane, worker or load-balancer; so far only load-balancer can be planned.',
      }),
    )
    .min(1, 'a host needs a role')
    .meta({ description: 'What the host does.' }),
  interface: z
    .string()
    .regex(INTERFACE, 'an interface has at most 15 characters, as eth0')
    .meta({ description: 'Interface that carries the VIP. Otherwise the one that holds the address.' })
    .optional(),
  ssh: ssh.meta({ description: 'How to log in.' }).optional(),
});

const backendObject = z.strictObject({
  name: z
    .string()
    .regex(new RegExp(`^${BACKEND_NAME}$`), 'a name has letters, digits, _ . and -')
    .meta({ description: 'Name of the server in HAProxy. Otherwise address:port.' })
    .optional(),
  address: z
    .ipv4('an IPv4 address is written as 192.0.2.10')
    .meta({ description: 'IPv4 address of the server.' }),
  port: port.meta({ description: 'Its TLS port.' }),
});

const backend = z.union([
  z
    .string()
    .regex(BACKEND_FORM, 'a backend is written as name=192.0.2.10:6443 or 192.0.2.10:6443')
    .meta({
      description: 'The same as text: name=address:port or address:port.',
      examples: ['s1=192.0.2.21:6443'],
    }),
  backendObject,
]);

const loadBalancer = z.strictObject({
  kind: z
    .enum(['haproxy'])
    .meta({ description: 'What balances; Keepalived carries the VIP.', default: 'haproxy' })
    .optional(),
  backends: z
    .array(backend)
    .max(64, 'more than 64 servers behind one endpoint are not supported')
    .meta({ description: 'TLS servers that the load balancers stand in front of.' })
    .optional(),
  health: z
    .strictObject({
      path: z
        .string()
        .regex(HTTP_PATH, 'a path begins with / and has no blanks and quotes')
        .meta({
          description: 'HTTPS path that a healthy server answers with 200.',
          default: DEFAULTS.healthPath,
        })
        .optional(),
    })
    .meta({ description: 'How a server is checked.' })
    .optional(),
  backendCa: file
    .meta({
      description:
        'PEM file with the CA of the servers’ certificates; relative to this file. Without it checks do not verify them.',
    })
    .optional(),
  maxConnections: z
    .int()
    .min(100)
    .max(1_000_000)
    .meta({
      description: 'Connections at once on one load balancer; ten to twenty per node are usual.',
      default: DEFAULTS.maxConnections,
    })
    .optional(),
  virtualRouterId: z
    .int()
    .min(1)
    .max(255)
    .meta({ description: 'VRRP virtual router id. Otherwise kept from the hosts, or derived from the VIP.' })
    .optional(),
});

export const clusterSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION).meta({ description: 'Version of this form.' }),
    kind: z.literal(KIND).meta({ description: 'What the file describes.' }),
    metadata: z
      .strictObject({
        name: z
          .string()
          .regex(LABEL, 'a name has small letters, digits and - (RFC 1123)')
          .meta({ description: 'Name of the cluster; it is written on its hosts and cannot change.' }),
      })
      .meta({ description: 'What names the cluster.' }),
    spec: z
      .strictObject({
        endpoint: z
          .strictObject({
            vip: z
              .ipv4('an IPv4 address is written as 192.0.2.10')
              .meta({ description: 'Virtual IPv4 address, free, in the network of the load balancers.' }),
            port: port
              .meta({ description: 'Port of the endpoint, on every load balancer.', default: DEFAULTS.port })
              .optional(),
          })
          .meta({ description: 'Where clients connect.' }),
        availability: z
          .strictObject({
            failover: duration
              .meta({
                description:
                  'Failover budget: the longest outage at a power loss or crash. All timers come from it.',
                default: DEFAULTS.failover,
              })
              .optional(),
            hang: duration
              .meta({ description: 'The longest outage when a program hangs.', default: DEFAULTS.hang })
              .optional(),
            profile: z
              .enum(['auto', 'lan', 'virtual', 'cautious'])
              .meta({
                description:
                  'How much the hosts are expected to stall: bare metal, virtual machines, or worse.',
                default: DEFAULTS.profile,
              })
              .optional(),
          })
          .meta({ description: 'What is promised.' })
          .optional(),
        hosts: z
          .array(host)
          .min(1, 'a cluster needs a host')
          .max(5000, 'more than 5000 hosts are not supported')
          .meta({ description: 'The machines.' }),
        loadBalancer: loadBalancer.meta({ description: 'What stands in front.' }).optional(),
        ssh: z
          .strictObject({
            config: file
              .meta({
                description: 'OpenSSH configuration file to use instead of your own; relative to this file.',
              })
              .optional(),
          })
          .meta({ description: 'How all hosts are reached.' })
          .optional(),
        operator: z
          .strictObject({
            netns: z
              .string()
              .regex(NETNS, 'a network namespace is named as ip netns shows it')
              .meta({ description: 'Network namespace in which programs on this machine reach the hosts.' })
              .optional(),
          })
          .meta({ description: 'This machine.' })
          .optional(),
        bundle: z
          .strictObject({
            folder: file.meta({ description: 'Folder of the bundle; relative to this file.' }).optional(),
            allowModuleBundle: z
              .boolean()
              .meta({
                description: 'Whether programs built from Go modules may be used on these hosts.',
                default: DEFAULTS.allowModuleBundle,
              })
              .optional(),
          })
          .meta({ description: 'Where programs and packages come from.' })
          .optional(),
      })
      .meta({ description: 'What the cluster is to be.' }),
  })
  .meta({ id: 'Cluster', title: 'Cluster', description: 'A cluster of Barque.' });

export type Written = z.infer<typeof clusterSchema>;
export type WrittenBackend = z.infer<typeof backend>;

/** JSON Schema (draft 2020-12) of the file, for editors. */
export function jsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(clusterSchema, { io: 'input', target: 'draft-2020-12' }) as Record<string, unknown>;
}
