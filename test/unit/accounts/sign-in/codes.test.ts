// Recovery codes and invitations: secrets that are told once, kept as hashes, and good for their purpose
// alone.
import { describe, expect, it } from 'vitest'
import { ADMIN_CODE_MS } from '../../../../server/accounts/sign-in/recovery-codes.ts'
import { INVITATIONS_MAX } from '../../../../shared/wire/api/account-bodies.ts'
import { parseWorldId, type MemberId } from '../../../../shared/world/address.ts'
import { createSharedMemory } from '../../../support/memory-store/memory-store.ts'
import { chance, coming, ManualClock, join, openAccountsInMemory } from '../accounts-in-memory.ts'

async function openAccounts() {
  const opened = await openAccountsInMemory()
  const ada = (await join(opened, 'ada', { isFirst: true })).account
  const use = async (code: string, account = ada) => {
    const { codes } = opened.entrance
    return (
      (await opened.entrance.enter(account, coming(), () => {
        const used = codes.using(account.id, code)
        return used && [used]
      })) !== null
    )
  }
  return { ...opened, ...opened.entrance, ada, use }
}

describe('[J8] recovery codes', () => {
  it('are ten, good once each, however they are typed, also after a restart', async () => {
    const { codes, ada, use, again } = await openAccounts()
    const ten = await codes.renew(ada.id)
    expect(new Set(ten).size).toBe(10)
    for (const code of ten) expect(code).toMatch(/^[\da-v]{4}(-[\da-v]{4}){3}$/)
    const [first = '', second = '', third = ''] = ten
    expect(await use(first)).toBe(true)
    expect(await use(first)).toBe(false)
    expect(await use(second.toUpperCase().replaceAll('-', ' '))).toBe(true)
    expect(codes.left(ada.id)).toBe(8)
    const restarted = await again()
    expect(restarted.entrance.codes.using(ada.id, third)).not.toBeNull()
    expect(restarted.entrance.codes.using(ada.id, first)).toBeNull()
  })

  it('are used up once when they are used twice at the same time', async () => {
    const { codes, ada, use } = await openAccounts()
    const [code = ''] = await codes.renew(ada.id)
    const used = await Promise.all(Array.from({ length: 5 }, () => use(code)))
    expect(used.filter(Boolean)).toHaveLength(1)
  })

  it('are void once there are new ones, and nobody else’s', async () => {
    const { codes, ada, use, ...rest } = await openAccounts()
    const { account: bob } = await join({ ...rest, entrance: rest.entrance }, 'bob')
    const [code = ''] = await codes.renew(ada.id)
    expect(await use(code, bob)).toBe(false)
    await codes.renew(ada.id)
    expect(await use(code)).toBe(false)
    expect(await use('')).toBe(false)
  })

  it('that an admin makes are good for a day, once', async () => {
    const { codes, ada, use, clock } = await openAccounts()
    const late = await codes.makeForAdmin(ada.id)
    clock.pass(ADMIN_CODE_MS)
    expect(await use(late)).toBe(false)
    const before = await codes.makeForAdmin(ada.id)
    const code = await codes.makeForAdmin(ada.id)
    expect([await use(before), await use(code), await use(code)]).toEqual([false, true, false])
  })

  it('are not on the disk', async () => {
    const { codes, ada, store } = await openAccounts()
    const ten = [...(await codes.renew(ada.id)), await codes.makeForAdmin(ada.id)]
    const kept = JSON.stringify(await store.records('codes'))
    for (const code of ten) {
      expect(kept).not.toContain(code)
      expect(kept).not.toContain(code.replaceAll('-', ''))
    }
  })
})

describe('[J8] an invitation', () => {
  const plain = { label: '', until: null, usesLeft: 1, world: null, right: null }
  type Inviting = Pick<Awaited<ReturnType<typeof openAccounts>>, 'invitations' | 'ada'>
  const make = ({ invitations, ada }: Inviting, more: object = {}) =>
    invitations.make({ ...plain, by: ada.id, ...more })

  it('lets in as many as it is for, no matter how many come at once', async () => {
    const opened = await openAccounts()
    const { secret } = await make(opened, { usesLeft: 3 })
    const came = await Promise.allSettled(
      Array.from({ length: 8 }, (_, at) => join(opened, `pupil-${at}`, { invitation: secret })),
    )
    expect(came.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    for (const one of came) if (one.status === 'rejected') expect(one.reason).toMatchObject({ kind: 'void' })
    expect(opened.book.all()).toHaveLength(4)
    expect(opened.invitations.of(null)).toEqual([])
  })

  it('that is over goes with the next one that its maker makes', async () => {
    const opened = await openAccountsInMemory()
    const { clock, entrance } = opened
    const ada = (await join(opened, 'ada', { isFirst: true })).account
    const bob = (await join(opened, 'bob')).account
    const { invitations } = entrance
    const short = { ...plain, until: clock.now() + 1_000 }
    for (const by of [ada.id, ada.id, bob.id]) await invitations.make({ ...short, by })
    clock.pass(2_000)
    await invitations.make({ ...plain, by: ada.id })
    const left = await opened.store.records('invitation')
    expect(left).toHaveLength(2)
    expect(left).toContainEqual(expect.objectContaining({ value: expect.objectContaining({ by: bob.id }) }))
  })

  it('[O9] is used as often as it says, whichever process is asked: its last use is spent once', async () => {
    for (const [seed, usesLeft] of [1, 1, 2, 3].entries()) {
      const another = createSharedMemory()
      const clock = new ManualClock()
      const first = await openAccountsInMemory(another(), clock, chance(10 * seed + 1))
      const ada = (await join(first, 'ada', { isFirst: true })).account
      const { secret } = await make({ ...first.entrance, ada }, { usesLeft })
      const second = await openAccountsInMemory(another(), clock, chance(10 * seed + 2))
      const came = await Promise.allSettled(
        Array.from({ length: 6 }, (_, at) =>
          join([first, second][at % 2]!, `pupil-${at}`, { invitation: secret }),
        ),
      )
      expect(came.filter(({ status }) => status === 'fulfilled')).toHaveLength(usesLeft)
      for (const one of came)
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ kind: 'void' })
      expect(await first.store.records('account')).toHaveLength(1 + usesLeft)
      expect(await first.store.records('invitation')).toEqual([])
    }
  })

  it('[J8] [O9] a recovery code that is typed at two processes at once is used once', async () => {
    const another = createSharedMemory()
    const first = await openAccountsInMemory(another(), new ManualClock(), chance(1))
    const ada = (await join(first, 'ada', { isFirst: true })).account
    const [code = ''] = await first.entrance.codes.renew(ada.id)
    const second = await openAccountsInMemory(another(), new ManualClock(), chance(2))
    const used = await Promise.all(
      [first, second].map(({ entrance }) =>
        entrance.enter(ada, coming(), () => {
          const change = entrance.codes.using(ada.id, code)
          return change && [change]
        }),
      ),
    )
    expect(used.filter((each) => each !== null)).toHaveLength(1)
  })

  it('is void once it ended, was taken back, or who made it is suspended or gone', async () => {
    const opened = await openAccounts()
    const { invitations, book, clock, ada } = opened
    const ended = await make(opened, { until: clock.now() + 1000 })
    const back = await make(opened)
    const held = await make(opened)
    expect([ended, back, held].map(({ secret }) => invitations.read(secret) !== null)).toEqual([
      true,
      true,
      true,
    ])
    clock.pass(1000)
    await invitations.end(back.invitation.id)
    expect([ended, back, held].map(({ secret }) => invitations.read(secret) !== null)).toEqual([
      false,
      false,
      true,
    ])
    await book.change(ada.id, { isSuspended: true })
    expect(invitations.read(held.secret)).toBeNull()
    await expect(join(opened, 'bob', { invitation: held.secret })).rejects.toMatchObject({ kind: 'void' })
    await book.change(ada.id, { isSuspended: false })
    await book.forget(ada.id, 0, invitations.endings(ada.id))
    expect(invitations.read(held.secret)).toBeNull()
  })

  it('is told once, and not on the disk', async () => {
    const opened = await openAccounts()
    const { secret, invitation } = await make(opened)
    expect(JSON.stringify(await opened.store.records('invitation'))).not.toContain(secret)
    for (const guess of [invitation.id, '', secret.slice(1), `${secret}A`]) {
      expect(opened.invitations.read(guess)).toBeNull()
    }
  })

  it('is one of at most a hundred of an account', async () => {
    const opened = await openAccounts()
    for (let more = 0; more < INVITATIONS_MAX; more++) await make(opened)
    await expect(make(opened)).rejects.toMatchObject({ kind: 'bound' })
  })

  it('gives its right to who signs up with it, and after a restart if the disk failed then', async () => {
    const opened = await openAccounts()
    const world = parseWorldId('aworld')
    const { secret } = await make(opened, { world, right: 'edit' })
    const { account: bob } = await join(opened, 'bob', { invitation: secret })
    expect(opened.given).toEqual([{ member: bob.id, world, right: 'edit', by: opened.ada.id }])
    expect(await opened.store.records('promise')).toEqual([])

    const eve = 'eve' as MemberId
    const promised = opened.promisedRights.making(eve, {
      ...(await make(opened, { world, right: 'act' })).invitation,
    })
    await opened.tables.change(promised)
    const restarted = await opened.again()
    await restarted.entrance.resume()
    await expect
      .poll(() => restarted.given)
      .toEqual([{ member: eve, world, right: 'act', by: opened.ada.id }])
  })
})
