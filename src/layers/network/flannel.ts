/** flannel’s objects: it carries the packets; bridge and addresses are containerd’s (runtime layer). */
import type { KubernetesSpec, ResolvedSpec } from '../../spec/resolved.ts';
import { HTTP2_PING_ENV } from '../http2-ping.ts';
import type { KubernetesObject } from './kubernetes-object.ts';

const NAMESPACE = 'kube-flannel';

export function flannel(
  { podCidr }: Pick<KubernetesSpec, 'podCidr'>,
  { vip, port }: Pick<ResolvedSpec['endpoint'], 'vip' | 'port'>,
  image: string,
): KubernetesObject[] {
  const named = { name: 'flannel', namespace: NAMESPACE };
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: NAMESPACE, labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: named },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'flannel' },
      rules: [
        { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
        { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: [''], resources: ['nodes/status'], verbs: ['patch'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'flannel' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'flannel' },
      subjects: [{ kind: 'ServiceAccount', ...named }],
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: named,
      data: {
        'net-conf.json': JSON.stringify({
          Network: podCidr,
          EnableNFTables: true,
          Backend: { Type: 'vxlan' },
        }),
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: named,
      spec: {
        selector: { matchLabels: { app: 'flannel' } },
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
        template: {
          metadata: { labels: { app: 'flannel' } },
          spec: {
            hostNetwork: true,
            serviceAccountName: 'flannel',
            priorityClassName: 'system-node-critical',
            tolerations: [{ operator: 'Exists' }],
            containers: [
              {
                name: 'flanneld',
                image,
                imagePullPolicy: 'IfNotPresent',
                command: ['/opt/bin/flanneld', '--ip-masq', '--kube-subnet-mgr'],
                env: [
                  { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
                  { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
                  // The Service kubernetes leads nowhere until kube-proxy has started on the host, and flanneld ends when
                  // it finds no API: after each boot, and in each creation, it was started twice.
                  { name: 'KUBERNETES_SERVICE_HOST', value: vip },
                  { name: 'KUBERNETES_SERVICE_PORT', value: String(port) },
                  // It must hear soon what address a host has for the overlay after a boot.
                  ...HTTP2_PING_ENV,
                ],
                securityContext: { privileged: true },
                resources: { requests: { cpu: '50m', memory: '50Mi' } },
                volumeMounts: [
                  { name: 'run', mountPath: '/run/flannel' },
                  { name: 'config', mountPath: '/etc/kube-flannel' },
                ],
              },
            ],
            volumes: [
              { name: 'run', hostPath: { path: '/run/flannel', type: 'DirectoryOrCreate' } },
              { name: 'config', configMap: { name: 'flannel' } },
            ],
          },
        },
      },
    },
  ];
}
