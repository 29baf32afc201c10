// The sessions of accounts: tokens that only their browser has, that end when they are ended, and are
// nobody's then.
import { describe, expect, it } from 'vitest'
import { isFresh, PROOF_MS } from '../../../../server/http/routing/proof-rule.ts'
import { SESSION_LIFE_MS } from '../../../../server/accounts/sessions/session-records.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import type { Store } from '../../../../server/storage/store.ts'
import type { JsonValue } from '../../../../server/records/stored-record.ts'
import { SESSIONS_MAX } from '../../../../shared/wire/api/account-bodies.ts'
import { createFaultyStore } from '../../../fault/disk/faulty-store.ts'
import { openAgeClock } from '../../../../server/records/age-clock.ts'
import { createRecordTables } from '../../../../server/records/record-tables.ts'
import { DAY_MS, MINUTE_MS } from '../../../../shared/time/durations.ts'
import {
  chance,
  coming,
  HERE,
  join,
  ManualClock,
  openAccountsInMemory,
  sent,
  START,
} from '../accounts-in-memory.ts'

/** Until what was noted is kept. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
}

async function openAccounts(store: Store = createMemoryStore()) {
  const opened = await openAccountsInMemory(store)
  const ada = await join(opened, 'ada')
  const cookie = sent(ada.cookie)
  const who = (cookies: string) => opened.sessions.read({ cookie: cookies })
  const again = async () => opened.entrance.enter(ada.account, coming())
  return { ...opened, ada, cookie, who, signIn: again }
}

describe('[J5] a session', () => {
  it('is read from its cookie, beside whatever others there are, also after a restart', async () => {
    const { who, ada, cookie, again } = await openAccounts()
    const { id } = ada.account
    expect(who(`a=b; inkland_account=of-another; ${cookie}; c`)).toMatchObject({
      kind: 'account',
      id,
      name: 'ada',
    })
    const after = await again()
    expect(after.sessions.read({ cookie })).toEqual(who(cookie))
  })

  it('is void when any one letter of its token is changed, cut or added', async () => {
    const { who, cookie } = await openAccounts()
    const start = cookie.indexOf('=') + 1
    for (let at = start; at < cookie.length; at++) {
      const changed = cookie.slice(0, at) + (cookie[at] === 'A' ? 'B' : 'A') + cookie.slice(at + 1)
      expect(who(changed), `changed at ${at}`).toBeNull()
      expect(who(cookie.slice(0, at)), `cut at ${at}`).toBeNull()
    }
    expect(who(`${cookie}A`)).toBeNull()
  })

  it('is no secret on the disk: nothing there is or holds the token', async () => {
    const { store, cookie, who } = await openAccounts()
    const kept = JSON.stringify(await store.records('session'))
    const token = cookie.slice(cookie.indexOf('=') + 1)
    expect(kept).not.toContain(token)
    const [record] = await store.records('session')
    const words: unknown[] = [record?.id, ...Object.values(Object(record?.value))]
    for (const word of words.map(String)) expect(who(`inkland_account=${word}`)).toBeNull()
  })

  it('keeps its cookie from scripts and other sites, and over https from everybody but this host', async () => {
    const { ada, entrance, sessions } = await openAccounts()
    expect(ada.cookie).toMatch(
      /^inkland_account_[0-9a-f]{8}=[\w-]{43}; Max-Age=7776000; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    const secure = await entrance.enter(ada.account, coming({ browser: { ...HERE, isSecure: true } }))
    expect(secure.cookie).toMatch(
      /^__Host-inkland_account_[0-9a-f]{8}=[\w-]{43}; Max-Age=7776000; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    )
    const cookie = sent(secure.cookie)
    expect(sessions.read({ cookie })).toMatchObject({ id: ada.account.id })
    // A neighbour on the same domain can set the plain name, and no other.
    expect(sessions.read({ cookie: cookie.replace('__Host-', '') })).toBeNull()
    expect(sessions.read({ cookie: `__Host-${sent(ada.cookie)}` })).toBeNull()
  })

  it('ends at once, for requests and for frames, and tells who listens', async () => {
    const { signedIn, who, ada, cookie, accounts, signIn, faults } = await openAccounts().then((all) => ({
      ...all,
      ...all.entrance,
    }))
    const other = await signIn()
    const ended: unknown[] = []
    signedIn.onEnded((...what) => ended.push(what))
    expect([accounts.isHere(ada.session), accounts.isAccount(ada.session)]).toEqual([true, true])
    expect(await signedIn.end(ada.session.session)).toBe(true)
    expect([accounts.isHere(ada.session), accounts.isAccount(ada.session)]).toEqual([false, false])
    expect(who(cookie)).toBeNull()
    expect(accounts.isHere(other.session)).toBe(true)
    expect(ended).toEqual([[ada.session.session, ada.account.id]])
    expect(await signedIn.end(ada.session.session)).toBe(false)
    expect(faults).toEqual([])
  })

  it('is over for everybody but one when all others are ended', async () => {
    const { entrance, accounts, ada, signIn } = await openAccounts()
    const others = [await signIn(), await signIn(), await signIn()]
    await entrance.signedIn.endAll(ada.account.id, ada.session.session)
    expect(others.map(({ session }) => accounts.isHere(session))).toEqual([false, false, false])
    expect(accounts.isHere(ada.session)).toBe(true)
    await entrance.signedIn.endAll(ada.account.id)
    expect(accounts.isHere(ada.session)).toBe(false)
  })

  it('rests while its account is suspended, and is over when that ends', async () => {
    const { entrance, accounts, who, ada, cookie } = await openAccounts()
    await entrance.book.change(ada.account.id, { isSuspended: true })
    expect([who(cookie), accounts.isHere(ada.session), accounts.isAdmin(ada.session)]).toEqual([
      null,
      false,
      false,
    ])
    await expect(entrance.enter(ada.account, coming())).rejects.toMatchObject({ kind: 'shut' })
    await entrance.book.change(ada.account.id, { isSuspended: false })
    expect(accounts.isHere(ada.session)).toBe(true)
    await entrance.book.forget(ada.account.id, 0)
    expect([who(cookie), accounts.isHere(ada.session)]).toEqual([null, false])
  })

  it('lives 90 days without use, and goes on for who comes now and then', async () => {
    const { clock, who, cookie, accounts, ada, again } = await openAccounts()
    for (let visit = 0; visit < 5; visit++) {
      clock.pass(SESSION_LIFE_MS - DAY_MS)
      expect(who(cookie), `visit ${visit}`).not.toBeNull()
      const restarted = await again()
      expect(restarted.sessions.read({ cookie }), `after a restart at visit ${visit}`).not.toBeNull()
    }
    clock.pass(SESSION_LIFE_MS + 1)
    expect([who(cookie), accounts.isHere(ada.session)]).toEqual([null, false])
    const restarted = await again()
    expect(restarted.entrance.signedIn.of(ada.account.id)).toEqual([])
    expect(await restarted.store.records('session')).toEqual([])
  })

  it('[C40] ends 90 days after its use, also by one while the clock was wrong, and not when it is trusted', async () => {
    for (const { jump, isTrusted } of [
      { jump: 400 * DAY_MS, isTrusted: false },
      { jump: 400 * DAY_MS, isTrusted: true },
      { jump: -400 * DAY_MS, isTrusted: false },
    ]) {
      const store = createMemoryStore()
      const clock = new ManualClock()
      clock.time = Date.UTC(2028, 0, 1)
      let up = 0
      const looks: (() => void)[] = []
      const ages = await openAgeClock({
        tables: createRecordTables({ store, onUnreadable: () => undefined }),
        clock: { now: clock.now, after: (_, run) => (looks.push(run), () => undefined) },
        uptime: () => up,
        onDoubt: () => undefined,
        onFault: (error) => {
          throw error
        },
      })
      const end = ages.begin()
      const pass = async (ms: number): Promise<void> => {
        up += ms
        clock.pass(ms)
        for (const look of looks.splice(0)) look()
        await settle()
      }
      await pass(DAY_MS)
      const opened = await openAccountsInMemory(store, clock, chance(), ages)
      const ada = await join(opened, 'ada')
      const cookie = sent(ada.cookie)
      const who = () => opened.sessions.read({ cookie })
      clock.time += jump
      await pass(MINUTE_MS)
      expect(ages.doubt).not.toBeNull()
      expect(who()).not.toBeNull()
      // Also one that begins meanwhile.
      opened.entrance.signedIn.see(cookie, HERE.from)
      const bob = await join(opened, 'bob')
      const both = [ada, bob].map(({ cookie: given }) => sent(given))
      await pass(10 * MINUTE_MS)
      expect(who()).not.toBeNull()
      if (isTrusted) expect(await ages.trust(clock.now())).toBe(true)
      else clock.time -= jump
      await pass(MINUTE_MS)
      expect(ages.doubt).toBeNull()
      // Asked without another use of them.
      const live = () => [ada, bob].map(({ account }) => opened.entrance.signedIn.of(account.id).length)
      expect(live()).toEqual([1, 1])
      await pass(30 * DAY_MS)
      await pass(30 * DAY_MS)
      await pass(30 * DAY_MS - 20 * MINUTE_MS)
      expect(live()).toEqual([1, 1])
      await pass(DAY_MS)
      expect(live()).toEqual([0, 0])
      const restarted = await opened.again()
      expect(both.map((here) => restarted.sessions.read({ cookie: here }))).toEqual([null, null])
      end()
    }
  })

  it('[C40] ends 90 days after its use, or a restart, though one was noted in the future', async () => {
    for (const isUsed of [true, false]) {
      const { clock, who, cookie, entrance, again } = await openAccounts()
      clock.time += 80 * DAY_MS
      expect([who(cookie), entrance.signedIn.see(cookie, HERE.from)]).not.toContain(null)
      await settle()
      clock.time -= 80 * DAY_MS
      if (isUsed) expect([who(cookie), entrance.signedIn.see(cookie, HERE.from)]).not.toContain(null)
      await settle()
      await again()
      clock.pass(SESSION_LIFE_MS + 1)
      expect((await again()).sessions.read({ cookie })).toBeNull()
    }
  })

  it('gets its cookie anew once a day, the same one', async () => {
    const { clock, entrance, cookie } = await openAccounts()
    expect(entrance.signedIn.see(cookie, HERE.from)).toBeNull()
    clock.pass(DAY_MS + 1)
    expect(sent(entrance.signedIn.see(cookie, HERE.from) ?? '')).toBe(cookie)
    await Promise.resolve()
    expect(entrance.signedIn.see('inkland_account=forged', HERE.from)).toBeNull()
  })

  it('writes down seldom that somebody was seen, and at once from where', async () => {
    let writes = 0
    const count = (call: string) => void (writes += call === 'changeRecords' ? 1 : 0)
    const store = createFaultyStore(createMemoryStore(), { failOn: (call) => (count(call), false) })
    const { clock, who, cookie, entrance, ada } = await openAccounts(store)
    writes = 0
    for (let minute = 0; minute < 60; minute++) {
      clock.pass(60_000)
      who(cookie)
      await Promise.resolve()
    }
    expect(writes).toBeGreaterThan(5)
    expect(writes).toBeLessThan(15)
    entrance.signedIn.see(cookie, '198.51.100.7')
    await new Promise((resolve) => setImmediate(resolve))
    const [facts] = entrance.signedIn.of(ada.account.id)
    expect(facts).toMatchObject({ from: '198.51.100.7', seenAt: clock.now(), since: START })
  })

  it('stays one of the last hundred of its account', async () => {
    const { entrance, accounts, ada, clock, signIn } = await openAccounts()
    for (let more = 0; more < SESSIONS_MAX; more++) {
      clock.pass(1000)
      await signIn()
    }
    expect(entrance.signedIn.of(ada.account.id)).toHaveLength(SESSIONS_MAX)
    expect(accounts.isHere(ada.session)).toBe(false)
  })
})

describe('[T12] a proof', () => {
  it('is made by signing in, counts for ten minutes in that session, and is on the disk', async () => {
    const { ada, entrance, clock, signIn, again } = await openAccounts()
    const first = ada.session.session
    const { session: second } = (await signIn()).session
    const provenAt = (id: string, of = entrance) => of.signedIn.byId(id)?.provenAt ?? null
    const isProven = (id: string, of = entrance) => isFresh(provenAt(id, of), clock.now())
    clock.pass(PROOF_MS)
    expect([isProven(first), isProven(second)]).toEqual([true, true])
    clock.pass(1)
    expect([isProven(first), isProven(second)]).toEqual([false, false])
    await entrance.tables.change(() => entrance.signedIn.proving(second))
    const after = await again()
    expect([isProven(first, after.entrance), isProven(second, after.entrance)]).toEqual([false, true])
    // A clock that is set back makes none longer.
    clock.pass(-2 * PROOF_MS)
    expect(isProven(second, after.entrance)).toBe(false)
    expect(entrance.signedIn.proving('nobodys')).toEqual([])
  })

  it('is none in a session that began when nobody asked for one', async () => {
    const { store, ada, again } = await openAccounts()
    const id = ada.session.session
    const [record] = (await store.records('session')).filter((one) => one.id === id)
    const { provenAt: _, ...before } = Object(record?.value) as Record<string, JsonValue>
    await store.changeRecords([{ kind: 'session', id, value: before }])
    const { entrance } = await again()
    expect(entrance.signedIn.byId(id)).toMatchObject({ account: ada.account.id, provenAt: null })
  })
})
