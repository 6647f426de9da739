/** Takes secrets out of texts that leave the program: known ones by value, unknown ones by their form. */

/** Without a word boundary in front: in JSON a newline is a backslash and the letter n. */
const FORMS: readonly [RegExp, string][] = [
  [/-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g, '[private key]'],
  // user:password@ in a URL (RFC 3986, 3.2.1)
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/gi, '$1:[redacted]@'],
  [/(bearer|basic)\s+[A-Za-z0-9._~+/-]{8,}=*/gi, '$1 [redacted]'],
  // kubeadm's bootstrap token
  [/([a-z0-9]{6})\.[a-z0-9]{16}\b/g, '$1.[redacted]'],
  [/(password|passwd|secret|token|auth_pass)(["']?\s*[:=]\s*["']?)[^\s"',;]+/gi, '$1$2[redacted]'],
  // A kubeconfig's key, in base64.
  [/(client-key-data:\s*)[A-Za-z0-9+/=]+/g, '$1[redacted]'],
  // keepalived.conf(5)
  [/(auth_pass\s+)\S+/gi, '$1[redacted]'],
];

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
    for (const value of values) clean = clean.replaceAll(value, '[redacted]');
    for (const [form, instead] of FORMS) clean = clean.replace(form, instead);
    return clean;
  };
}

/** The same through all strings of a value. */
export function redactAll<T>(redact: Redact, value: T): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map(item => redactAll(redact, item)) as T;
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, redactAll(redact, member)]),
    ) as T;
  }
  return value;
}
