// Backups by themselves: a real data folder, the real command, and a clock that the test moves.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openBackupScheduler } from '../../../server/operations/backup-scheduler.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { serve } from '../../hosted-node.ts'
import { temporaryFolder, until } from '../../process.ts'
import { ManualClock } from '../accounts/accounts-in-memory.ts'

const CLI = fileURLToPath(new URL('../../../server/cli.ts', import.meta.url))
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

test('[C20] one is made when it is due, old ones go, and one that fails is told once and tried again', async () => {
  const root = temporaryFolder()
  const data = `${root}/data`
  // A node that was there once.
  await (await serve({ data }))[Symbol.asyncDispose]()
  const folder = `${root}/backups`
  const clock = new ManualClock()
  clock.time = Date.now()
  const told: string[] = []
  const tables = createRecordTables({ store: createMemoryStore(), onUnreadable: () => undefined })
  const options = {
    tables,
    data,
    folder,
    cli: CLI,
    clock,
    onFailed: (text: string) => void told.push(text),
    onFault: console.error,
  }
  const scheduler = await openBackupScheduler({ ...options, plan: null })
  const end = scheduler.begin()

  clock.pass(MINUTE_MS)
  expect(await scheduler.state()).toMatchObject({ nextAt: null, isRunning: false, backups: [] })
  expect(await scheduler.change({ everyHours: 24, keep: 2 })).toEqual({ everyHours: 24, atHour: 3, keep: 2 })
  // Half a day from now: none is due in the minutes that pass here.
  await scheduler.change({ atHour: (new Date(clock.time).getHours() + 12) % 24 })
  const isMade = async (backups: number): Promise<void> => {
    await until('the next look has its time', () => clock.waiting > 0)
    clock.pass(MINUTE_MS)
    await until('one more is made', async () => {
      const state = await scheduler.state()
      return !state.isRunning && state.backups.length === backups && (state.nextAt ?? 0) > clock.now()
    })
  }
  for (const backups of [1, 2, 2]) {
    await isMade(backups)
    // Not another one in the next minute.
    await isMade(backups)
    age(folder)
  }
  expect(told).toEqual([])

  rmSync(folder, { recursive: true })
  writeFileSync(folder, '')
  const fails = async (): Promise<boolean> => {
    clock.pass(MINUTE_MS)
    return (await scheduler.state()).isRunning
  }
  await until('it is tried', fails)
  await until('it failed', async () => scheduler.failed !== null)
  const [first] = told
  expect(first).toMatch(/^There is a file where the folder should be\./)
  // Nor does it wait for a time at which the clock was when it was ahead.
  clock.time -= 400 * DAY_MS
  expect((await scheduler.state()).nextAt).toBeLessThanOrEqual(clock.now())
  clock.time += 400 * DAY_MS
  clock.pass(2 * 60 * MINUTE_MS)
  await until('it is tried again', fails)
  await until('that failed too', async () => !(await scheduler.state()).isRunning)
  expect(told).toEqual([first])
  rmSync(folder)
  mkdirSync(folder)
  await scheduler.make()
  expect(scheduler.failed).toBeNull()
  end()

  const fixed = await openBackupScheduler({ ...options, plan: { everyHours: 0, atHour: 3, keep: 1 } })
  expect(await fixed.change({ everyHours: 24, atHour: 3, keep: 2 })).toBe(null)
  expect(await fixed.state()).toMatchObject({ isFixed: true, nextAt: null })
})

/** All backups in a folder are two days older from now on. */
function age(folder: string): void {
  for (const name of readdirSync(folder).toSorted()) {
    const note = join(folder, name, 'backup.json')
    const { madeAt, ...more } = JSON.parse(readFileSync(note, 'utf8')) as { madeAt: number }
    writeFileSync(note, JSON.stringify({ ...more, madeAt: madeAt - 2 * DAY_MS }))
    const [, year = '', rest = ''] = /^(\d{4})(.*)$/.exec(name) ?? []
    renameSync(join(folder, name), join(folder, `${Number(year) - 1}${rest}`))
  }
}
