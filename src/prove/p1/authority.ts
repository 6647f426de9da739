/** The CA's file by which a probe verifies: looked at before anything is started, so that a wrong file is no outage. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { BarqueError, messageOf } from '../../base/errors.ts';

/** Throws configuration when the PEM file cannot be read or holds no certificate. */
export async function checkAuthority(file: string): Promise<void> {
  try {
    new X509Certificate(await readFile(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BarqueError(
      {
        domain: 'configuration',
        attempted: 'read the CA of the endpoint',
        where: file,
        cameBack: (code && WORDS[code]) || `it holds no certificate that can be read (${messageOf(error)})`,
        next: 'Give a PEM file with the certificate of the CA, or none: then nothing is verified.',
      },
      error,
    );
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
};
