/** What looks like a secret in configurations, logs and programs' words, whoever wrote it: each form with its own replacement. */

/** Stands for what was taken out. */
export const REDACTED = '[redacted]';

/**
 * The last word of a name whose value is a secret: `aws_secret_access_key`, `clientSecret`, `identitytoken`. A kubeconfig's
 * key and a registry's credentials are called otherwise.
 */
const NAME =
  'pass(?:word|wd|phrase)|auth_pass|secret(?:[_-]?(?:access[_-]?)?key)?|(?:api|access)[_-]?key|token|client-key-data|\\.dockercfg|\\.dockerconfigjson';

const PASSWORD = 'pass(?:word|wd|phrase)';

/** Between a name and its value: in JSON the name has quotes, and in JSON within JSON these have backslashes. */
const IS = '\\\\*["\']?[ \\t]*[:=][ \\t]*';

/** No secret, whatever the name says; a bar begins a block of YAML. */
const PLAIN = '(?:true|false|null|none)\\b|\\[redacted\\]|[|>][-+0-9]*[ \\t]*(?=[\\r\\n]|$)';

/** Encoded bytes rather than a word: some digit or sign, or a capital letter that is not the first one. */
const ENCODED = '(?=[A-Za-z][a-z.-]*[A-Z0-9_~+/=]|[0-9_~+/=.-])[A-Za-z0-9._~+/-]{8,}=*';

/** A line that is one name and one value, in YAML or as an assignment. */
function line(name: string, rest: string): RegExp {
  const before = `[ \\t]*(?:-[ \\t]+)?["']?[\\w.-]{0,64}?(?:${name})["']?[ \\t]*(?::[ \\t]+|=[ \\t]*)`;
  return new RegExp(`^(${before})(?!${PLAIN})(?![^\\n]*[ \\t][\\w.-]+=)[^\\s"'{\\\\]${rest}`, 'gim');
}

/**
 * In the order in which they are tried. Without a word boundary in front: in JSON a newline is a backslash and the letter
 * n. No form may try one text over and over: they pass half a megabyte of base64.
 */
const FORMS: readonly [RegExp, string][] = [
  [/-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g, '[private key]'],
  // The same in base64, by its first words: PRIVATE, RSA, EC, OPENSSH, ENCRYPTED.
  [/LS0tLS1CRUdJTiB(?:QUklWQVRF|SU0EgUFJJ|FQyBQUklW|PUEVOU1NI|FTkNSWVBU)[A-Za-z0-9+/]*=*/g, '[private key]'],
  // user:password@ in a URL (RFC 3986, 3.2.1)
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]*):[^\s/@]+@/gi, `$1:${REDACTED}@`],
  [
    /(authorization\\*["']?\s*[:=]\s*\\*["']?(?:bearer|basic|digest|negotiate)\s+)[^\s"'\\]+/gi,
    `$1${REDACTED}`,
  ],
  [new RegExp(`([Bb]earer|[Bb]asic|BEARER|BASIC)\\s+${ENCODED}`, 'g'), `$1 ${REDACTED}`],
  // kubeadm's bootstrap token
  [/([a-z0-9]{6})\.[a-z0-9]{16}\b/g, `$1.${REDACTED}`],
  // crypt(5), as in a userlist of HAProxy's
  [/\$(?:1|2[abxy]|5|6|7|y|gy|sha1|md5)\$[./A-Za-z0-9$=,]{8,}/g, REDACTED],
  // haproxy.cfg: a userlist, and who may see its statistics
  [/(insecure-password[ \t]+)\S+/gi, `$1${REDACTED}`],
  [/(user[ \t]+\S+[ \t]+password[ \t]+)(?=\S*[0-9./])\S+/gi, `$1${REDACTED}`],
  [/(stats[ \t]+auth[ \t]+[^\s:]+:)\S+/gi, `$1${REDACTED}`],
  // keepalived.conf(5)
  [/(auth_pass[ \t]+)("[^"\n]*"|\S+)/gi, `$1${REDACTED}`],
  // A block of YAML: all lines that stand deeper than its name.
  [
    new RegExp(
      `^([ \\t]*)(?=[^ \\t])([^\\n]{0,200}?(?:${NAME})["']?[ \\t]*:[ \\t]*[|>][-+0-9]*[ \\t]*)((?:\\r?\\n(?:\\1[ \\t]+[^\\n]*|[ \\t]*(?=\\r?\\n)))+)`,
      'gim',
    ),
    `$1$2\n$1  ${REDACTED}`,
  ],
  // Between quotes, to the last of them; one that is cut off has none.
  [
    new RegExp(`(${NAME})(${IS})(\\\\*")(?:(?!\\3)(?:\\\\[\\s\\S]|[\\s\\S]))+(?:\\3|$)`, 'gi'),
    `$1$2$3${REDACTED}$3`,
  ],
  [new RegExp(`(${NAME})(${IS})'(?:''|[^'])+(?:'|$)`, 'gi'), `$1$2'${REDACTED}'`],
  // A line of a file that says nothing else: there a blank belongs to a password.
  [line(PASSWORD, `[^\\n]*`), `$1${REDACTED}`],
  [line(NAME, `\\S*[ \\t]*$`), `$1${REDACTED}`],
  // In the middle of a line; prose says "token: expired".
  [
    new RegExp(
      `(secret|token)(\\\\*["']?[ \\t]*:[ \\t]+)(?!${PLAIN})(?![a-z]{1,12}(?:[\\s.,;:)]|$))[^\\s"',;{]+`,
      'gi',
    ),
    `$1$2${REDACTED}`,
  ],
  [
    new RegExp(
      `(${NAME})(\\\\*["']?[ \\t]*(?:=[ \\t]*|:(?![ \\t])))(?!${PLAIN})[^\\s"',;{\\\\][^\\s"',;]*`,
      'gi',
    ),
    `$1$2${REDACTED}`,
  ],
  [
    new RegExp(`(${PASSWORD}|[_-]key|key-data)(${IS})(?!${PLAIN})[^\\s"',;{\\\\][^\\s"',;]*`, 'gi'),
    `$1$2${REDACTED}`,
  ],
  // Of a registry, in containerd's and Docker's files: user:password in base64.
  [/((?<![\w-])auth\\*["']?[ \t]*[:=][ \t]*(\\*["']))(?:(?!\2)[\s\S])+(?:\2|$)/gi, `$1${REDACTED}$2`],
  [new RegExp(`((?<![\\w-])auth[ \\t]*[:=][ \\t]*)${ENCODED}`, 'g'), `$1${REDACTED}`],
];

/** Where the name of a member says it: `password`, `clientSecret`, a registry's `auth`. */
const SECRET_NAME = new RegExp(`(?:${NAME}|^auth)$`, 'i');

export function withoutSecretForms(text: string): string {
  let clean = text;
  for (const [form, instead] of FORMS) clean = clean.replace(form, instead);
  return clean;
}

/** Whether the text of a member with this name is a secret, whatever it looks like. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}
