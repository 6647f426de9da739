/** What a person writes: the schema of a cluster's file. Every leaf is read by resolve. */
import { z } from 'zod';
import { DURATION_FORM } from '../base/duration.ts';
import { DEFAULTS } from './defaults.ts';

export const API_VERSION = 'barque/v1alpha1';
export const KIND = 'Cluster';

/** RFC 1123 label, since names become host names, unit names and file names. */
export const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
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

/** [prefix/]name (Kubernetes: labels and selectors, syntax and character set). */
const LABEL_KEY =
  /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;
const LABEL_KEY_WORDS =
  'a key is written as name or example.com/name, with at most 63 characters in the name';
const LABEL_VALUE_WORDS = 'a value has at most 63 letters, digits, - _ and .';
const BASTION = new RegExp(`^(?:[a-z_][a-z0-9_-]{0,31}@)?[A-Za-z0-9][A-Za-z0-9.-]{0,252}(?::${PORT})?$`);
const CIDR = new RegExp(`^(?:${OCTET}\\.){3}${OCTET}/(?:[89]|[12]\\d|30)$`);
const DNS_NAME =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const VERSION = /^1\.(?:[1-9]\d)(?:\.(?:0|[1-9]\d*))?$/;
const REGISTRY = new RegExp(`^[a-z0-9][a-z0-9.-]{0,252}(?::${PORT})?$`);
const HTTP_URL = new RegExp(`^https?:\\/\\/[A-Za-z0-9.\\-[\\]]+(?::${PORT})?(?:\\/[A-Za-z0-9._~/-]*)?$`);
const PREFLIGHT_ERROR = /^[A-Za-z0-9][A-Za-z0-9-]{0,80}$/;

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
  bastion: z
    .string()
    .regex(BASTION, 'a bastion is written as [user@]host[:port]')
    .meta({ description: 'Host to log in through, as OpenSSH’s ProxyJump.', examples: ['jump@192.0.2.1:22'] })
    .optional(),
  identityFile: file
    .meta({ description: 'Private key to log in with; relative to this file. Otherwise as OpenSSH chooses.' })
    .optional(),
});

const taint = z.strictObject({
  key: z.string().regex(LABEL_KEY, LABEL_KEY_WORDS).meta({ description: 'Key of the taint.' }),
  value: z
    .string()
    .regex(LABEL_VALUE, LABEL_VALUE_WORDS)
    .meta({ description: 'Value of the taint; empty when not given.', default: '' })
    .optional(),
  effect: z
    .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
    .meta({ description: 'What happens to pods that do not tolerate it.' }),
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
        description:
          'control-plane, worker or load-balancer. Where nobody is a load balancer, control planes are.',
      }),
    )
    .min(1, 'a host needs a role')
    .meta({ description: 'What the host does.' }),
  interface: z
    .string()
    .regex(INTERFACE, 'an interface has at most 15 characters, as eth0')
    .meta({ description: 'Interface that carries the VIP. Otherwise the one that holds the address.' })
    .optional(),
  nodeAddress: z
    .ipv4('an IPv4 address is written as 192.0.2.10')
    .meta({ description: 'IPv4 address of its kubelet, apiserver and etcd; otherwise its address.' })
    .optional(),
  labels: z
    .record(
      z.string().regex(LABEL_KEY, LABEL_KEY_WORDS),
      z.string().regex(LABEL_VALUE, LABEL_VALUE_WORDS).meta({ description: 'Value of the label.' }),
    )
    .meta({ description: 'Labels of its node.', examples: [{ zone: 'a' }] })
    .optional(),
  taints: z.array(taint).meta({ description: 'Taints of its node.' }).optional(),
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
  virtualRouterId: z
    .int()
    .min(1)
    .max(255)
    .meta({ description: 'VRRP virtual router id. Otherwise kept from the hosts, or derived from the VIP.' })
    .optional(),
  patches: z
    .strictObject({
      haproxy: file
        .meta({
          description:
            'Part of a haproxy.cfg, merged over ours: a directive replaces ours of the same keyword; relative to this file.',
        })
        .optional(),
      keepalived: file
        .meta({ description: 'The same for keepalived.conf; relative to this file.' })
        .optional(),
    })
    .meta({ description: 'Changes to what Barque writes for the load balancers; you answer for them.' })
    .optional(),
});

const kubernetes = z.strictObject({
  version: z
    .string()
    .regex(VERSION, 'a version is written as 1.36 or 1.36.3, in quotes')
    .meta({ description: 'Kubernetes release; otherwise the bundle’s.', examples: ['1.36.3'] })
    .optional(),
  patches: file
    .meta({
      description:
        'Folder with kubeadm’s patches, as kube-apiserver+strategic.yaml (kubeadm: customizing components); relative to this file.',
    })
    .optional(),
});

const network = z.strictObject({
  pods: z
    .string()
    .regex(CIDR, 'a network is written as 10.244.0.0/16')
    .meta({ description: 'Network of the pods; each node gets a /24 of it.', default: DEFAULTS.podCidr })
    .optional(),
  services: z
    .string()
    .regex(CIDR, 'a network is written as 10.96.0.0/12')
    .meta({ description: 'Network of the services.', default: DEFAULTS.serviceCidr })
    .optional(),
  plugin: z
    .enum(['flannel', 'none', 'manifests'])
    .meta({
      description:
        'What carries pods’ packets between hosts: flannel (vxlan; no NetworkPolicy), none, or your own manifests.',
      default: DEFAULTS.plugin,
    })
    .optional(),
  manifests: z
    .array(file.meta({ description: 'YAML file; relative to this file.' }))
    .min(1, 'plugin: manifests needs a file')
    .meta({ description: 'Files to apply, with plugin: manifests.' })
    .optional(),
});

const registry = z.strictObject({
  name: z
    .string()
    .regex(REGISTRY, 'a registry is written as docker.io or registry.example:5000')
    .meta({ description: 'Registry as images name it.', examples: ['docker.io'] }),
  mirrors: z
    .array(
      z
        .string()
        .regex(HTTP_URL, 'a mirror is written as https://mirror.example:5000')
        .meta({ description: 'URL of a mirror.' }),
    )
    .meta({ description: 'Asked before the registry itself, in order.' })
    .optional(),
  ca: file
    .meta({ description: 'PEM file with the CA of the mirrors’ certificates; relative to this file.' })
    .optional(),
});

/** Free-form: merged over what Barque writes and checked by the program that reads it. */
const settings = z.record(z.string(), z.json());

const overrides = z.strictObject({
  containerd: settings
    .meta({ description: 'Merged over containerd’s configuration (config.toml, version 3).' })
    .optional(),
  kubelet: settings.meta({ description: 'Merged over the KubeletConfiguration.' }).optional(),
  kubeProxy: settings.meta({ description: 'Merged over the KubeProxyConfiguration.' }).optional(),
  haproxy: z
    .strictObject({
      maxconn: z
        .int()
        .min(100)
        .max(1_000_000)
        .meta({
          description: 'Connections at once on one load balancer; ten to twenty per node are usual.',
          default: DEFAULTS.maxConnections,
        })
        .optional(),
    })
    .meta({ description: 'HAProxy’s own settings.' })
    .optional(),
  ignorePreflightErrors: z
    .array(
      z
        .string()
        .regex(PREFLIGHT_ERROR, 'a name such as Swap')
        .meta({ description: 'Name of a check of kubeadm.', examples: ['Swap'] }),
    )
    .meta({ description: 'Checks of kubeadm whose errors are taken for warnings.' })
    .optional(),
});

const proxy = z.strictObject({
  http: z
    .string()
    .regex(HTTP_URL, 'a proxy is written as http://proxy.example:3128')
    .meta({ description: 'For http URLs.' })
    .optional(),
  https: z
    .string()
    .regex(HTTP_URL, 'a proxy is written as http://proxy.example:3128')
    .meta({ description: 'For https URLs.' })
    .optional(),
  except: z
    .array(
      z
        .string()
        .regex(/^[A-Za-z0-9.*/:-]+$/, 'a name, address or network')
        .meta({ description: 'Name, address or network.' }),
    )
    .meta({ description: 'Reached without it, beside the cluster’s own addresses.' })
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
            names: z
              .array(
                z
                  .string()
                  .regex(DNS_NAME, 'a DNS name has small letters, digits, - and dots')
                  .meta({ description: 'DNS name that leads to the VIP.', examples: ['k8s.example.org'] }),
              )
              .meta({ description: 'Names for the apiservers’ certificates.' })
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
            drills: z
              .enum(['allowed', 'forbidden'])
              .meta({
                description: 'Whether `barque prove` may break parts of this cluster on purpose.',
                default: DEFAULTS.drills,
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
        kubernetes: kubernetes.meta({ description: 'Which Kubernetes.' }).optional(),
        network: network.meta({ description: 'Networks inside the cluster.' }).optional(),
        registries: z
          .array(registry)
          .meta({ description: 'Registries with mirrors or a CA of their own.' })
          .optional(),
        proxy: proxy.meta({ description: 'HTTP proxy by which the hosts fetch.' }).optional(),
        overrides: overrides
          .meta({ description: 'What Barque would set otherwise; you answer for it.' })
          .optional(),
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
            onHosts: z
              .string()
              .regex(/^\/[A-Za-z0-9._/-]+$/, 'an absolute path without blanks')
              .meta({
                description:
                  'The same folder as the hosts see it, by a mount or a seed disk; otherwise its files are sent.',
              })
              .optional(),
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
