/** Waits for a program, or lets go of it. */

/** What of a started program is needed to let go of it. */
interface Letting<Result> extends Promise<Result> {
  kill(signal: 'SIGKILL'): boolean;
  stdin: { destroy(): unknown } | null;
  stdout: { destroy(): unknown } | null;
  stderr: { destroy(): unknown } | null;
}

/**
 * `abandoned` when the signal came first. A client of a shared SSH connection hands its streams to it, so
 * that killing the client does not end them: who stops waiting must let go of the streams too.
 */
export async function endedOr<Result>(
  child: Letting<Result>,
  signal: AbortSignal,
): Promise<Result | 'abandoned'> {
  let letGo = () => {};
  const abandoned = new Promise<'abandoned'>(resolve => {
    letGo = () => {
      child.kill('SIGKILL');
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
      resolve('abandoned');
    };
  });
  if (signal.aborted) letGo();
  signal.addEventListener('abort', letGo, { once: true });
  try {
    return await Promise.race([child, abandoned]);
  } finally {
    signal.removeEventListener('abort', letGo);
    child.catch(() => {});
  }
}
