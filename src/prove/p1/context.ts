/** The TLS settings of a connection that is made anew each time. */
import { createSecureContext, type SecureContext } from 'node:tls';

/**
 * Key exchanges without the post-quantum half that OpenSSL 3.5 offers first: with it an attempt took 4.2 ms of this
 * side's processor and 3.4 ms of the apiserver's, without 3.5 and 2.2 (docs/measurements/failover.md). A probe's secrets
 * are health pages, and what it costs the cluster falsifies what it measures.
 */
const KEY_EXCHANGES = 'X25519:P-256:P-384';

/** PEM all; `ca` null: nobody is verified. */
export function contextOf(
  ca: string | null,
  identity: { cert: string; key: string } | null = null,
): SecureContext {
  return createSecureContext({ ecdhCurve: KEY_EXCHANGES, ...(ca === null ? {} : { ca }), ...identity });
}
