/** Any object of the Kubernetes API, as far as it must be known here. */

export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  [member: string]: unknown;
}
