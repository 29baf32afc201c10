// What others see of somebody who is in a world: what this node knows of them, as it is now.
import { expect, it } from 'vitest'
import { createPeople } from '../../../server/accounts/directory/member-people.ts'
import { shownWhere } from '../../../server/accounts/directory/given-user.ts'
import { shownEntry } from '../../../server/sync/presence/presence-entries.ts'
import { NO_MEMBER, type Member, type ShownMember } from '../../../server/contracts/request-member.ts'
import { inFrontOf } from '../../../server/storage/store-proxy.ts'
import { colorOfPerson, colorOfSeed, PEOPLE_COLORS } from '../../../shared/world/figures.ts'
import { makeMemberId } from '../../../shared/world/address.ts'
import { seededRandom } from '../../simulation/random.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'

const random = seededRandom(1).bytes
const ada: Member = { id: makeMemberId(random), name: 'Ada', session: 'hers' }

it('[P1] somebody is shown by their name, colour and body as they are now', async () => {
  const people = createPeople({ store: createMemoryStore(), random })
  expect(await people.shownAs(ada)).toEqual({ name: 'Ada', color: null, body: null })
  const person = (await people.meet(ada))!
  const shown = { name: 'Ada', color: colorOfPerson(person), body: person.body }
  expect(await people.shownAs(ada)).toEqual(shown)
  // From then on without a wait.
  expect(people.shownAs(ada)).toEqual(shown)
  people.rename(ada.id, 'Ada L.')
  expect(await people.shownAs(ada)).toEqual({ ...shown, name: 'Ada L.' })
  await people.dress(ada.id, { sprite: 'person-cat', color: '#7a4fb5' })
  expect(await people.shownAs(ada)).toEqual({ ...shown, name: 'Ada L.', color: '#7a4fb5' })
})

it('[P1] who has no session is somebody; where the disk fails, the session alone says it', async () => {
  const store = inFrontOf(createMemoryStore(), { person: () => Promise.reject(new Error('full')) })
  const people = createPeople({ store, random })
  expect(people.shownAs({ ...NO_MEMBER, name: null })).toEqual({ name: 'Somebody', color: null, body: null })
  expect(await people.shownAs(ada)).toEqual({ name: 'Ada', color: null, body: null })
})

it.each([
  [{ name: 'Ada L.', color: '#7A4FB5' }, 'Ada L.', '#7a4fb5'],
  [{ name: '\u202E\u0007 Bo\u200Bb\n', color: '#ffff00' }, 'Bob', null],
  [{ name: `${'x'.repeat(39)}🦊${'y'.repeat(10_000)}`, color: 'red' }, 'x'.repeat(39), null],
  // Another alphabet's letter among these.
  [{ name: 'Аdmin', color: 'url(#000000)' }, 'Somebody', null],
  [{ name: 17, color: ['#000000'] }, 'Somebody', null],
  [{ name: '   ' }, 'Somebody', null],
  ['Bob', 'Somebody', null],
  [null, 'Somebody', null],
])('[P1] in an open node %j of a client without a session is shown as %s, %s', async (user, name, color) => {
  const people = createPeople({ store: createMemoryStore(), random })
  const given = await shownWhere('open', people)(NO_MEMBER)
  expect(given.asGiven?.(user)).toEqual({ name, color })
  expect(given).toMatchObject({ name: 'Somebody', body: null })
  const entry = { id: 7, clock: 1, state: JSON.stringify({ user, body: 'adas-body' }) }
  const state = (shown: ShownMember) => JSON.parse(shownEntry(entry, shown)?.state ?? '')
  expect(state(given)).toMatchObject({ user: { name, color: color ?? colorOfSeed('7') }, body: null })
  // Who has a session is who that says, and so is everybody where there are accounts.
  expect(state(await shownWhere('open', people)(ada)).user.name).toBe('Ada')
  expect(state(await shownWhere('accounts', people)(NO_MEMBER)).user.name).toBe('Somebody')
})

it('[P1] somebody new has a colour that nobody has who was seen just now', async () => {
  const people = createPeople({ store: createMemoryStore(), random })
  const colors = new Set<string>()
  for (let at = 0; at < PEOPLE_COLORS.length; at++) {
    const person = await people.meet({ id: makeMemberId(random), name: `Person ${at}`, session: `${at}` })
    colors.add(person!.look.color)
  }
  expect(colors.size).toBe(PEOPLE_COLORS.length)
})
