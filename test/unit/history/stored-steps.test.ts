// Undo steps outlive the page, and a device that cannot keep them breaks nothing.
import { IDBFactory } from 'fake-indexeddb'
import { expect, onTestFinished, test, vi } from 'vitest'
import { keepSteps, forgetSteps, type StepKeeping } from '../../../client/undo/stored-undo.ts'
import { takeTabName, type TabNameLock, type TabPlace } from '../../../client/device/tab-name.ts'
import { systemClock } from '../../../client/device/system-clock.ts'
import { answer } from '../../../client/replica/storage/database.ts'
import { openDevice, type Device } from '../../../client/replica/storage/device.ts'
import { makeLineId, makeMemberId, makeWorldId } from '../../../shared/world/address.ts'
import { rename } from '../../../shared/world/edits/name-edits.ts'
import { insertText } from '../../../shared/world/edits/text-edits.ts'
import { until } from '../sync/until.ts'
import { openTab, page, redoAll, twoTabs, undoAll, type Tab } from './tabs.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes))
const member = makeMemberId(random)

function nothing(): never {
  throw new Error('not asked for here')
}

function deviceWith(indexedDB: IDBFactory | null, days = 0): Device {
  return openDevice(member, {
    clock: { ...systemClock, now: () => Date.now() + days * DAY_MS },
    random,
    openSocket: nothing,
    WebSocket: EventTarget,
    openChannel: null,
    indexedDB,
    bindBase: () => Promise.reject(new Error('no base is kept here')),
    onWake: () => () => undefined,
    onSleep: () => () => undefined,
    report: nothing,
    afterFrame: queueMicrotask,
    shown: Promise.resolve(),
  })
}

/** A world on a disk, and tabs that open it, one after another. */
function worldOn(indexedDB: IDBFactory | null) {
  const world = { id: makeWorldId(random), line: makeLineId(random) }
  const keep = (tab: Tab, name = 'tab', device = deviceWith(indexedDB)): StepKeeping =>
    keepSteps({
      undo: tab.undo,
      device,
      tab: Promise.resolve(name),
      replica: { ready: Promise.resolve(), world },
    })
  return { world, keep }
}

test('[U8] steps are there again after a reload, all of them, both ways', async () => {
  const { keep } = worldOn(new IDBFactory())
  const { ada, lamp } = twoTabs()
  const first = keep(ada)
  await first.ready
  ada.act((edit) => insertText(edit, lamp, 0, 'one'))
  ada.act((edit) => rename(edit, lamp, 'light'))
  await first.flush()
  ada.act((edit) => insertText(edit, lamp, 3, 'two'))
  ada.undo.undo()
  await first.end()
  const again = openTab(ada.scene)
  const second = keep(again)
  await second.ready
  expect(again.undo.state).toEqual({
    canUndo: true,
    canRedo: true,
    undoLabel: 'rename light',
    redoLabel: 'typing',
  })
  expect(undoAll(again)).toBe(2)
  expect([again.view.artifact(lamp)?.name, page(again, lamp)]).toEqual(['lamp', ''])
  await second.end()
  const third = openTab(again.scene)
  await keep(third).ready
  expect(redoAll(third)).toBe(3)
  expect([third.view.artifact(lamp)?.name, page(third, lamp)]).toEqual(['light', 'onetwo'])
})

test('steps are kept by themselves, soon after they are made', async () => {
  const { keep } = worldOn(new IDBFactory())
  const { ada, lamp } = twoTabs()
  await keep(ada).ready
  ada.act((edit) => rename(edit, lamp, 'light'))
  await until(async () => {
    const again = openTab(ada.scene)
    await keep(again).ready
    return again.undo.state.canUndo
  }, 'a reload finds the step')
})

test('what is done before the steps are here comes after them, and they learn of it', async () => {
  const { keep } = worldOn(new IDBFactory())
  const { ada, lamp } = twoTabs()
  const first = keep(ada)
  await first.ready
  ada.act((edit) => rename(edit, lamp, 'light'))
  ada.act((edit) => rename(edit, lamp, 'sun'))
  await first.end()
  const again = openTab(ada.scene)
  again.act((edit) => rename(edit, lamp, 'moon'))
  again.undo.undo()
  again.act((edit) => insertText(edit, lamp, 0, 'x'))
  await keep(again).ready
  expect(undoAll(again)).toBe(3)
  expect([again.view.artifact(lamp)?.name, page(again, lamp)]).toEqual(['lamp', ''])
})

test('[U8] each tab has its own steps, and each world', async () => {
  const disk = new IDBFactory()
  const { keep } = worldOn(disk)
  const { ada, lamp } = twoTabs()
  const first = keep(ada)
  await first.ready
  ada.act((edit) => rename(edit, lamp, 'light'))
  await first.end()
  const [same, otherTab, otherWorld] = [openTab(ada.scene), openTab(ada.scene), openTab(ada.scene)]
  await Promise.all([keep(same).ready, keep(otherTab, 'another').ready, worldOn(disk).keep(otherWorld).ready])
  const counts = [same, otherTab, otherWorld].map(({ undo }) => undo.steps.undo.length)
  expect(counts).toEqual([1, 0, 0])
})

test('[HI42] on a new line of a world, the steps of all tabs on the old one are forgotten', async () => {
  const disk = new IDBFactory()
  const { keep, world } = worldOn(disk)
  const { ada, lamp } = twoTabs()
  for (const keepOne of [worldOn(disk).keep, keep, keep]) {
    const tab = openTab(ada.scene)
    const keeping = keepOne(tab, makeMemberId(random))
    await keeping.ready
    tab.act((edit) => insertText(edit, lamp, 0, 'mayonnaise'))
    await keeping.end()
  }
  expect(await rowsOn(disk)).toBe(3)
  const moved = { ...world, line: makeLineId(random) }
  await keepSteps({
    undo: openTab(ada.scene).undo,
    device: deviceWith(disk),
    tab: Promise.resolve('tab'),
    replica: { ready: Promise.resolve(), world: moved },
  }).ready
  // Those of the other world are there still.
  expect(await rowsOn(disk)).toBe(1)
})

test('[U8] what closed tabs left is forgotten after a week, and with the world', async () => {
  const disk = new IDBFactory()
  const { keep, world } = worldOn(disk)
  const rows = (): Promise<number> => rowsOn(disk)
  const leave = async (name: string, days: number): Promise<void> => {
    const { ada, lamp } = twoTabs()
    const keeping = keep(ada, name, deviceWith(disk, days))
    await keeping.ready
    ada.act((edit) => rename(edit, lamp, 'light'))
    await keeping.end()
  }
  await leave('old', 0)
  expect(await rows()).toBe(1)
  await leave('new', 8)
  await until(async () => (await rows()) === 1, 'the old ones are forgotten')
  await forgetSteps(deviceWith(disk), makeWorldId(random))
  expect(await rows()).toBe(1)
  await forgetSteps(deviceWith(disk), world.id)
  expect(await rows()).toBe(0)
})

test.each(['none', 'broken', 'full'] as const)('[U8] undo works where the disk is %s', async (how) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  onTestFinished(() => warn.mockRestore())
  const disk = new IDBFactory()
  if (how === 'broken') vi.spyOn(disk, 'open').mockImplementation(() => nothing())
  if (how === 'full') disk.open(`inkland ${member} steps`, 99)
  const { keep } = worldOn(how === 'none' ? null : disk)
  const { ada, lamp } = twoTabs()
  const keeping = keep(ada)
  await keeping.ready
  ada.act((edit) => rename(edit, lamp, 'light'))
  await keeping.flush()
  ada.act((edit) => rename(edit, lamp, 'sun'))
  await keeping.end()
  expect(undoAll(ada)).toBe(2)
  expect(ada.view.artifact(lamp)?.name).toBe('lamp')
  expect(warn.mock.calls.length).toBeLessThanOrEqual(1)
})

test('a tab has its name again after a reload, and a duplicate of it another', async () => {
  const locks = new Set<string>()
  const hold: TabNameLock = (lock, _signal, held) => {
    if (locks.has(lock)) return Promise.reject(new Error('another page has it'))
    locks.add(lock)
    held()
    return new Promise(() => undefined)
  }
  const storage = storageWith()
  const name = await takeTabName(pageWith(storage, hold), random)
  const duplicate = storageWith(storage)
  const other = await takeTabName(pageWith(duplicate, hold), random)
  expect(other).not.toBe(name)
  // Both pages end, and are loaded again.
  locks.clear()
  expect(await takeTabName(pageWith(storage, hold), random)).toBe(name)
  expect(await takeTabName(pageWith(duplicate, hold), random)).toBe(other)
})

test('without locks the name is not there to be taken as long as its page is', async () => {
  const storage = storageWith()
  const first = pageWith(storage, null)
  const name = await takeTabName(first, random)
  const duplicate = storageWith(storage)
  expect(await takeTabName(pageWith(duplicate, null), random)).not.toBe(name)
  first.leave()
  expect(await takeTabName(pageWith(storage, null), random)).toBe(name)
})

test('a browser that keeps nothing takes each page for a tab of its own', async () => {
  const storage = { getItem: nothing, setItem: nothing, removeItem: nothing }
  const names = [await takeTabName(pageWith(storage, null), random)]
  names.push(
    await takeTabName(
      pageWith(storage, (_lock, _signal, held) => Promise.resolve(held())),
      random,
    ),
  )
  expect(new Set(names).size).toBe(2)
})

type Page = TabPlace & { readonly leave: () => void }

function pageWith(storage: TabPlace['storage'], hold: TabPlace['hold']): Page {
  const leaving: (() => void)[] = []
  return {
    storage,
    hold,
    onHide: (leave) => void leaving.push(leave),
    onShow: () => undefined,
    leave: () => leaving.forEach((leave) => leave()),
  }
}

/** A tab's storage, with that of another tab which it was duplicated from. */
function storageWith(from?: TabPlace['storage']): TabPlace['storage'] {
  const kept = new Map<string, string>()
  const name = from?.getItem('inkland.tab') ?? null
  if (name !== null) kept.set('inkland.tab', name)
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }
}

async function rowsOn(disk: IDBFactory): Promise<number> {
  const database = await answer(disk.open(`inkland ${member} steps`))
  const count = await answer(database.transaction('steps').objectStore('steps').count())
  database.close()
  return count
}
