/** The kubelet’s unit, on control planes and workers alike; kubeadm writes what it is started with. */
import { type DesiredStep, filePut, unitLoad } from '../plan/desired.ts';
import { HTTP2_PING } from './http2-ping.ts';
import { HOOK_PATH } from './unit-loaded.ts';

export const KUBELET_UNIT = '/etc/systemd/system/kubelet.service';

/** A kubelet without configuration ends again and again until kubeadm has written one: no start limit (trials). */
const KUBELET_UNIT_TEXT = `# Managed by Barque.
[Unit]
Description=kubelet: the Kubernetes node agent
Documentation=https://kubernetes.io/docs/
Wants=network-online.target containerd.service
After=network-online.target containerd.service
StartLimitIntervalSec=0

[Service]
Environment=HTTP2_READ_IDLE_TIMEOUT_SECONDS=${HTTP2_PING.idle}
Environment=HTTP2_PING_TIMEOUT_SECONDS=${HTTP2_PING.timeout}
Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
EnvironmentFile=-/etc/default/kubelet
ExecStart=/usr/local/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
ExecStartPost=+${HOOK_PATH} kubelet.service start ${KUBELET_UNIT} ${KUBELET_UNIT}
Restart=always
RestartSec=1

[Install]
WantedBy=multi-user.target
`;

/** Milliseconds without a kubelet's word when it starts anew; pods go on. */
export const KUBELET_RESTART_MS = 5_000;

const UNIT_FILE = filePut('kubelet-unit', { path: KUBELET_UNIT, content: KUBELET_UNIT_TEXT });

export function kubeletUnit(): DesiredStep {
  return UNIT_FILE;
}

/** The kubelet runs with its unit as it is now. kubeadm starts it the first time, so this stands after its step `kubeadm`. */
export function kubeletLoad(kubeadm: string): DesiredStep {
  return {
    ...unitLoad('kubelet', 'kubelet.service', {
      config: UNIT_FILE.verb,
      settings: UNIT_FILE.verb,
      reloads: false,
    }),
    decidedBy: kubeadm,
    interrupts: () => [{ what: 'node', atMostMs: KUBELET_RESTART_MS }],
  };
}
