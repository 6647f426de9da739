/** Names of the milestones that tie layers together. */

/** HAProxy serves and Keepalived guards it on this host. */
export function loadBalancerReady(host: string): string {
  return `${host}/loadbalancer.ready`;
}

/** Keepalived of this host knows its peers. */
export function peersKnown(host: string): string {
  return `${host}/keepalived.peers`;
}

/** HAProxy and Keepalived run no more on this host, which was a balancer. */
export function balancerStopped(host: string): string {
  return `${host}/balancer.stopped`;
}

/** Keepalived of this host has forgotten the peers that stopped. */
export function peersForgotten(host: string): string {
  return `${host}/keepalived.forgot`;
}

/** The record of the creation lies on this control plane. */
export function begun(host: string): string {
  return `${host}/begun`;
}

/** The cluster’s authorities lie on this control plane. */
export function authoritiesThere(host: string): string {
  return `${host}/authorities.there`;
}

/** The apiserver of this control plane answers that it is ready. */
export function apiserverReady(host: string): string {
  return `${host}/apiserver.ready`;
}

/** This worker has joined. */
export function joined(host: string): string {
  return `${host}/joined`;
}

/** The programs of Kubernetes are on this host. */
export function kubernetesReady(host: string): string {
  return `${host}/kubernetes.ready`;
}

/** Containers can be run here, from images that are there. */
export function runtimeReady(host: string): string {
  return `${host}/runtime.ready`;
}

/** The kernel and the packages are as Kubernetes needs them. */
export function systemReady(host: string): string {
  return `${host}/system.ready`;
}

/** The cluster has authorities, on one host at least. */
export function authoritiesMade(): string {
  return 'cluster/authorities';
}

/** What Kubernetes keeps once for all its nodes is there. */
export function clusterReady(): string {
  return 'cluster/ready';
}

/** Every node is there and ready. */
export function nodesReady(): string {
  return 'cluster/nodes.ready';
}

/** The cluster’s own objects (pod network, DNS) have been given to the API. */
export function objectsApplied(): string {
  return 'cluster/objects';
}

/** The kubelet of this control plane runs, and with it its member of etcd. */
export function planeStarted(host: string): string {
  return `${host}/controlplane.started`;
}

/** etcd knows this control plane as a member that may start. */
export function memberAdmitted(host: string): string {
  return `${host}/etcd.admitted`;
}

/** A snapshot from before this control plane became a member lies on two hosts. */
export function snapshotKept(host: string): string {
  return `${host}/etcd.saved`;
}

/** What is left of its former member of etcd does not start here any more. */
export function memberLeft(host: string): string {
  return `${host}/etcd.left`;
}

/** Every member of etcd votes. */
export function membersVote(): string {
  return 'cluster/etcd.voters';
}

/** The packages of all its roles are installed here. */
export function packagesReady(host: string): string {
  return `${host}/packages.ready`;
}

/** containerd runs here with its configuration. */
export function containerdRuns(host: string): string {
  return `${host}/containerd.runs`;
}
