// The book of accounts: names, and who has them.
import { describe, expect, it } from 'vitest'
import { openAccountDirectory } from '../../../server/accounts/directory/account-directory.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { makeMemberId } from '../../../shared/world/address.ts'
import { chance, ManualClock, named } from './accounts-in-memory.ts'

async function open(store = createMemoryStore(), clock = new ManualClock()) {
  const tables = createRecordTables({ store, onUnreadable: (kind) => expect.fail(kind) })
  return { store, clock, kept: tables, book: await openAccountDirectory(tables, clock) }
}

const random = chance()
const account = (name: string) => ({
  id: makeMemberId(random),
  account: named(name),
  name,
  since: 1,
  isAdmin: false,
  isSuspended: false,
})

describe('the book', () => {
  it('gives a name to one account, once, however many ask at once', async () => {
    const { book } = await open()
    const many = Array.from({ length: 10 }, () => account('ada'))
    const made = await Promise.all(many.map((one) => book.make(one)))
    expect(made.filter(Boolean)).toHaveLength(1)
    expect(book.find(named('Ada'))).toEqual(many[made.indexOf(true)])
    expect(book.all()).toHaveLength(1)
  })

  it('gives a member one account only', async () => {
    const { book } = await open()
    const ada = account('ada')
    await book.make(ada)
    expect(await book.make({ ...ada, account: named('eve') })).toBe(false)
    expect(book.isFree(named('eve'))).toBe(true)
  })

  it.each(['inkland', 'Admin', 'guest', 'guest-k3f9', 'api', 'anonymous', 'ADMINISTRATOR'])(
    'keeps %s from everybody',
    async (name) => {
      const { book } = await open()
      expect(book.isFree(named(name))).toBe(false)
      expect(await book.make(account(name))).toBe(false)
    },
  )

  it('reads the same after a restart', async () => {
    const { book, store } = await open()
    const [ada, bob] = [account('ada'), account('bob')]
    await book.make(ada)
    await book.make(bob)
    await book.change(ada.id, { isAdmin: true, name: 'Ada L.' })
    const { book: again } = await open(store)
    expect(again.all()).toEqual(expect.arrayContaining([{ ...ada, isAdmin: true, name: 'Ada L.' }, bob]))
    expect(again.find(ada.account)).toEqual(again.byId(ada.id))
  })

  it('changes an account as it is when the turn has come, and nothing on a no', async () => {
    const { book } = await open()
    const ada = account('ada')
    await book.make(ada)
    const add = (letter: string) => book.change(ada.id, ({ name }) => ({ name: name + letter }))
    await Promise.all(['a', 'b', 'c'].map(add))
    expect(book.byId(ada.id)?.name).toBe('adaabc')
    expect(await book.change(ada.id, () => null)).toBeNull()
    expect(await book.change(ada.id, { isAdmin: true }, () => null)).toBeNull()
    expect(await book.change(makeMemberId(random), { isAdmin: true })).toBeNull()
    expect(book.byId(ada.id)).toEqual({ ...ada, name: 'adaabc' })
  })

  it('keeps the name of an account that ended until its time has come', async () => {
    const { book, clock, store } = await open()
    const ada = account('ada')
    await book.make(ada)
    await book.forget(ada.id, clock.now() + 1000)
    expect(book.find(ada.account)).toBeNull()
    expect(await book.make(account('ada'))).toBe(false)
    const again = await open(store, clock)
    expect(again.book.isFree(named('ada'))).toBe(false)
    clock.pass(1000)
    expect(await again.book.make(account('ada'))).toBe(true)
  })

  it('[K10] knows who had an account, after a restart too, and who never had one', async () => {
    const { book, store } = await open()
    const ada = account('ada')
    await book.make(ada)
    expect(book.hasLeft(ada.id)).toBe(false)
    await book.forget(ada.id, 0)
    const { book: again } = await open(store)
    for (const each of [book, again]) {
      expect(each.hasLeft(ada.id)).toBe(true)
      expect(each.hasLeft(account('guest').id)).toBe(false)
    }
  })

  it('tells who listens of what was made, changed and ended', async () => {
    const { book } = await open()
    const heard: unknown[] = []
    book.onChanged((_, now, before) => heard.push([before?.name, now?.name]))
    const ada = account('ada')
    await book.make(ada)
    await book.change(ada.id, { name: 'Ada' })
    await book.forget(ada.id, 0)
    expect(heard).toEqual([
      [undefined, 'ada'],
      ['ada', 'Ada'],
      ['Ada', undefined],
    ])
  })
})
