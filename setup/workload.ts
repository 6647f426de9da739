/** A small Deployment behind a Service, from the bundle's own image of barque-probe, and what its machines need for it. */
import { imageArchive } from '../src/bundle/images/archive.ts';
import { readBundle } from '../src/bundle/read-bundle.ts';

/** Replicas, one on each worker where there are two. */
const REPLICAS = 2;
const IMAGE = 'barque.invalid/barque-probe:v0.1.0';

/** Standard input of this is the image: containerd keeps it whatever its garbage collection thinks. */
export const IMPORT_IMAGE = `ctr --namespace k8s.io images import --local --label io.cri-containerd.pinned=pinned - 2>&1`;

/** An archive with the one image, for `ctr images import`. */
export async function workloadImage(bundleFolder: string): Promise<Buffer> {
  const bundle = await readBundle(bundleFolder);
  const parts: Uint8Array[] = [];
  for await (const part of imageArchive(bundle, [IMAGE], new AbortController().signal)) parts.push(part);
  return Buffer.concat(parts);
}

/** For `kubectl apply -f -`: pods that answer on port 80 of the Service `hello` with their own names. */
export function workload(): string {
  const labels = { app: 'hello' };
  const objects = [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'hello' },
      spec: {
        replicas: REPLICAS,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            topologySpreadConstraints: [
              {
                maxSkew: 1,
                topologyKey: 'kubernetes.io/hostname',
                whenUnsatisfiable: 'ScheduleAnyway',
                labelSelector: { matchLabels: labels },
              },
            ],
            containers: [
              {
                name: 'hello',
                image: IMAGE,
                imagePullPolicy: 'Never',
                args: ['serve', '--listen', ':8080'],
                readinessProbe: { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 1 },
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'hello' },
      spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
    },
  ];
  return objects.map(object => JSON.stringify(object)).join('\n---\n');
}
