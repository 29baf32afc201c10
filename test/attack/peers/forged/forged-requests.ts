// Requests that must not count, each for one reason: a table that can be judged as it is, or sent over HTTP.
import { generateKeyPairSync, sign } from 'node:crypto'
import {
  BODY,
  hashOf,
  requestClaims,
  sentWith,
  signedBy,
  withKey,
  type KnownNode,
  type Scene,
} from './forger.ts'
import { FORGED_LETTERS } from './forged-letters.ts'
import { claims, made, moved, one, refusedAs, type Forgery } from './forgery.ts'

const seconds = ({ now }: Scene): number => Math.floor(now() / 1000)

const ed448 = generateKeyPairSync('ed448')
/** The honest node's signature, changed. */
const changed = (what: string, change: (signature: Uint8Array) => Uint8Array): Forgery =>
  made(
    what,
    {},
    ({ honest }) =>
      (input) =>
        change(withKey(honest.key)(input)),
  )
/** Signed by a key under the id of another one. */
const under = (
  what: string,
  pick: (scene: Scene) => readonly [KnownNode['key'], KnownNode['key']],
): Forgery =>
  one(what, (scene) => {
    const [key, { public: named }] = pick(scene)
    return signedBy(key, scene, {}, { kid: named.kid })
  })

/**
 * The same signature with L added to S: valid where nobody looks that S is below L (RFC 8032, section 8.4).
 */
function plusOrder(signature: Uint8Array): Uint8Array {
  const L = 2n ** 252n + 27742317777372353535851937790883648493n
  const hex = Buffer.from(signature.subarray(32).toReversed()).toString('hex')
  const s = (BigInt(`0x${hex}`) + L).toString(16).padStart(64, '0')
  return Buffer.concat([signature.subarray(0, 32), Buffer.from(s, 'hex').toReversed()])
}

const NOT_SIGNED: readonly Forgery[] = [
  under('another node’s key under the honest one’s id', ({ honest, mallory }) => [mallory.key, honest.key]),
  under('an old key under the id of the new one', ({ honest }) => [honest.old, honest.key]),
  under('the new key under the id of an old one', ({ honest }) => [honest.key, honest.old]),
  made('a key of another curve', {}, () => (input) => sign(null, input, ed448.privateKey)),
  made(
    'the signature of something else',
    {},
    ({ honest }) =>
      (input) =>
        withKey(honest.key)(Buffer.concat([input, Buffer.of(0)])),
  ),
  changed('a signature of zeros', () => Buffer.alloc(64)),
  changed('a signature that is cut', (signature) => signature.subarray(0, 63)),
  changed('a signature with a byte more', (signature) => Buffer.concat([signature, Buffer.of(0)])),
  changed('a signature made another by the group’s order', plusOrder),
]

const NOT_KNOWN: readonly Forgery[] = [
  one('another node’s key under its own id', (scene) => signedBy(scene.mallory.key, scene)),
  one('a key that is over', (scene) => signedBy(scene.honest.over, scene)),
  claims('the name of another known node', ({ mallory }) => ({ iss: mallory.identity.name() })),
  claims('the name of a node that nobody knows', () => ({ iss: 'nobody.example' })),
  claims('a name with another port', ({ honest }) => ({
    iss: honest.identity.name().replace(/(:\d+)?$/, ':7'),
  })),
]

const MEANT_OTHERWISE: readonly Forgery[] = [
  claims('another receiver', ({ mallory }) => ({ aud: mallory.identity.name() })),
  claims('a receiver with another port', ({ receiver }) => ({
    aud: receiver.name().replace(/(:\d+)?$/, ':7'),
  })),
  claims('the receiver for a sender', ({ receiver }) => ({ iss: receiver.name() })),
  moved('another method', () => ({ method: 'PUT' })),
  moved('another path', ({ path }) => ({ path: `${path}/other` })),
  moved('another query', ({ path }) => ({ path: `${path}?x=2` })),
  one('its query left out', (scene) => signedBy(scene.honest.key, scene, { htu: `${scene.path}?x=1` })),
  moved('a path in capitals', ({ path }) => ({ path: path.toUpperCase() })),
  moved('a path with an escape', ({ path }) => ({
    path: path.replace(/.$/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  })),
  moved('a path by way of another', ({ path }) => ({ path: `/x/..${path}` })),
  moved('a path with a slash more', ({ path }) => ({ path: `${path}/` })),
  moved('a path with two slashes', ({ path }) => ({ path: `/${path}` })),
  moved('another body', () => ({ body: BODY.replace('1', '2') })),
  moved('a body with a space more', () => ({ body: `${BODY} ` })),
  moved('no body where one was signed', () => ({ body: '' })),
  claims('a body where none was signed', () => ({ bh: hashOf('') })),
]

const NOT_NOW: readonly Forgery[] = [
  claims('an end that is past', (scene) => ({ iat: seconds(scene) - 61, exp: seconds(scene) - 1 })),
  claims('a beginning in the future', (scene) => ({ iat: seconds(scene) + 40, exp: seconds(scene) + 100 })),
  claims('a time in ms', ({ now }) => {
    const iat = now()
    return { iat, exp: iat + 60 }
  }),
]

const TOO_LONG: readonly Forgery[] = [
  claims('an hour to live', (scene) => ({ exp: seconds(scene) + 3600 })),
  claims('an end that never comes', () => ({ iat: 0, exp: 2 ** 53 - 1 })),
  claims('an end before the beginning', (scene) => ({ iat: seconds(scene) + 20, exp: seconds(scene) + 10 })),
]

/** Signed as it was sent, by the honest node: a parser on the way would read another path. */
const IN_ANOTHER_SPELLING: readonly Forgery[] = [
  '/x/..',
  '/%2e%2e/x',
  '/.%2E/x',
  '\\..\\x',
  '/..%5cx',
  '/..%2fx',
  '/%252e%252e',
  '//x',
  '/',
  '/.',
  '/%61',
  '/%c3%a4',
  "?x='",
  '?x=%2a&y=%3f%zz',
  '?',
  '#x',
  '?x#y',
  ';x',
  '/x?y?z',
].map((more) => ({
  what: `a path that ends in ${more}`,
  sends(scene) {
    const path = `${scene.path}${more}`
    return [sentWith(scene, signedBy(scene.honest.key, scene, { htu: path }), { path })]
  },
}))

const OTHER_RUNS: readonly Forgery[] = [
  claims('an earlier run of the receiver', () => ({ run: 'AAAAAAAAAAAAAAAAAAAAAA' })),
  claims('no run', () => ({ run: '' })),
]

const REPLAYS: readonly Forgery[] = [
  {
    what: 'the same twice',
    good: 1,
    sends(scene) {
      const sent = sentWith(scene, signedBy(scene.honest.key, scene))
      return [sent, sent]
    },
  },
  {
    what: 'the same id for something else',
    good: 1,
    sends(scene) {
      const { jti } = requestClaims(scene)
      return [BODY, '{}'].map((body) =>
        sentWith(scene, signedBy(scene.honest.key, scene, { jti, bh: hashOf(body) }), { body }),
      )
    },
  },
  {
    what: 'the same id, signed again by an old key',
    good: 1,
    sends(scene) {
      const all = requestClaims(scene)
      return [scene.honest.key, scene.honest.old].map((key) => sentWith(scene, signedBy(key, scene, all)))
    },
  },
]

export const FORGED_REQUESTS = [
  ...refusedAs<Forgery>('malformed', [...FORGED_LETTERS, ...TOO_LONG, ...IN_ANOTHER_SPELLING]),
  ...refusedAs<Forgery>('forged', NOT_SIGNED),
  ...refusedAs<Forgery>('unknown', NOT_KNOWN),
  ...refusedAs<Forgery>('other', MEANT_OTHERWISE),
  ...refusedAs<Forgery>('clock', NOT_NOW),
  ...refusedAs<Forgery>('run', OTHER_RUNS),
  ...refusedAs<Forgery>('again', REPLAYS),
]
