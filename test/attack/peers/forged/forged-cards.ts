// Cards that must not count, each for one reason, and words of old keys that they never said.
import type { Card } from '../../../../server/peers/identity/node-card.ts'
import { publicKeyOf, type KeyPair } from '../../../../server/peers/identity/node-keys.ts'
import type { NodeName } from '../../../../shared/world/address.ts'
import { headerOf, jws, nodeName, withKey, type Scene } from './forger.ts'
import { refusedAs } from './forgery.ts'

interface ForgedCard {
  readonly what: string
  readonly make: (card: Card, scene: Scene) => unknown
  /** The name that it was asked under; the honest node's, unless said otherwise. */
  readonly of?: (scene: Scene) => NodeName
}

/** The honest node's own card with other keys. */
const withKeys = (
  what: string,
  keys: (now: Card['keys']['keys'], scene: Scene) => readonly unknown[],
): ForgedCard => ({
  what,
  make: (card, scene) => ({ ...card, keys: { keys: keys(card.keys.keys, scene) } }),
})

const withOld = (what: string, old: (old: Card['old'], card: Card) => readonly unknown[]): ForgedCard => ({
  what,
  make: (card) => ({ ...card, old: old(card.old, card) }),
})

/** The honest node's card with the forger's key, and a last word of the honest one for it. */
const takenOver = (what: string, word: (scene: Scene, claims: object) => string): ForgedCard => ({
  what,
  make: (card, scene) => ({
    ...card,
    keys: { keys: [scene.mallory.key.public] },
    old: [
      {
        key: scene.honest.key.public,
        until: 1,
        successor: word(scene, { x: scene.mallory.key.public.x, iat: 1 }),
      },
    ],
  }),
})

const says = (kind: string, named: KeyPair, signer: KeyPair, claims: object): string =>
  jws(headerOf(kind, named), claims, withKey(signer))

const STRANGE_NAME = `${'a'.repeat(32)}.inkland.alt`

export const FORGED_CARDS = [
  ...refusedAs<ForgedCard>('malformed', [
    { what: 'nothing', make: () => null },
    { what: 'words', make: () => 'inkland' },
    { what: 'a list', make: (card) => [card] },
    { what: 'a protocol in words', make: (card) => ({ ...card, inkland: '1' }) },
    { what: 'no name', make: (card) => ({ ...card, name: undefined }) },
    { what: 'a title without end', make: (card) => ({ ...card, title: 'x'.repeat(100_000) }) },
    {
      what: 'an endpoint on another host',
      make: (card) => ({ ...card, endpoints: { peers: '//mallory.example' } }),
    },
    { what: 'an endpoint that leads up', make: (card) => ({ ...card, endpoints: { peers: '/../api' } }) },
    withKeys('no keys', () => []),
    withKeys('very many keys', ([key]) => Array.from({ length: 5 }, () => key)),
    withKeys('a key of another curve', ([key]) => [{ ...key, crv: 'P-256' }]),
    withKeys('a secret for a key', ([key]) => [{ kty: 'oct', k: 'AAAA', kid: key?.kid }]),
    withKeys('a key with bits that belong to no byte', ([key]) => [publicKeyOf(`${key?.x.slice(0, -1)}B`)]),
    withOld('very many old keys', ([old]) => Array.from({ length: 21 }, () => old)),
  ]),
  ...refusedAs<ForgedCard>('version', [
    { what: 'a newer protocol', make: (card) => ({ inkland: 2, name: card.name }) },
    { what: 'an older protocol', make: (card) => ({ ...card, inkland: 0 }) },
  ]),
  ...refusedAs<ForgedCard>('other', [
    { what: 'another node’s name', make: (card) => card, of: () => nodeName('mallory.example') },
  ]),
  ...refusedAs<ForgedCard>('forged', [
    withKeys('a key twice', (keys) => [...keys, ...keys]),
    withKeys('a key under another’s id', ([key], { mallory }) => [{ ...mallory.key.public, kid: key?.kid }]),
    {
      what: 'only a key under the id of the one that is known',
      make: ({ keys, ...card }, { mallory }) => ({
        ...card,
        keys: { keys: [{ ...mallory.key.public, kid: keys.keys[0]?.kid }] },
        old: [],
      }),
    },
    withKeys('a new key that no old one signed', (_keys, { mallory }) => [mallory.key.public]),
    withOld('an old key that is the new one', (old, card) =>
      old.map((one) => ({ ...one, key: card.keys.keys[0] })),
    ),
    withOld('old keys in another order', (old) => old.toReversed()),
    withOld('an old key left out between', (old) => old.slice(1)),
    takenOver('a new key that it signed itself', ({ mallory }, claims) =>
      says('inkland-successor', mallory.key, mallory.key, claims),
    ),
    takenOver('a last word under the id of the old key', ({ honest, mallory }, claims) =>
      says('inkland-successor', honest.key, mallory.key, claims),
    ),
    takenOver('a last word under another’s id', ({ honest, mallory }, claims) =>
      says('inkland-successor', mallory.key, honest.key, claims),
    ),
    takenOver('a last word of another type', ({ honest }, claims) =>
      says('inkland-request', honest.key, honest.key, claims),
    ),
    takenOver('a last word with something more', ({ honest }, claims) =>
      says('inkland-successor', honest.key, honest.key, { ...claims, more: 1 }),
    ),
    takenOver('the last word that was said of another key', ({ honest }) =>
      says('inkland-successor', honest.key, honest.key, { x: honest.old.public.x, iat: 1 }),
    ),
    {
      what: 'the name of a key that it has not',
      make: (card) => ({ ...card, name: STRANGE_NAME }),
      of: () => nodeName(STRANGE_NAME),
    },
  ]),
]
