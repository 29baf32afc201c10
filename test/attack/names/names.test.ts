// People who want to be taken for somebody else, by a name that looks like another one's.
import { describe, expect, it } from 'vitest'
import { join, named, openAccountsInMemory } from '../../unit/accounts/accounts-in-memory.ts'
import { BY_HAND } from './look-alikes.ts'

describe('[J9] an account’s name', () => {
  it('that looks like another one nobody gets', async () => {
    const inMemory = await openAccountsInMemory()
    await join(inMemory, 'victim')
    for (const word of BY_HAND) {
      const refused = { kind: expect.stringMatching(/^(taken|word)$/) }
      await expect(join(inMemory, named(word), { name: 'M' }), word).rejects.toMatchObject(refused)
    }
    expect((await join(inMemory, 'other')).account.account).toBe('other')
  })

  it('is one’s own, of two who want look-alikes at the same moment', async () => {
    const inMemory = await openAccountsInMemory()
    const words = ['scope', 'ѕсоре', 'sсоре', 'scοpe', 'scope\u034F']
    const made = await Promise.allSettled(words.map((word) => join(inMemory, word)))
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('of somebody who left is nobody’s for as long, nor one that looks like it', async () => {
    const inMemory = await openAccountsInMemory()
    const { account } = await join(inMemory, 'scope')
    await inMemory.entrance.book.forget(account.id, inMemory.clock.now() + 1_000)
    await expect(join(inMemory, 'ѕсоре')).rejects.toMatchObject({ kind: 'taken' })
    inMemory.clock.pass(1_001)
    expect((await join(inMemory, 'ѕсоре')).account.account).toBe(named('ѕсоре'))
    await expect(join(inMemory, 'scope')).rejects.toMatchObject({ kind: 'taken' })
  })
})
