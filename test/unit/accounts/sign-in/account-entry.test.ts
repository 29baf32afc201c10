// Coming in is one transaction, whichever call of the store fails: afterwards it has not happened, and can be
// tried again, or it has, and all that follows is done, at the latest after the next start.
import { describe, expect, it } from 'vitest'
import type { NewAccount, SignedInResult } from '../../../../server/accounts/account-entry.ts'
import type { Session } from '../../../../server/accounts/sessions/member-session.ts'
import { SIGN_UP_TOGETHER_MS } from '../../../../server/accounts/sign-in/sign-up-networks.ts'
import { senderOf } from '../../../../server/http/edge/body-slots.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { StoreFault, type Store } from '../../../../server/storage/store.ts'
import { makeLineId, makeWorldId, parseAddress, type MemberId } from '../../../../shared/world/address.ts'
import { usualLook } from '../../../../shared/world/figures.ts'
import { createFaultyStore } from '../../../fault/disk/faulty-store.ts'
import {
  chance,
  coming,
  HERE,
  ManualClock,
  join,
  openAccountsInMemory,
  sent,
  type AccountsInMemory,
} from '../accounts-in-memory.ts'

/** More calls than any of them makes. */
const CALLS_MAX = 60

const random = chance(7)

async function makeWorld(store: Store, text: string, owner: MemberId | null): Promise<void> {
  const address = parseAddress(text)
  if (address === null) throw new Error(text)
  const ids = { id: makeWorldId(random), line: makeLineId(random) }
  await store.create({ ...ids, address, title: text, at: 1, scene: [], owner })
}

/** The owner of each world, by address. */
async function owners(store: Store): Promise<Record<string, string | null>> {
  const worlds = (await store.worlds('here')).toSorted((one, other) => (one.address < other.address ? -1 : 1))
  return Object.fromEntries(worlds.map(({ address, owner }) => [address, owner]))
}

interface Deed {
  readonly prepare: (
    inMemory: AccountsInMemory,
  ) => Promise<{ act: (inMemory: AccountsInMemory) => Promise<SignedInResult>; name: string }>
  /** Facts that hold once it is done. */
  readonly done: (inMemory: AccountsInMemory, entered: { readonly id: MemberId }) => Promise<void>
}

async function guestWithWorlds({ sessions, store, entrance }: AccountsInMemory): Promise<Session> {
  const guest = sessions.greet(null, 'Gus')
  await store.introduce({
    id: guest.id,
    account: 'guest-abcdef' as never,
    body: 'body' as never,
    look: usualLook('body'),
  })
  await makeWorld(store, 'guest-abcdef/home', guest.id)
  await makeWorld(store, 'guest-abcdef/garden', guest.id)
  expect(entrance.guests.isGuest(guest.id)).toBe(true)
  return guest
}

const DEEDS: Readonly<Record<string, Deed>> = {
  'making the first account': {
    async prepare({ store }) {
      await makeWorld(store, 'eve/garden', null)
      await makeWorld(store, 'inkland/welcome', null)
      return { name: 'ada', act: (inMemory) => join(inMemory, 'ada', { isFirst: true }) }
    },
    async done({ store, entrance }, { id }) {
      expect(await owners(store)).toEqual({ 'eve/garden': id, 'inkland/welcome': id })
      expect(entrance.book.byId(id)?.isAdmin).toBe(true)
    },
  },
  'signing up by invitation': {
    async prepare(inMemory) {
      const { account: ada } = await join(inMemory, 'ada', { isFirst: true })
      const wanted = { by: ada.id, label: '', until: null, usesLeft: 1 }
      const world = makeWorldId(random)
      const { secret } = await inMemory.entrance.invitations.make({ ...wanted, world, right: 'edit' })
      return { name: 'bob', act: (again) => join(again, 'bob', { invitation: secret }) }
    },
    async done({ store, entrance, given }, { id }) {
      expect((await store.person(id))?.account).toBe('bob')
      expect(entrance.invitations.of(null)).toEqual([])
      expect(await store.records('promise')).toEqual([])
      // It is given until that is noted: twice is no more than once.
      const rights = given.filter(({ member }) => member === id).map((one) => JSON.stringify(one))
      expect(new Set(rights).size).toBeLessThanOrEqual(1)
    },
  },
  'a guest who makes an account': {
    async prepare(inMemory) {
      await join(inMemory, 'ada', { isFirst: true })
      const guest = await guestWithWorlds(inMemory)
      return { name: 'gus', act: (again) => join(again, 'gus', { guest }) }
    },
    async done({ store }, { id }) {
      expect((await store.person(id))?.account).toBe('gus')
      expect(await owners(store)).toEqual({ 'gus/garden': id, 'gus/home': id })
    },
  },
  'a guest who signs in': {
    async prepare(inMemory) {
      const { account: ada } = await join(inMemory, 'ada', { isFirst: true })
      const guest = await guestWithWorlds(inMemory)
      return { name: 'ada', act: ({ entrance }) => entrance.enter(ada, coming({ guest })) }
    },
    async done({ store, entrance }, { id }) {
      expect(Object.values(await owners(store))).toEqual([id, id])
      const records = await store.records('guest')
      expect(records.map(({ value }) => value)).toEqual([expect.objectContaining({ to: id, isDone: true })])
      expect(entrance.guests.isGuest(String(records[0]?.id) as MemberId)).toBe(false)
    },
  },
}

describe.each(Object.entries(DEEDS))('%s', (_, { prepare, done }) => {
  it('[J4] is done or not done, whichever call of the store fails', async () => {
    let failures = 0
    for (let failing = 1; failing <= CALLS_MAX; failing++) {
      const inner = createMemoryStore()
      let calls = -Infinity
      const store = createFaultyStore(inner, { failOn: () => ++calls === failing })
      const clock = new ManualClock()
      const inMemory = await openAccountsInMemory(store, clock)
      const { act, name } = await prepare(inMemory)
      const before = await records(inner)
      calls = 0
      const entered = await act(inMemory).catch((error: unknown) => {
        expect(error).toBeInstanceOf(StoreFault)
        return null
      })
      if (calls < failing) break
      failures++
      if (entered === null) {
        expect(await records(inner), `nothing is kept after call ${failing} failed`).toEqual(before)
        const again = await act(inMemory)
        await done(inMemory, again.account)
      } else {
        expect(inMemory.sessions.read({ cookie: sent(entered.cookie) })).toMatchObject({
          id: entered.account.id,
        })
        // The disk works again, and a little later, or after a restart, all is as it should be.
        const restarted = failing % 2 === 0 ? await inMemory.again(inner) : inMemory
        if (restarted === inMemory) clock.pass(60_000)
        else await restarted.entrance.resume()
        await settled()
        await done(restarted, entered.account)
        expect(restarted.entrance.book.find(name as never)?.id).toBe(entered.account.id)
      }
    }
    expect(failures).toBeGreaterThan(1)
    expect(failures).toBeLessThan(CALLS_MAX)
  })
})

it('[K9] whoever comes by the invitations of somebody who is no admin counts with their people, so many of them', async () => {
  const opened = await openAccountsInMemory()
  const { entrance } = opened
  const bySomebody = { label: '', until: null, usesLeft: 200, world: null, right: null }
  const invites = async (by: MemberId): Promise<string> =>
    (await entrance.invitations.make({ by, ...bySomebody })).secret
  const comes = async (name: string, by: MemberId): Promise<SignedInResult> =>
    join(opened, name, { invitation: await invites(by) })
  const ada = await join(opened, 'ada', { isFirst: true })
  const bob = await comes('bob', ada.account.id)
  const cleo = await comes('cleo', bob.account.id)
  const dora = await comes('dora', cleo.account.id)
  expect([bob, cleo, dora].map(({ account }) => account.invitedBy)).toEqual([
    undefined,
    bob.account.id,
    bob.account.id,
  ])
  const again = await opened.again()
  expect(again.entrance.book.invitedBy(bob.account.id)).toEqual(new Set([cleo.account.id, dora.account.id]))
  const secret = await invites(dora.account.id)
  for (let more = 3; more <= 100; more += 1) await join(opened, `p${more}`, { invitation: secret })
  await expect(join(opened, 'p101', { invitation: secret })).rejects.toThrow('Ask an admin')
})

it('[K9] accounts that are made without an invitation count together by the network that they came from, for a week', async () => {
  const opened = await openAccountsInMemory()
  const { entrance, clock, accounts } = opened
  const comes = async (name: string, from: string, more: Partial<NewAccount> = {}) =>
    (await join(opened, name, { browser: { ...HERE, from }, ...more })).account
  const ada = await comes('ada', '192.0.2.9', { isFirst: true })
  const bob = await comes('bob', '2001:db8:1:2::9')
  // At once, as a script comes; and of one try nothing came.
  await expect(comes('bob', '2001:db8:1:2::1')).rejects.toThrow()
  const [cleo, dora] = await Promise.all([
    comes('cleo', '2001:db8:1:2:ffff::1'),
    comes('dora', '2001:db8:1:2:eeee::1'),
  ])
  const elsewhere = await comes('eve', '2001:db8:1:3::9')
  const hidden = [await comes('fay', '127.0.0.1'), await comes('gil', '127.0.0.1')]
  const unbound = { label: '', until: null, usesLeft: 2, world: null, right: null }
  const { secret } = await entrance.invitations.make({ by: cleo.id, ...unbound })
  const invited = await comes('hal', '198.51.100.7', { invitation: secret })
  const all = [ada, bob, cleo, dora, elsewhere, ...hidden, invited]
  const [one, other] = [bob.signedUpWith, elsewhere.signedUpWith]
  expect(new Set([one, other, ...all.map(({ id }) => id)]).size).toBe(2 + all.length)
  expect(all.map((who) => who.signedUpWith ?? who.invitedBy ?? null)).toEqual([
    null,
    one,
    one,
    one,
    other,
    null,
    null,
    one,
  ])
  const { book } = (await opened.again()).entrance
  const together = { by: 'network', accounts: new Set([bob.id, cleo.id, dora.id]) }
  const counted = [ada, bob, dora, ...hidden].map(({ id }) => book.countedWith(id))
  expect(counted).toEqual([null, together, together, null, null])
  const senders = [bob, cleo, invited, elsewhere].map((who) =>
    senderOf({ id: who.id, name: null, session: null }, accounts),
  )
  expect(new Set(senders.map(({ by }) => by))).toEqual(new Set([one, other]))
  clock.pass(SIGN_UP_TOGETHER_MS)
  const later = await comes('ida', '2001:db8:1:2::9')
  expect([one, other, undefined]).not.toContain(later.signedUpWith)
})

/** All records of people, except when somebody was seen. */
async function records(store: Store): Promise<unknown> {
  const kinds = ['account', 'accountName', 'session', 'guest', 'invitation', 'first', 'promise', 'settling']
  return Promise.all(kinds.map((kind) => store.records(kind)))
}

/** Work that nobody waits for is finished: the store in memory takes a turn for each call. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve))
}
