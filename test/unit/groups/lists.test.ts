// From a list of names to people in a group: people with an account are in it at once, all others with the
// code on their slip.
import { describe, expect, it } from 'vitest'
import { lettersOf } from '../../../server/accounts/groups/slip-codes.ts'
import type { IssuedSlip } from '../../../server/accounts/groups/pending-people.ts'
import { ADMIN_CODE_MS } from '../../../server/accounts/sign-in/recovery-codes.ts'
import { SLIPS_MAX } from '../../../shared/wire/api/group-bodies.ts'
import { coming, join, openAccountsInMemory, type AccountsInMemory } from '../accounts/accounts-in-memory.ts'

async function openAccounts() {
  const opened = await openAccountsInMemory()
  const { account: ada } = await join(opened, 'ada', { name: 'Ada Gray' })
  const { account: bob } = await join(opened, 'bob', { name: 'Bob Bell' })
  const club = await opened.entrance.groups.make('Chess club')
  const by = { by: ada.id, until: null }
  const { lists, pending, groups } = opened.entrance
  const take = (text: string) => lists.take(club.id, text, by)
  const plan = (text: string) =>
    lists.plan(club.id, text).lines.map(({ name, account, what }) => [name, account, what].join(' '))
  const problems = (text: string) => lists.plan(club.id, text).problems.map(({ problem }) => problem)
  return { opened, ada, bob, club, by, take, plan, problems, pending, groups }
}

/** The secret that a code is good for now; null when it is void. */
async function secretFor({ entrance }: AccountsInMemory, code: string): Promise<string | null> {
  const hash = await entrance.pending.hashOf(code, '10.0.0.1')
  return (hash && entrance.invitations.withCode(hash)?.secret) ?? null
}

const only = (slips: readonly IssuedSlip[]): IssuedSlip => {
  const [slip] = slips
  if (slip === undefined || slips.length > 1) throw new Error(`there are ${slips.length} slips`)
  return slip
}

describe('[Q2] a list', () => {
  it('means accounts by their account or by what they are called, and invites all others', async () => {
    const { plan, take, groups, bob, ada, club, pending } = await openAccounts()
    const text = 'name,account\nAnna May,\nsomething else,bob\nada gray,\nCarl,carl'
    expect(plan(text)).toEqual([
      'Anna May  invited',
      'Bob Bell bob joins',
      'Ada Gray ada joins',
      'Carl carl invited',
    ])
    const { slips } = await take(text)
    expect(slips.map(({ name }) => name)).toEqual(['Anna May', 'Carl'])
    expect(new Set(groups.membersOf(club.id).map(({ member }) => member))).toEqual(new Set([ada.id, bob.id]))
    expect(pending.of(club.id)).toMatchObject([
      { name: 'Anna May', account: null, until: null },
      { name: 'Carl', account: 'carl', until: null },
    ])
    // Brought again, it makes nothing twice.
    expect(plan(text)).toEqual([
      'Anna May  pending',
      'Bob Bell bob member',
      'Ada Gray ada member',
      'Carl carl pending',
    ])
    expect((await take(text)).slips).toEqual([])
  })

  it('is taken as a whole or not at all, with a word about each line that cannot be', async () => {
    const { opened, take, problems, groups, club, pending } = await openAccounts()
    await join(opened, 'bob2', { name: 'Bob Bell' })
    const text = 'Anna\nBob Bell\nAnna\nCarl,Ca rl\nDora,inkland\nE\u200bve\nAdа Gray'
    expect(problems(text)).toEqual([
      'Several people here are called so: bob, bob2. Give the account in a column of its own.',
      'This name or account is in line 1 already. Tell two people apart, with a letter for instance.',
      '“Ca rl” is no account’s name. If it is a part of a name, put a line such as “first name, last name” above the list.',
      'Nobody can have the account inkland: it is taken, or looks like one that is.',
      'That name contains hidden characters. Type it again, letter by letter.',
      'That name mixes letters from different alphabets that look alike. Use letters from one alphabet.',
    ])
    await expect(take(text)).rejects.toThrow('Some lines of this list cannot be taken, so nothing was done.')
    expect([groups.countOf(club.id), pending.of(club.id).length]).toEqual([0, 0])
    expect(await opened.store.records('invitation')).toEqual([])
  })

  it('[Q8] makes no more slips than a node may have', async () => {
    const { opened, groups, by } = await openAccounts()
    const { lists, tables, pending } = opened.entrance
    const full = await Promise.all(Array.from({ length: 10 }, (_, at) => groups.make(`Full ${at}`)))
    const people = Array.from({ length: SLIPS_MAX / 10 }, (_, at) => ({ name: `Pupil ${at}`, account: null }))
    for (const [of, { id }] of full.entries()) {
      const codes = people.map((_, at) => ({ code: `${of} ${at}`, hash: `${of} ${at}` }))
      await tables.change(() => pending.adding(id, people, codes, by).changes)
    }
    const more = await groups.make('One more')
    await expect(lists.take(more.id, 'Anna', by)).rejects.toThrow('slips are not used yet')
  })

  it('[Q8] has no more people than there is room for', async () => {
    const { take, groups, club } = await openAccounts()
    await groups.make('Other')
    const names = (count: number, of: string) =>
      Array.from({ length: count }, (_, at) => `${of} ${at}`).join('\n')
    // Few, since each of their codes is hashed.
    await take(names(10, 'Pupil'))
    await expect(take(names(491, 'Other'))).rejects.toThrow(
      'There is room for 490 more in this group, and the list has 491 new people. Nothing was done.',
    )
    expect(groups.roomIn(club.id)).toBe(490)
  })
})

describe('[Q3] a slip', () => {
  it('has a code that is good however it is typed, once, and makes its person one of the group', async () => {
    const { opened, take, groups, club, pending } = await openAccounts()
    const slip = only((await take('Anna May,anna')).slips)
    expect(slip.code).toMatch(/^[CDFGHJKMNPQRTWXY34679]{5}-[CDFGHJKMNPQRTWXY34679]{5}$/)
    for (const typed of [slip.code, slip.code.toLowerCase(), ` ${slip.code.replace('-', '')} `])
      expect(await secretFor(opened, typed)).not.toBeNull()
    const secret = (await secretFor(opened, slip.code)) ?? ''
    const { account: anna } = await join(opened, 'anna', { invitation: secret })
    expect([...groups.of(anna.id)]).toEqual([club.id])
    expect(pending.of(club.id)).toEqual([])
    expect(await secretFor(opened, slip.code)).toBeNull()
    await expect(join(opened, 'other', { invitation: secret })).rejects.toThrow('used up')
    await expect(join(opened, 'other', { invitation: slip.secret })).rejects.toThrow('used up')
    expect([...(await opened.again()).entrance.groups.of(anna.id)]).toEqual([club.id])
  })

  it('has a link that does the same', async () => {
    const { opened, take, groups, club } = await openAccounts()
    const slip = only((await take('Anna May')).slips)
    const { account: anna } = await join(opened, 'anna', { invitation: slip.secret })
    expect(groups.membersOf(club.id).map(({ member }) => member)).toEqual([anna.id])
    expect(await secretFor(opened, slip.code)).toBeNull()
  })

  it('is on the disk as hashes alone', async () => {
    const { opened, take } = await openAccounts()
    const slip = only((await take('Anna May')).slips)
    const disk = JSON.stringify([
      await opened.store.records('invitation'),
      await opened.store.records('groupPending'),
    ])
    for (const secret of [slip.secret, slip.code, lettersOf(slip.code) ?? ''])
      expect(disk).not.toContain(secret)
    // After a restart it is as good, also where its code was typed before.
    const ticket = (await secretFor(opened, slip.code)) ?? ''
    const again = await opened.again()
    expect(await secretFor(again, slip.code)).not.toBeNull()
    expect(again.entrance.invitations.read(ticket)).not.toBeNull()
    opened.clock.pass(60 * 60_000)
    expect(again.entrance.invitations.read(ticket)).toBeNull()
  })

  it('is void once it is taken back, made anew, over, or its group or who made it is gone', async () => {
    const { opened, ada, bob, by, club, take, pending, groups } = await openAccounts()
    const slip = only((await take('Anna')).slips)
    const [anna] = pending.of(club.id)
    const anew = only(await pending.renew(club.id, by, anna?.id ?? ''))
    expect(await secretFor(opened, slip.code)).toBeNull()
    expect(opened.entrance.invitations.read(slip.secret)).toBeNull()
    expect(await secretFor(opened, anew.code)).not.toBeNull()
    const ticket = (await secretFor(opened, anew.code)) ?? ''
    expect(await pending.withdraw(club.id, anna?.id ?? '')).toBe('Anna')
    expect(await secretFor(opened, anew.code)).toBeNull()
    expect(opened.entrance.invitations.read(ticket)).toBeNull()

    const { slips } = await opened.entrance.lists.take(club.id, 'Ben', {
      by: bob.id,
      until: opened.clock.now() + ADMIN_CODE_MS,
    })
    const ben = only(slips)
    opened.clock.pass(ADMIN_CODE_MS)
    expect(await secretFor(opened, ben.code)).toBeNull()
    // The name stays, and gets another one.
    expect(pending.of(club.id)).toMatchObject([{ name: 'Ben', until: 'over' }])
    const again = only(await pending.renew(club.id, { by: bob.id, until: null }, null))
    await opened.entrance.book.change(bob.id, { isSuspended: true })
    expect(await secretFor(opened, again.code)).toBeNull()

    const last = only(await pending.renew(club.id, { by: ada.id, until: null }, null))
    await groups.remove(club.id, () => pending.withdrawing(club.id))
    expect(await secretFor(opened, last.code)).toBeNull()
    expect(await opened.store.records('invitation')).toEqual([])
    expect(await opened.store.records('groupPending')).toEqual([])
  })

  it('counts as no invitation of who made it, and is in no list of theirs', async () => {
    const { opened, ada, take } = await openAccounts()
    await take(Array.from({ length: 120 }, (_, at) => `Pupil ${at}`).join('\n'))
    expect(opened.entrance.invitations.of(ada.id)).toEqual([])
    await opened.entrance.invitations.make({
      by: ada.id,
      label: '',
      until: null,
      usesLeft: 1,
      world: null,
      right: null,
    })
  })

  it('[Q3] guesses are slowed down by address, and good codes count as none', async () => {
    const { opened } = await openAccounts()
    const { guesses } = opened.entrance
    for (let tries = 0; tries < 100; tries++) guesses.beginCode('192.0.2.7')
    expect(() => guesses.beginCode('192.0.2.7')).toThrow('tried too often')
    for (let tries = 0; tries < 300; tries++) guesses.beginCode('192.0.2.8').right()
    expect(coming().browser.from).not.toBe('192.0.2.8')
  })
})
