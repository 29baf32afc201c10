// Passkeys, with an authenticator in software: which responses are a proof, and which are none.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { createRecordTables } from '../../../../server/records/record-tables.ts'
import {
  CHALLENGE_MS,
  createCeremonies,
  type Ceremonies,
} from '../../../../server/accounts/sign-in/passkey-ceremonies.ts'
import { placeOf, type PasskeyPlace } from '../../../../server/accounts/sign-in/passkey-origin.ts'
import {
  openPasskeys,
  type Passkey,
  type Passkeys,
} from '../../../../server/accounts/sign-in/passkey-store.ts'
import type { Account } from '../../../../server/accounts/model/account-view.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import type { Store } from '../../../../server/storage/store.ts'
import { makeMemberId, parseAccountName } from '../../../../shared/world/address.ts'
import { PASSKEYS_MAX } from '../../../../shared/wire/api/account-bodies.ts'
import { SoftKey as Key } from './soft-key.ts'

const HERE: PasskeyPlace = { name: 'my.domain', origin: 'https://my.domain' }
const random = (bytes: number) => new Uint8Array(randomBytes(bytes))
const ada = accountNamed('ada')
const bob = accountNamed('bob')

let now = 0
let store: Store
let passkeys: Passkeys
let ceremonies: Ceremonies

beforeEach(async () => {
  now = 1_000_000
  store = createMemoryStore()
  await open()
})

async function open(): Promise<void> {
  const tables = createRecordTables({
    store,
    onUnreadable: (kind, id) => expect.fail(`${kind} ${id} cannot be read`),
  })
  passkeys = await openPasskeys(tables)
  ceremonies = createCeremonies({ passkeys, clock: { now: () => now }, random })
}

function accountNamed(name: string): Account {
  const account = parseAccountName(name)
  if (account === null) throw new Error(`${name} is no name`)
  return { id: makeMemberId(random), account, name, since: 0, isAdmin: false, isSuspended: false }
}

async function made(key: Key, account = ada): Promise<Passkey> {
  const { options, encrypted } = await ceremonies.beginMaking(account, 'Inkland', HERE)
  const passkey = await ceremonies.make(account, HERE, encrypted, key.make(options), 'phone')
  if (typeof passkey === 'string') throw new Error(passkey)
  return passkey
}

async function signedIn(key: Key, said: Parameters<Key['sign']>[1] = {}) {
  const { options, encrypted } = await ceremonies.beginSignIn(HERE)
  return ceremonies.signIn(HERE, encrypted, key.sign(options, said))
}

test('who made a passkey signs in with it, also after a restart', async () => {
  const key = new Key()
  const passkey = await made(key)
  expect(passkeys.of(ada.id)).toEqual([passkey])
  await open()
  expect(await signedIn(key)).toEqual({ passkey, counter: 1 })
})

test('[W1] a response is good once', async () => {
  const key = new Key()
  await made(key)
  const { options, encrypted } = await ceremonies.beginSignIn(HERE)
  // As keys do that are on several devices.
  const response = key.sign(options)
  expect(await ceremonies.signIn(HERE, encrypted, response)).toMatchObject({ counter: 1 })
  expect(await ceremonies.signIn(HERE, encrypted, response)).toBe('late')
  const again = await ceremonies.beginSignIn(HERE)
  expect(await ceremonies.signIn(HERE, again.encrypted, response)).toBe('wrong')
})

test('two of the same response at once: one is good', async () => {
  const key = new Key()
  await made(key)
  const { options, encrypted } = await ceremonies.beginSignIn(HERE)
  const response = key.sign(options)
  const both = await Promise.all([1, 2].map(() => ceremonies.signIn(HERE, encrypted, response)))
  expect(both.filter((result) => typeof result === 'object')).toHaveLength(1)
})

test('[W1] a challenge is good for five minutes, and in the browser that asked for it', async () => {
  const key = new Key()
  await made(key)
  const { options, encrypted } = await ceremonies.beginSignIn(HERE)
  now += CHALLENGE_MS
  expect(await ceremonies.signIn(HERE, encrypted, key.sign(options))).toBe('late')
  const fresh = await ceremonies.beginSignIn(HERE)
  expect(await ceremonies.signIn(HERE, '', key.sign(fresh.options))).toBe('late')
  expect(await ceremonies.signIn(HERE, `${fresh.encrypted.slice(0, -2)}AA`, key.sign(fresh.options))).toBe(
    'late',
  )
  const restarted = createCeremonies({ passkeys, clock: { now: () => now }, random })
  expect(await restarted.signIn(HERE, fresh.encrypted, key.sign(fresh.options))).toBe('late')
})

test('[W1] what begins as one ceremony does not end as another, nor for another account', async () => {
  const key = new Key()
  await made(key)
  const mine = await ceremonies.beginMaking(ada, 'Inkland', HERE)
  const another = new Key()
  expect(await ceremonies.make(bob, HERE, mine.encrypted, another.make(mine.options), 'x')).toBe('late')
  expect(await ceremonies.signIn(HERE, mine.encrypted, key.sign(mine.options))).toBe('late')
  const signing = await ceremonies.beginSignIn(HERE)
  const made2 = another.make({ ...signing.options, user: mine.options.user })
  expect(await ceremonies.make(ada, HERE, signing.encrypted, made2, 'x')).toBe('late')
  expect(passkeys.of(bob.id)).toEqual([])
})

test('[W1] a response from another origin, for another name or of another kind is none', async () => {
  const key = new Key()
  await made(key)
  expect(await signedIn(key, { origin: 'https://my.domain.evil.test' })).toBe('wrong')
  expect(await signedIn(key, { origin: 'http://my.domain' })).toBe('wrong')
  expect(await signedIn(key, { origin: 'https://my.domain:8443' })).toBe('wrong')
  expect(await signedIn(key, { place: 'evil.test' })).toBe('wrong')
  expect(await signedIn(key, { type: 'webauthn.create' })).toBe('wrong')
  for (const said of [{ origin: 'https://evil.test' }, { place: 'evil.test' }]) {
    const { options, encrypted } = await ceremonies.beginMaking(ada, 'Inkland', HERE)
    expect(await ceremonies.make(ada, HERE, encrypted, new Key().make(options, said), 'x')).toBe('wrong')
  }
  expect(passkeys.of(ada.id)).toHaveLength(1)
})

test('nobody signs in as another: not with their own key, not with another hand', async () => {
  const key = new Key()
  await made(key)
  const mine = new Key()
  await made(mine, bob)
  const handle = Buffer.from(ada.id).toString('base64url')
  expect(await signedIn(mine, { handle })).toBe('wrong')
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  expect(await signedIn(key, { by: privateKey })).toBe('wrong')
  expect(await signedIn(new Key(), { handle })).toBe('unknown')
  expect(await signedIn(mine)).toMatchObject({ passkey: { account: bob.id } })
})

test('[W1] a counter that goes back is a copied key', async () => {
  const key = new Key()
  const passkey = await made(key)
  key.counter = 10
  const signed = await signedIn(key)
  if (typeof signed === 'string') throw new Error(signed)
  const tables = createRecordTables({ store, onUnreadable: () => {} })
  const change = passkeys.using(signed.passkey, signed.counter, now)
  await tables.change(() => change && [change])
  expect(passkeys.of(ada.id)).toMatchObject([{ id: passkey.id, counter: 11, usedAt: now }])
  key.counter = 5
  expect(await signedIn(key)).toBe('wrong')
  key.counter = 11
  expect(await signedIn(key)).toMatchObject({ counter: 12 })
})

test('papers of a maker are not read', async () => {
  const { options, encrypted } = await ceremonies.beginMaking(ada, 'Inkland', HERE)
  const response = new Key().make(options, { papers: [new Uint8Array(randomBytes(64))] })
  expect(await ceremonies.make(ada, HERE, encrypted, response, 'x')).toBe('wrong')
})

test('an account has a bounded number, and a key is one account’s', async () => {
  const key = new Key()
  await made(key)
  const again = await ceremonies.beginMaking(bob, 'Inkland', HERE)
  expect(await ceremonies.make(bob, HERE, again.encrypted, key.make(again.options), 'x')).toBe('known')
  while (passkeys.of(ada.id).length < PASSKEYS_MAX) await made(new Key())
  const { options, encrypted } = await ceremonies.beginMaking(ada, 'Inkland', HERE)
  expect(await ceremonies.make(ada, HERE, encrypted, new Key().make(options), 'x')).toBe('full')
})

test('a passkey that is removed is nobody’s, and nobody removes another’s', async () => {
  const key = new Key()
  const passkey = await made(key)
  expect(await passkeys.remove(bob.id, passkey.id)).toBe(false)
  expect(await passkeys.remove(ada.id, passkey.id)).toBe(true)
  expect(passkeys.of(ada.id)).toEqual([])
  expect(await signedIn(key)).toBe('unknown')
  await open()
  expect(passkeys.of(ada.id)).toEqual([])
})

test('nonsense is refused', async () => {
  const key = new Key()
  await made(key)
  for (const response of [
    null,
    17,
    {},
    [],
    { id: 'x' },
    { ...key.sign({ challenge: 'x' }), response: { clientDataJSON: '!' } },
  ]) {
    const { encrypted } = await ceremonies.beginSignIn(HERE)
    expect(await ceremonies.signIn(HERE, encrypted, response)).toBe('wrong')
    const making = await ceremonies.beginMaking(ada, 'Inkland', HERE)
    expect(await ceremonies.make(ada, HERE, making.encrypted, response, 'x')).toBe('wrong')
  }
})

test.for([
  ['https://my.domain', { name: 'my.domain', origin: 'https://my.domain' }],
  ['https://my.domain:7070', { name: 'my.domain', origin: 'https://my.domain:7070' }],
  ['http://localhost:7070', { name: 'localhost', origin: 'http://localhost:7070' }],
  ['http://127.0.0.1:7070', { why: expect.stringContaining('a name') as string }],
  ['https://[::1]:7070', { why: expect.stringContaining('a name') as string }],
  ['https://10.0.0.7', { why: expect.stringContaining('a name') as string }],
  ['http://my.laptop', { why: expect.stringContaining('https') as string }],
] as const)('[W2] whether passkeys work at %s', ([origin, place]) => {
  expect(placeOf(origin)).toEqual(place)
})
