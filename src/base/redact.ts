/** Takes secrets out of texts that leave the program: known ones by value, unknown ones by their form. */

import { isSecretName, REDACTED, withoutSecretForms } from './secret-forms.ts';

export type Redact = (text: string) => string;

/** A redaction that learns: what a run reads from its hosts is not known when it begins. */
export function learningRedactor(): { redact: Redact; learn(secret: string): void } {
  const secrets: string[] = [];
  let redact = redactor(secrets);
  return {
    redact: text => redact(text),
    learn: secret => {
      secrets.push(secret);
      redact = redactor(secrets);
    },
  };
}

/** `secrets` are values that this run knows; each is replaced wherever it stands, also in base64. */
export function redactor(secrets: readonly string[]): Redact {
  const values = secrets
    .filter(secret => secret !== '')
    .flatMap(secret => [secret, Buffer.from(secret).toString('base64')])
    .sort((a, b) => b.length - a.length);
  return text => {
    let clean = text;
    for (const value of values) clean = clean.replaceAll(value, REDACTED);
    return withoutSecretForms(clean);
  };
}

/** The same through all strings of a value; those whose name says that they are secret go whole. */
export function redactAll<T>(redact: Redact, value: T): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map(item => redactAll(redact, item)) as T;
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key,
        typeof member === 'string' && member !== '' && isSecretName(key)
          ? REDACTED
          : redactAll(redact, member),
      ]),
    ) as T;
  }
  return value;
}
