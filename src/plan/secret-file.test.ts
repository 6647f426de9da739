import { describe, expect, test } from 'vitest';
import { isSecretFile } from './secret-file.ts';

describe('a file is secret', () => {
  test.each([
    ['only its owner may read it', '/etc/x', '0600'],
    ['only its group may read it', '/etc/x', '0640'],
    ['it belongs to Kubernetes’ keys', '/etc/kubernetes/pki/etcd/ca.crt', '0644'],
    ['it is a kubeconfig', '/etc/kubernetes/admin.conf', '0644'],
    ['it is the kubelet’s', '/var/lib/kubelet/pki/kubelet.crt', '0644'],
  ])('when %s', (_why, path, mode) => {
    expect(isSecretFile({ path, mode })).toBe(true);
  });

  test.each([
    ['/etc/haproxy/haproxy.cfg', '0644'],
    ['/usr/local/lib/barque/hook', '0755'],
    ['/etc/sysctl.d/50-barque.conf', '0644'],
    ['/etc/kubernetes/manifests/etcd.yaml', '0644'],
  ])('%s %s is not', (path, mode) => {
    expect(isSecretFile({ path, mode })).toBe(false);
  });
});
