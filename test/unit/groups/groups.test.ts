// Groups of a node: their members, their names, their bounds, and that the disk has the same.
import { describe, expect, it } from 'vitest'
import { GROUP_MEMBERS_MAX, GROUPS_MAX, GROUPS_OF_ONE_MAX } from '../../../shared/wire/api/group-bodies.ts'
import { makeGroupId } from '../../../shared/world/address.ts'
import { chance, join, openAccountsInMemory, type AccountsInMemory } from '../accounts/accounts-in-memory.ts'

const idsIn = (
  { entrance }: AccountsInMemory,
  group: Parameters<AccountsInMemory['entrance']['groups']['countOf']>[0],
) => entrance.groups.membersOf(group).map(({ member }) => member)

async function openAccounts() {
  const opened = await openAccountsInMemory()
  const { account: ada } = await join(opened, 'ada')
  const { account: bob } = await join(opened, 'bob')
  const { groups } = opened.entrance
  return { opened, groups, ada, bob, club: await groups.make('Chess club') }
}

describe('[Q1] a group', () => {
  it('has accounts put in and taken out, and the disk has the same', async () => {
    const { opened, groups, ada, bob, club } = await openAccounts()
    expect(await groups.put(club.id, bob.id)).toBe(true)
    expect(await groups.put(club.id, ada.id)).toBe(true)
    // A person who is in it already is in it once.
    expect(await groups.put(club.id, bob.id)).toBe(true)
    const again = await opened.again()
    for (const one of [opened, again]) {
      expect(new Set(idsIn(one, club.id))).toEqual(new Set([ada.id, bob.id]))
      expect([...one.entrance.groups.of(bob.id)]).toEqual([club.id])
    }
    expect(await groups.takeOut(club.id, bob.id)).toBe(true)
    expect(await groups.takeOut(club.id, bob.id)).toBe(false)
    expect([...groups.of(bob.id)]).toEqual([])
    expect(idsIn(await opened.again(), club.id)).toEqual([ada.id])
  })

  it('has a name that no other group has, however it is typed', async () => {
    const { opened, groups, club } = await openAccounts()
    await expect(groups.make('CHESS  club')).rejects.toThrow('There is a group of that name already')
    const other = await groups.make('Class 4b')
    await expect(groups.rename(other.id, 'chess club')).rejects.toThrow('There is a group of that name')
    expect(await groups.rename(club.id, 'Chess Club')).toMatchObject({ name: 'Chess Club' })
    expect((await opened.again()).entrance.groups.named(' chess CLUB ')?.id).toBe(club.id)
    await expect(groups.make('Cl\u200bass')).rejects.toThrow('hidden characters')
  })

  it('is listed by its name, numbers as numbers', async () => {
    const { groups } = await openAccounts()
    for (const name of ['Class 10', 'Class 9', 'art']) await groups.make(name)
    expect(groups.all().map(({ name }) => name)).toEqual(['art', 'Chess club', 'Class 9', 'Class 10'])
  })

  it('is gone with all that was in it', async () => {
    const { opened, groups, bob, club } = await openAccounts()
    await groups.put(club.id, bob.id)
    expect(await groups.remove(club.id, () => [])).toBe(true)
    expect(await groups.remove(club.id, () => [])).toBe(false)
    expect([...groups.of(bob.id)]).toEqual([])
    expect(await groups.put(club.id, bob.id)).toBe(false)
    expect(await opened.store.records('groupMember')).toEqual([])
    expect(await opened.store.records('group')).toEqual([])
  })

  it('takes nobody who has no account, and no group that is not there', async () => {
    const { groups, bob, club } = await openAccounts()
    expect(await groups.put(club.id, 'nobody-here' as never)).toBe(false)
    expect(await groups.put(makeGroupId(chance(9)), bob.id)).toBe(false)
  })

  it('loses who ends their account', async () => {
    const { opened, groups, bob, club } = await openAccounts()
    await groups.put(club.id, bob.id)
    const { tables, book } = opened.entrance
    expect(await book.forget(bob.id, 0, () => groups.leaving(bob.id))).toBe(true)
    await tables.change([])
    expect(idsIn(opened, club.id)).toEqual([])
    expect(idsIn(await opened.again(), club.id)).toEqual([])
  })
})

describe('[Q8] bounds are told in words:', () => {
  it('groups of a node', async () => {
    const { groups } = await openAccounts()
    for (let number = 2; number <= GROUPS_MAX; number++) await groups.make(`Group ${number}`)
    await expect(groups.make('One more')).rejects.toThrow(`There are ${GROUPS_MAX} groups`)
  })

  it('groups of a person', async () => {
    const { groups, bob } = await openAccounts()
    for (let number = 0; number < GROUPS_OF_ONE_MAX; number++)
      await groups.put((await groups.make(`Group ${number}`)).id, bob.id)
    const last = await groups.make('One more')
    await expect(groups.put(last.id, bob.id)).rejects.toThrow(`more than ${GROUPS_OF_ONE_MAX} groups`)
    expect(groups.countOf(last.id)).toBe(0)
  })

  it('people of a group', async () => {
    const { opened, groups, bob, club } = await openAccounts()
    await opened.entrance.tables.change(() =>
      Array.from({ length: GROUP_MEMBERS_MAX }, (_, at) => groups.joining(club.id, `m${at}` as never)).flat(),
    )
    await expect(groups.put(club.id, bob.id)).rejects.toThrow(`room for ${GROUP_MEMBERS_MAX} people`)
  })
})
