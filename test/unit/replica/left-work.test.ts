// Work that this browser has noted for members who came and went is done at the next start, and only then
// forgotten.
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { answer } from '../../../client/replica/storage/database.ts'
import { parseMemberId, type MemberId } from '../../../shared/world/address.ts'

let disk: IDBFactory
let kept: Map<string, string>

beforeEach(() => {
  disk = new IDBFactory()
  kept = new Map()
  vi.stubGlobal('indexedDB', disk)
  // The modules of a page look at this as they are loaded.
  vi.stubGlobal('location', new URL('http://inkland.test/'))
  vi.stubGlobal('history', { state: null, replaceState: () => undefined })
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  })
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

/** A page of this browser: modules of its own, the storage of all. */
async function openPage() {
  vi.resetModules()
  const estates = await import('../../../client/session/inheritance.ts')
  const { deviceOf } = await import('../../../client/session/person-device.ts')
  return { ...estates, deviceOf }
}

type Page = Awaited<ReturnType<typeof openPage>>

function memberNamed(name: string): MemberId {
  const member = parseMemberId(name)
  if (!member) throw new Error(`no member: ${name}`)
  return member
}

const GUEST = memberNamed('guest')
const ADA = memberNamed('ada')

const EDIT = {
  place: 'world/line/scene',
  world: 'world',
  key: 'tab.1',
  tab: 'tab',
  bytes: new Uint8Array([0, 0]),
  at: 1,
}

const leave = ({ deviceOf }: Page, member: MemberId): Promise<unknown> =>
  deviceOf(member).database.write(['unsaved'], (transaction) =>
    answer(transaction.objectStore('unsaved').put(EDIT)),
  )

const left = ({ deviceOf }: Page, member: MemberId): Promise<number> =>
  deviceOf(member).database.read(['unsaved'], (transaction) =>
    answer(transaction.objectStore('unsaved').count()),
  )

const names = async (): Promise<string[]> => (await disk.databases()).map(({ name }) => name ?? '')
const hasNothingOf = async (member: MemberId): Promise<boolean> =>
  (await names()).every((name) => !name.includes(member))

test('a guest’s work goes over when the account is there, not to somebody else, and is noted until the next start', async () => {
  const page = await openPage()
  await leave(page, GUEST)
  page.noteInheritor(GUEST, ADA)
  await page.settleInheritances(memberNamed('bob'))
  await page.settleInheritances(null)
  expect(await left(page, GUEST)).toBe(1)
  await page.settleInheritances(ADA)
  expect(await left(page, ADA)).toBe(1)
  expect(await left(page, GUEST)).toBe(0)

  // Another tab of the guest wrote something yet, before it ended.
  await leave(page, GUEST)
  const next = await openPage()
  await next.settleInheritances(ADA)
  expect(await left(next, GUEST)).toBe(0)
  const last = await openPage()
  await last.settleInheritances(ADA)
  expect(await hasNothingOf(GUEST)).toBe(true)
  expect(kept.size).toBe(0)
})

test('who went is taken off the browser at the next start, if the page ended before', async () => {
  const page = await openPage()
  await leave(page, ADA)
  await leave(page, GUEST)
  page.noteLeaving(ADA)
  const next = await openPage()
  await next.settleInheritances(null)
  expect(await hasNothingOf(ADA)).toBe(true)
  expect(await left(next, GUEST)).toBe(1)
  expect(kept.size).toBe(0)
})

test('who is back, or could not go, keeps what is here', async () => {
  const page = await openPage()
  await leave(page, ADA)
  page.noteLeaving(ADA)
  await page.settleInheritances(ADA)
  await page.settleInheritances(null)
  expect(await left(page, ADA)).toBe(1)
  page.noteLeaving(ADA)
  page.noteStaying(ADA)
  await page.settleInheritances(null)
  expect(await left(page, ADA)).toBe(1)
})
