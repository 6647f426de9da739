/** How soon clients of the API notice that a connection leads nowhere. */

/**
 * Seconds after which a silent connection to the API is asked, and after which it is given up: 15 s together, well
 * below the 40 s of a node's lease; client-go's own are 30 and 15 (kubernetes/kubernetes#95981, gardener#10223).
 */
export const HTTP2_PING = { idle: 10, timeout: 5 } as const;

/**
 * The same as a pod's environment has it; client-go reads it. With its own times kube-proxy and flannel heard nothing for 43 s
 * after the VIP's holder had lost its power, and sent Services' traffic where nobody was (docs/measurements/failover.md).
 */
export const HTTP2_PING_ENV = [
  { name: 'HTTP2_READ_IDLE_TIMEOUT_SECONDS', value: String(HTTP2_PING.idle) },
  { name: 'HTTP2_PING_TIMEOUT_SECONDS', value: String(HTTP2_PING.timeout) },
] as const;
