// [N12] People of other nodes as members of this one, on a store in memory that can be opened again.
import { describe, expect, it } from 'vitest'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { createPeople } from '../../../server/accounts/directory/member-people.ts'
import { createForeigners, type Foreigners } from '../../../server/peers/guests/foreign-members.ts'
import { openForeignPresence, STAY_MS } from '../../../server/peers/guests/foreign-presence.ts'
import { PEOPLE_OF_NODE_MAX, TooManyPeople } from '../../../server/peers/guests/foreign-member-records.ts'
import type { Vouched } from '../../../server/peers/guests/foreign-member.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import {
  foreignAccountOf,
  makeArtifactId,
  parseAccountName,
  parseArtifactId,
  parseMemberId,
  parseNodeName,
} from '../../../shared/world/address.ts'
import { seededRandom } from '../../simulation/random.ts'

const HOUR_MS = 3_600_000
const must = <T>(value: T | null): T => {
  if (value === null) throw new Error('that is well formed')
  return value
}
const house = must(parseNodeName('house.example'))
const barn = must(parseNodeName('barn.example'))
const word = (text: string) => must(parseAccountName(text))
const at = (name: string, node = house) => foreignAccountOf(word(name), node)

/** A node on which people of others come and go. */
function place() {
  const store = createMemoryStore()
  const random = seededRandom(3).bytes
  const clock = { ms: 1_000_000, now: () => clock.ms }
  const shut = new Set<string>()
  const claimed: [string, string][] = []
  const open = async (): Promise<Foreigners> => {
    const tables = createRecordTables({ store, onUnreadable: (kind, id) => expect.fail(`${kind} ${id}`) })
    return createForeigners({
      tables,
      presence: await openForeignPresence({ tables, clock, mayCome: (node) => !shut.has(node) }),
      store: {
        person: (id) => store.person(id),
        personNamed: (account) => store.personNamed(account),
        introduce: (person) => store.introduce(person),
        changePerson: (id, change) => store.changePerson(id, change),
        nameMember: (member) => store.nameMember(member),
        claimClients: async (from, to) => void claimed.push([from, to]),
      },
      people: createPeople({ store, random }),
      clock,
      random,
    })
  }
  const vouched = (
    account: string,
    subject = `${account}-for-life`,
    more: Partial<Vouched> = {},
  ): Vouched => ({
    node: house,
    subject: must(parseMemberId(subject)),
    account: word(account),
    name: account.toUpperCase(),
    body: null,
    look: null,
    until: clock.ms + 300_000,
    ...more,
  })
  return { store, random, clock, shut, claimed, open, vouched }
}

describe('[N12] somebody of another node', () => {
  it('is a member of their own for life, through new names and restarts', async () => {
    const { store, open, vouched } = place()
    const foreigners = await open()
    const ada = await foreigners.memberOf(vouched('ada'))
    expect(ada).toMatchObject({ name: 'ADA', session: 'peer:house.example', kind: 'peer' })
    expect(await foreigners.memberOf(vouched('ada'))).toEqual(ada)
    const renamed = await foreigners.memberOf(vouched('countess', 'ada-for-life'))
    expect(renamed.id).toBe(ada.id)
    const again = await open()
    expect(again.byId(ada.id)).toMatchObject({ account: at('countess'), name: 'COUNTESS', node: house })
    expect(again.named(at('ada'))).toBeNull()
    expect((await again.memberOf(vouched('countess', 'ada-for-life'))).id).toBe(ada.id)
    expect(await store.person(ada.id)).toMatchObject({ account: at('countess') })
  })

  it('is somebody else on another node, by whatever id and name', async () => {
    const { open, vouched } = place()
    const foreigners = await open()
    const one = await foreigners.memberOf(vouched('ada'))
    const other = await foreigners.memberOf(vouched('ada', 'ada-for-life', { node: barn }))
    expect(other.id).not.toBe(one.id)
    expect(foreigners.named(at('ada', barn))?.id).toBe(other.id)
  })

  it('who was named before they came is who comes first under that name', async () => {
    const { open, vouched } = place()
    const foreigners = await open()
    const expected = await foreigners.expect(at('ada'))
    expect(expected).toMatchObject({ account: at('ada'), subject: null })
    expect(await foreigners.expect(at('ada'))).toEqual(expected)
    expect((await foreigners.memberOf(vouched('ada'))).id).toBe(expected?.id)
    expect(await foreigners.expect(word('ada'))).toBeNull()
  })

  it('who is called now as somebody who was named gets what was given to the name', async () => {
    const { open, vouched, claimed } = place()
    const foreigners = await open()
    const ada = await foreigners.memberOf(vouched('ada'))
    const expected = await foreigners.expect(at('countess'))
    await foreigners.memberOf(vouched('countess', 'ada-for-life'))
    expect(claimed).toEqual([[expected?.id, ada.id]])
    expect(foreigners.named(at('countess'))?.id).toBe(ada.id)
    expect(foreigners.countOf(house)).toBe(1)
  })

  it('who has a name takes it from who had it, and nothing else', async () => {
    const { store, open, vouched, claimed } = place()
    const foreigners = await open()
    const old = await foreigners.memberOf(vouched('ada', 'first'))
    const now = await foreigners.memberOf(vouched('ada', 'second'))
    expect(now.id).not.toBe(old.id)
    expect(claimed).toEqual([])
    expect(foreigners.named(at('ada'))?.id).toBe(now.id)
    expect(foreigners.byId(old.id)?.account).toMatch(/^ada\.before-.{6}@house\.example$/)
    expect((await store.person(now.id))?.account).toBe(at('ada'))
    expect((await store.person(old.id))?.account).toBe(foreigners.byId(old.id)?.account)
  })

  it('a node that died between a name’s two records is put right when they come', async () => {
    const { store, open, vouched } = place()
    const foreigners = await open()
    const old = await foreigners.memberOf(vouched('ada', 'first'))
    await foreigners.memberOf(vouched('ada', 'second'))
    // As it was on the disk before the person's own record followed.
    const second = must(foreigners.named(at('ada'))?.id ?? null)
    await store.changePerson(second, { account: at('nobody') })
    await store.changePerson(old.id, { account: at('ada') })
    const again = await open()
    await again.memberOf(vouched('ada', 'second'))
    expect((await store.person(second))?.account).toBe(at('ada'))
    expect((await store.person(old.id))?.account).toBe(again.byId(old.id)?.account)
  })

  it('has the body that they have at home, unless somebody else has it here', async () => {
    const { store, open, vouched, random } = place()
    const foreigners = await open()
    const body = makeArtifactId(random)
    const ada = await foreigners.memberOf(vouched('ada', 'ada-for-life', { body }))
    const thief = await foreigners.memberOf(vouched('thief', 'thief', { node: barn, body }))
    expect((await store.person(ada.id))?.body).toBe(body)
    expect(parseArtifactId((await store.person(thief.id))?.body)).not.toBe(body)
    const look = { sprite: 'robot', color: '#2b6cb0' }
    await foreigners.memberOf(vouched('ada', 'ada-for-life', { body: makeArtifactId(random), look }))
    expect(await store.person(ada.id)).toMatchObject({ body, look })
  })

  it('is here as long as their node vouches, and a while, and may come', async () => {
    const { open, vouched, clock, shut } = place()
    const foreigners = await open()
    const ada = await foreigners.memberOf(vouched('ada'))
    expect(foreigners.isHere(ada)).toBe(true)
    expect(foreigners.whyNotHere(ada)).toBeNull()
    shut.add(house)
    expect(foreigners.isHere(ada)).toBe(false)
    expect(foreigners.whyNotHere(ada)?.code).toBe(4403)
    shut.clear()
    clock.ms += 300_000 + STAY_MS - 1
    expect(foreigners.isHere(ada)).toBe(true)
    clock.ms += 1
    expect(foreigners.isHere(ada)).toBe(false)
    expect(foreigners.whyNotHere(ada)?.code).toBe(4401)
    await foreigners.memberOf(vouched('ada'))
    expect(foreigners.isHere(ada)).toBe(true)
    clock.ms += HOUR_MS
    expect((await open()).isHere(ada)).toBe(false)
    expect(foreigners.isHere({ ...ada, kind: 'guest' })).toBe(false)
  })

  it('two who come at once by one id are one', async () => {
    const { open, vouched } = place()
    const foreigners = await open()
    const all = await Promise.all(Array.from({ length: 10 }, () => foreigners.memberOf(vouched('ada'))))
    expect(new Set(all.map(({ id }) => id)).size).toBe(1)
    expect(foreigners.countOf(house)).toBe(1)
  })

  it('is one too many over a bound of their node, and of no other one', async () => {
    const { store, open, vouched } = place()
    const records = Array.from({ length: PEOPLE_OF_NODE_MAX }, (_, number) => ({
      kind: 'foreigner',
      id: `m${number}`,
      value: { node: house, account: `p${number}`, name: 'P', subject: `s${number}` },
    }))
    await store.changeRecords(records)
    const foreigners = await open()
    await expect(foreigners.memberOf(vouched('ada'))).rejects.toThrow(TooManyPeople)
    await expect(foreigners.expect(at('ada'))).rejects.toThrow('No more new people from house.example')
    expect(await foreigners.memberOf(vouched('p1', 's1'))).toMatchObject({ id: 'm1' })
    expect(await foreigners.memberOf(vouched('ada', 'ada', { node: barn }))).toMatchObject({ kind: 'peer' })
  })
})
