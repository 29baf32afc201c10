// Requests that are not as nodes sign them: other algorithms, other headers, other spellings. Most of them
// are signed by the honest node, so that nothing but the spelling is wrong.
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { requestClaims, sentWith, withKey, type Scene } from './forger.ts'
import {
  claims,
  header,
  headerText,
  made,
  payload,
  sentAs,
  spelled,
  without,
  type Forgery,
} from './forgery.ts'

const hmac = (what: string, alg: string, secret: (scene: Scene) => string | Uint8Array): Forgery =>
  made(
    what,
    { alg },
    (scene) => (input) => createHmac(alg.replace('HS', 'sha'), secret(scene)).update(input).digest(),
  )
const x = ({ honest }: Scene): string => honest.key.public.x

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })

const ALGORITHMS: readonly Forgery[] = [
  made('alg none', { alg: 'none' }, () => () => Buffer.alloc(0)),
  header('alg nOnE, and a signature', () => ({ alg: 'nOnE' })),
  hmac('HMAC with the public key’s bytes', 'HS256', (scene) => Buffer.from(x(scene), 'base64url')),
  hmac('HMAC with the public key’s letters', 'HS256', x),
  hmac('HMAC with the public key as JSON', 'HS256', ({ honest }) => JSON.stringify(honest.key.public)),
  hmac('HMAC with no key', 'HS512', () => ''),
  made(
    'ES256 on another curve',
    { alg: 'ES256' },
    () => (input) => sign('sha256', input, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }),
  ),
  made('RS256', { alg: 'RS256' }, () => (input) => sign('sha256', input, rsa.privateKey)),
  header('the algorithm by its other name', () => ({ alg: 'Ed25519' })),
  header('the algorithm in small letters', () => ({ alg: 'eddsa' })),
  header('no algorithm', () => ({ alg: undefined })),
]

const HEADERS: readonly Forgery[] = [
  header('a key that comes along', ({ mallory }) => ({ jwk: mallory.key.public })),
  made(
    'no key but one that comes along',
    { jwk: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) } },
    ({ mallory }) => withKey(mallory.key),
  ),
  header('keys to be fetched', () => ({ jku: 'https://mallory.example/keys' })),
  header('a certificate', () => ({ x5c: ['AAAA'] })),
  header('something critical that is known', () => ({ crit: ['exp'], exp: 1 })),
  header('something critical that is not known', () => ({ crit: ['moon'], moon: 1 })),
  header('nothing critical', () => ({ crit: [] })),
  header('a payload that is not encoded', () => ({ b64: false, crit: ['b64'] })),
  header('no type', () => ({ typ: undefined })),
  header('the type of any token', () => ({ typ: 'JWT' })),
  header('the type spelled in full', () => ({ typ: 'application/inkland-request' })),
  header('the type of a transfer', () => ({ typ: 'inkland-transfer' })),
  header('no key named', () => ({ kid: undefined })),
  header('a key named by a number', () => ({ kid: 0 })),
  header('a key named by a path', () => ({ kid: '../../../../../../../../../../../../etc/passwd' })),
  header('a key named by a prototype', () => ({ kid: '__proto__' })),
  headerText('a header in another order', (kid) => `{"kid":"${kid}","typ":"inkland-request","alg":"EdDSA"}`),
  headerText('a header with a space', (kid) => `{"alg":"EdDSA", "typ":"inkland-request","kid":"${kid}"}`),
  headerText(
    'two algorithms',
    (kid) => `{"alg":"none","alg":"EdDSA","typ":"inkland-request","kid":"${kid}"}`,
  ),
  headerText(
    'two types',
    (kid) => `{"alg":"EdDSA","typ":"inkland-voucher","typ":"inkland-request","kid":"${kid}"}`,
  ),
  headerText(
    'an escape in the header',
    (kid) => `{"alg":"EdDS\\u0041","typ":"inkland-request","kid":"${kid}"}`,
  ),
  headerText('a header that is none', () => 'null'),
]

const CLAIMS: readonly Forgery[] = [
  ...['iss', 'aud', 'run', 'htm', 'htu', 'bh', 'iat', 'exp', 'jti'].map((name) =>
    without(`no ${name}`, name),
  ),
  claims('a claim more', () => ({ admin: true })),
  claims('a method in small letters', () => ({ htm: 'post' })),
  claims('a whole address for a path', ({ receiver, path }) => ({
    htu: `https://${receiver.name()}${path}`,
  })),
  claims('a body hashed in hexadecimal', () => ({ bh: 'a'.repeat(64) })),
  claims('an end in words', ({ now }) => ({ exp: `${Math.floor(now() / 1000) + 60}` })),
  claims('an end that is no time', () => ({ exp: 1e300 })),
  claims('a beginning below zero', () => ({ iat: -1 })),
  claims('half a second', ({ now }) => ({ iat: Math.floor(now() / 1000) + 0.5 })),
  claims('an empty id', () => ({ jti: '' })),
  claims('an id that is a thing', () => ({ jti: {} })),
]

/** Texts that a name could be made to look like: each is read as none. */
const NAMES: readonly (readonly [string, (name: string) => unknown])[] = [
  // A name without letters has no capitals.
  ['in capitals', (name) => name.replace(/^[\d.:]+$/, 'x').toUpperCase()],
  ['with a final dot', (name) => `${name}.`],
  ['with userinfo', (name) => `${name}@mallory.example`],
  ['behind userinfo', (name) => `ada@${name}`],
  ['with a scheme', (name) => `https://${name}`],
  ['with a path', (name) => `${name}/`],
  ['with the port of https', (name) => name.replace(/(:\d+)?$/, ':443')],
  ['with port 0', (name) => name.replace(/(:\d+)?$/, ':0')],
  ['with a space', (name) => ` ${name}`],
  ['with a line end', (name) => `${name}\n`],
  ['with a NUL', (name) => `${name}\0`],
  [
    'in wide letters',
    (name) => name.replace(/\w/, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0)),
  ],
  ['with a letter of no width', (name) => `${name.slice(0, 2)}\u{200B}${name.slice(2)}`],
  ['in a list', (name) => [name]],
  ['in a thing', (name) => ({ toString: name })],
  ['of a prototype', () => '__proto__'],
  ['of null', () => null],
]

const lookalikes = (claim: 'iss' | 'aud', nameIn: (scene: Scene) => string): readonly Forgery[] =>
  NAMES.map(([what, change]) => claims(`${claim} ${what}`, (scene) => ({ [claim]: change(nameIn(scene)) })))

const LOOKALIKES: readonly Forgery[] = [
  ...lookalikes('iss', ({ honest }) => honest.identity.name()),
  ...lookalikes('aud', ({ receiver }) => receiver.name()),
]

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const SPELLINGS: readonly Forgery[] = [
  payload('two receivers', (json) => json.replace('{', '{"aud":"mallory.example",')),
  payload('two receivers, the right one first', (json) => json.replace(/\}$/, ',"aud":"mallory.example"}')),
  payload('a prototype', (json) => json.replace(/\}$/, ',"__proto__":{}}')),
  payload('a space in the claims', (json) => json.replace('{', '{ ')),
  payload('an escape in the claims', (json) => json.replace('"aud"', String.raw`"\u0061ud"`)),
  payload('a mark before the claims', (json) => `\u{FEFF}${json}`),
  payload('claims in a list', (json) => `[${json}]`),
  payload('no claims', () => 'null'),
  payload('claims that are no JSON', (json) => json.slice(1)),
  payload('claims that are cut', (json) => json.slice(0, -1)),
  payload('very many claims', (json) => json.replace('}', `,"pad":"${'x'.repeat(6_000)}"}`)),
  payload('nothing at all', () => ''),
  spelled('padding', (token) => `${token}==`),
  spelled('padding inside', (token) => token.replace('.', '=.')),
  spelled('the other alphabet', (token) => `${token.replaceAll('-', '+').replaceAll('_', '/')}+`),
  spelled('bits that belong to no byte', (token) =>
    token.replace(/.$/, (letter) => LETTERS.charAt(LETTERS.indexOf(letter) + 1)),
  ),
  spelled('a space inside', (token) => token.replace('.', '. ')),
  spelled('a dot more', (token) => `${token}.`),
  spelled('five parts', (token) => `${token}.AAAA.AAAA`),
  spelled('two parts', (token) => token.replace(/\.[^.]*$/, '')),
  spelled('no signature', (token) => token.replace(/[^.]*$/, '')),
  spelled('JSON', (token) => {
    const [head, body, signature] = token.split('.')
    return JSON.stringify({ protected: head, payload: body, signature })
  }),
  spelled('it twice', (token) => `${token}, ${token}`),
  spelled('nothing', () => ''),
]

const SENT: readonly Forgery[] = [
  sentAs('no header', () => []),
  sentAs('two headers', (token) => [`Inkland ${token()}`, `Inkland ${token()}`]),
  sentAs('a good header and another', (token) => [`Inkland ${token()}`, 'Basic YTpi']),
  sentAs('a good header behind another', (token) => ['Basic YTpi', `Inkland ${token()}`]),
  ...['Bearer', 'DPoP', 'inkland', 'INKLAND', 'Inkland,', 'Inkland '].map((scheme) =>
    sentAs(`a header of “${scheme}”`, (token) => [`${scheme} ${token()}`]),
  ),
]

const OTHER_KINDS: readonly Forgery[] = [
  {
    what: 'a voucher',
    async sends(scene) {
      const { iss, aud, iat, exp } = requestClaims(scene)
      const bob = { sub: 'bob', account: 'bob', name: 'Bob', look: null, body: null }
      return [
        sentWith(scene, await scene.honest.identity.sign('inkland-voucher', { iss, aud, ...bob, iat, exp })),
      ]
    },
  },
  {
    what: 'the last word of a key',
    sends: (scene) => scene.honest.identity.keys().old.map(({ successor }) => sentWith(scene, successor)),
  },
  {
    what: 'the claims of a request, signed as a voucher',
    async sends(scene) {
      return [sentWith(scene, await scene.honest.identity.sign('inkland-voucher', requestClaims(scene)))]
    },
  },
]

export const FORGED_LETTERS: readonly Forgery[] = [
  ...ALGORITHMS,
  ...HEADERS,
  ...CLAIMS,
  ...LOOKALIKES,
  ...SPELLINGS,
  ...SENT,
  ...OTHER_KINDS,
]
