/** Forms of secrets as programs write them: what is secret is nowhere in the text afterwards, and prose stays as it was. */
import { describe, expect, test } from 'vitest';
import { isSecretName, withoutSecretForms } from './secret-forms.ts';

/** `PLANTED` and `TAIL` are secrets; what else stands there must stay. */
const FORMS: readonly (readonly [what: string, text: string, left: string])[] = [
  [
    'who may see HAProxy’s statistics',
    'stats auth admin:PLANTED\nstats uri /x',
    'stats auth admin:[redacted]\nstats uri /x',
  ],
  [
    'a userlist in clear',
    '  user tom insecure-password PLANTED groups a',
    '  user tom insecure-password [redacted] groups a',
  ],
  ['a userlist by crypt', '  user tom password $6$PLANTED1.$TAILTAIL', '  user tom password [redacted]'],
  ['a userlist by old crypt', 'user tom password PLANTED12/xy', 'user tom password [redacted]'],
  ['a hash anywhere', 'root:$y$j9T$PLANTED$TAIL:19000:', 'root:[redacted]:19000:'],
  [
    'containerd’s registry',
    '[x.auth]\n  auth = "PLANTEDdXNl="\n  username = "u"',
    '[x.auth]\n  auth = "[redacted]"\n  username = "u"',
  ],
  [
    'Docker’s registries',
    '{"auths":{"docker.io":{"auth":"PLANTED=="},"b":{"identitytoken":"TAIL"}}}',
    '{"auths":{"docker.io":{"auth":"[redacted]"},"b":{"identitytoken":"[redacted]"}}}',
  ],
  ['a pull secret', '  .dockerconfigjson: PLANTED==', '  .dockerconfigjson: [redacted]'],
  ['an access key of a cloud', 'aws_secret_access_key = PLANTED', 'aws_secret_access_key = [redacted]'],
  [
    'another one',
    'S3_SECRET_KEY=PLANTED AWS_ACCESS_KEY=TAIL x=1',
    'S3_SECRET_KEY=[redacted] AWS_ACCESS_KEY=[redacted] x=1',
  ],
  ['a quoted value with blanks', 'password: "PLANTED a TAIL" # x', 'password: "[redacted]" # x'],
  [
    'one with quotes in it',
    '{"password": "PLANTED \\"a TAIL", "b": 1}',
    '{"password": "[redacted]", "b": 1}',
  ],
  ['one in single quotes', "password = 'PLANTED it''s TAIL'\nb = 1", "password = '[redacted]'\nb = 1"],
  ['one that is cut off', '{"token": "PLANTED TAIL', '{"token": "[redacted]"'],
  ['an unquoted value with blanks', 'password: PLANTED a TAIL\nuser: tom', 'password: [redacted]\nuser: tom'],
  ['one in a list', '  - clientSecret: PLANTED', '  - clientSecret: [redacted]'],
  ['an assignment with blanks', 'password=PLANTED a TAIL', 'password=[redacted]'],
  [
    'a block of lines',
    'a:\n  password: |-\n    PLANTED\n\n    TAIL\n  user: tom\n',
    'a:\n  password: |-\n    [redacted]\n  user: tom\n',
  ],
  [
    'JSON within JSON',
    '{"line":"{\\"password\\":\\"PLANTED a TAIL\\",\\"b\\":1}"}',
    '{"line":"{\\"password\\":\\"[redacted]\\",\\"b\\":1}"}',
  ],
  ['a flag of a program', '- --client-secret=PLANTED', '- --client-secret=[redacted]'],
  [
    'a log line',
    '07:15 login as tom, password: PLANTED, failed',
    '07:15 login as tom, password: [redacted], failed',
  ],
  ['a header', 'x "Authorization": "Basic PLANTED" y', 'x "Authorization": "Basic [redacted]" y'],
  ['a bearer in a log', 'with bearer eyJPLANTED.a-b', 'with bearer [redacted]'],
  ['keepalived’s, quoted', '  auth_pass "PLANTED TAIL"', '  auth_pass [redacted]'],
  ['a kubeconfig’s key', 'client-key-data: PLANTED==', 'client-key-data: [redacted]'],
  ['the same in JSON', '"client-key-data":"PLANTED=="', '"client-key-data":"[redacted]"'],
  ['a key in base64', 'tls.key: LS0tLS1CRUdJTiBQUklWQVRFPLANTED==', 'tls.key: [private key]'],
];

describe('a secret is gone, and nothing else', () => {
  test.each(FORMS)('%s', (_what, text, left) => {
    const clean = withoutSecretForms(text);
    expect(clean).toBe(left);
    expect(clean).not.toMatch(/PLANTED|TAIL/);
  });

  test.each(FORMS)('%s: taken out once more it stays the same', (_what, text) => {
    const clean = withoutSecretForms(text);
    expect(withoutSecretForms(clean)).toBe(clean);
  });

  test('in one file with all the others', () => {
    const all = FORMS.map(([, text]) => text).join('\n');
    expect(withoutSecretForms(all)).not.toMatch(/PLANTED|TAIL/);
  });
});

describe('words are left as they are', () => {
  test.each([
    'sudo: a password is required',
    'nobody@10.0.0.1: Permission denied (publickey,password).',
    'couldn’t get the secret: not found',
    'token: expired, asking for another one',
    'basic authentication failed; Bearer authorization is needed',
    'auth: required by the proxy',
    'automountServiceAccountToken: false',
    'volumes:\n- secret:\n    secretName: coredns-keys\n',
    'imagePullSecrets: [{name: regcred}]',
    '  - --service-account-signing-key-file=/etc/kubernetes/pki/sa.key',
    'bootstrapTokens:\n  - ttl: 1m0s\n',
    'user haproxy\ngroup haproxy\nstats socket /run/haproxy/admin.sock mode 600 level admin',
    'MountVolume.SetUp failed for volume "x" : secret "y" not found',
    '{"token": null, "secret": ""}',
    'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t',
    'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
  ])('%s', text => {
    expect(withoutSecretForms(text)).toBe(text);
  });
});

test.each([
  ['password', true],
  ['clientSecret', true],
  ['aws_secret_access_key', true],
  ['auth', true],
  ['auths', false],
  ['secretName', false],
  ['authority', false],
  ['tokens', false],
])('a member called %s: %s', (name, is) => {
  expect(isSecretName(name)).toBe(is);
});
