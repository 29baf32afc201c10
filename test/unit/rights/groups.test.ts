// The effect of a group's right: for its members, for as long as they are in it.
import { describe, expect, it } from 'vitest'
import { TooMany } from '../../../server/accounts/rights/right-records.ts'
import type { Member } from '../../../server/contracts/request-member.ts'
import { GROUPS_OF_WORLD_MAX } from '../../../shared/wire/api/sharing-bodies.ts'
import type { Right } from '../../../shared/world/rights.ts'
import { openHouse } from './rights-in-memory.ts'

async function house() {
  const opened = await openHouse()
  const { town } = opened
  const [ada, bob, cleo] = [town.account('ada'), town.account('bob'), town.account('cleo')]
  const world = await opened.make('ada/garden', ada)
  const right = (member: Member): Right => opened.rights.rightOf(member, world)
  return { ...opened, ada, bob, cleo, world, right, club: town.group('club', bob) }
}

describe('[Q5] a right of a group', () => {
  it('is had by whoever is in it, who comes later too, and by nobody who was taken out', async () => {
    const { town, rights, right, world, bob, cleo, club } = await house()
    const guest = town.guest('guest-1')
    await rights.grantGroup(world, club, 'edit')
    expect([bob, cleo, guest].map(right)).toEqual(['edit', 'none', 'none'])
    town.group('club', bob, cleo)
    expect([bob, cleo].map(right)).toEqual(['edit', 'edit'])
    town.group('club', cleo)
    expect([bob, cleo].map(right)).toEqual(['none', 'edit'])
  })

  it('counts where it is more than what somebody has, and not where it is less', async () => {
    const { town, rights, right, world, bob, club } = await house()
    await rights.grantGroup(world, club, 'see')
    await rights.grant(world, bob.id, 'act')
    expect(right(bob)).toBe('act')
    await rights.grantGroup(world, town.group('choir', bob), 'edit')
    expect(right(bob)).toBe('edit')
    await rights.grantGroup(world, town.group('choir', bob), 'none')
    expect(right(bob)).toBe('act')
  })

  it('is nothing to who is banned, or sent out, or suspended', async () => {
    const { town, rights, right, world, bob, club } = await house()
    await rights.grantGroup(world, club, 'edit')
    await rights.ban(world, bob.id, null)
    expect(right(bob)).toBe('none')
    await rights.ban(world, bob.id, undefined)
    rights.sendOut(world, bob.id)
    expect(right(bob)).toBe('none')
    await rights.ban(world, bob.id, undefined)
    town.account('bob', { isSuspended: true })
    expect(right(bob)).toBe('none')
  })

  it('is on the disk, goes with the group, and with the world', async () => {
    const { town, store, rights, world, right, bob, club, make, ada } = await house()
    const other = await make('ada/orchard', ada)
    await rights.grantGroup(world, club, 'edit')
    await rights.grantGroup(other, club, 'see')
    const again = await openHouse(store, town)
    expect(again.rights.rightOf(bob, world)).toBe('edit')
    expect(again.rights.stateOf(other).groups).toEqual([[club, 'see']])
    await store.bin(other.key, 1)
    await store.destroy(other.key)
    expect(rights.forgettingGroup(club)).toHaveLength(1)
    expect(right(bob)).toBe('edit')
  })

  it('shows the world in their list, and says that it is shared', async () => {
    const { town, rights, world, bob, cleo, club } = await house()
    expect(rights.isShared(world)).toBe(false)
    await rights.grantGroup(world, club, 'see')
    expect(rights.isShared(world)).toBe(true)
    expect([...rights.concerning(bob)]).toEqual([world.id])
    expect([...rights.concerning(cleo)]).toEqual([])
    town.group('club', cleo)
    expect([...rights.concerning(bob)]).toEqual([])
    expect([...rights.concerning(cleo)]).toEqual([world.id])
  })

  it('is given to so many groups and no more', async () => {
    const { town, rights, world } = await house()
    for (let number = 0; number < GROUPS_OF_WORLD_MAX; number++)
      await rights.grantGroup(world, town.group(`g${number}`), 'see')
    await expect(rights.grantGroup(world, town.group('one-more'), 'see')).rejects.toThrow(TooMany)
  })
})
