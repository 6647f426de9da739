/** The shell of `kubeadm.cluster`, in a folder that stands for the seat, with programs that play kubeadm and kubectl. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SampleHost, sampleHost } from '../../test/shell/sample-host.ts';
import { KUBEADM_CLUSTER } from './kubeadm-cluster.ts';

let seat: SampleHost;
beforeEach(() => {
  seat = sampleHost();
  for (const name of ['kubelet', 'admin', 'super-admin'])
    seat.write(`/etc/kubernetes/${name}.conf`, '    server: https://192.0.2.1:6443\n');
  seat.write('/run/barque/.there', '');
  // What kube-system holds is a file, a name a line.
  seat.write('/known', 'configmap/kubeadm-config\n');
  seat.program(
    'kubectl',
    `case "$*" in
  *'-o name') cat "${seat.at('/known')}" ;;
  *'set env'*) printf 'env %s\\n' "$*" >>"$CALLS" ;;
  *apply*) printf 'apply %s\\n' "$(tr -d '\\n')" >>"$CALLS" ;;
  *) echo data ;;
esac`,
  );
  seat.program('kubeadm', 'printf "kubeadm %s\\n" "$*" >>"$CALLS"');
});
afterEach(() => seat.remove());

const perform = (cluster: 'begins' | 'stands') =>
  seat.play(KUBEADM_CLUSTER.perform, ['/config', 'd1', cluster, 'PING=10']);
const noted = () => seat.calls().filter(call => call.includes('"cluster":"d1'));

test('what kubeadm made is noted when all its phases were well', () => {
  expect(perform('begins').code).toBe(0);
  expect(noted()).toHaveLength(1);
});

test('kube-proxy gets its environment, which kubeadm has no place for', () => {
  perform('begins');
  expect(seat.calls()).toContainEqual(expect.stringMatching(/^env .*set env daemonset\/kube-proxy PING=10$/));
});

test('nothing is noted while kube-proxy has not got it', () => {
  seat.program('kubectl', `case "$*" in *'set env'*) exit 1 ;; *) echo data ;; esac`);
  expect(perform('begins').code).not.toBe(0);
  expect(noted()).toEqual([]);
});

test('what was noted before is no more while it is made anew', () => {
  perform('stands');
  const notes = seat.calls().filter(call => call.includes('"name":"barque"'));
  expect(notes).toHaveLength(2);
  expect(notes[0]).not.toContain('"cluster"');
});

describe('a phase that fails', () => {
  test.each(['addon kube-proxy', 'bootstrap-token', 'upload-config kubelet', 'upload-config kubeadm'])(
    '%s is not noted as done, although all objects are there',
    phase => {
      seat.program('kubeadm', `case "$*" in *'${phase}'*) exit 1 ;; esac`);
      const { code, stdout } = perform('begins');
      expect(code).not.toBe(0);
      expect(noted()).toEqual([]);
      if (!phase.endsWith('kubeadm')) expect(stdout).toContain(phase.replace(' ', '/'));
    },
  );
});

describe('a cluster that was whole once', () => {
  test('is written to while etcd knows it', () => {
    expect(perform('stands').code).toBe(0);
    expect(noted()).toHaveLength(1);
  });

  test('is not begun again in an etcd that holds nothing of it', () => {
    seat.write('/known', '');
    const { code, stdout } = perform('stands');
    expect(code).toBe(1);
    expect(stdout).toContain('etcd holds nothing of this cluster');
    expect(seat.calls()).toEqual([]);
    expect(seat.read('/etc/kubernetes/super-admin.conf')).toBeNull();
  });

  test('a lost answer is not taken for an empty etcd', () => {
    seat.program('kubectl', `case "$*" in *'-o name') exit 1 ;; *) echo data ;; esac`);
    const { code, stdout } = perform('stands');
    expect(code).not.toBe(0);
    expect(stdout).not.toContain('holds nothing');
  });

  test('one that begins finds nothing, and goes on', () => {
    seat.write('/known', '');
    expect(perform('begins').code).toBe(0);
    expect(noted()).toHaveLength(1);
  });
});
