// Backups go in the order in which they were made, whatever the dates in their names say.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { backupsIn, nameAt, nextNumberIn, removeOld } from '../../../server/operations/backup-folder.ts'
import { lastBackupIn } from '../../../server/operations/folder-storage.ts'
import { temporaryFolder } from '../../process.ts'

const DAY_MS = 24 * 60 * 60_000
const NOW = Date.UTC(2026, 10, 30, 4)

/** A backup as the command leaves it, less its content; null: of an older version, which had no numbers. */
function made(folder: string, at: number, number: number | null): string {
  const name = nameAt(new Date(at))
  mkdirSync(join(folder, name), { recursive: true })
  const note = { format: 1, madeAt: at, database: 1, worlds: 1, ...(number !== null && { number }) }
  writeFileSync(join(folder, name, 'backup.json'), JSON.stringify(note))
  writeFileSync(join(folder, name, 'inkland.sqlite'), 'data')
  return name
}

test('the newest backup made is kept, though an older one has a name of next year', async () => {
  const folder = temporaryFolder()
  const ahead = made(folder, NOW + 400 * DAY_MS, await nextNumberIn(folder))
  for (const minute of [0, 1]) {
    const name = made(folder, NOW + minute * 60_000, await nextNumberIn(folder))
    expect((await backupsIn(folder))[0]?.name).toBe(name)
    await removeOld(folder, 1)
    expect(readdirSync(folder)).toEqual([name])
  }
  expect(ahead > nameAt(new Date(NOW))).toBe(true)
})

test('those of older versions, which have no number, are older; among themselves they go by name', async () => {
  const folder = temporaryFolder()
  const [late, early] = [made(folder, NOW + 9 * DAY_MS, null), made(folder, NOW, null)]
  const next = made(folder, NOW + DAY_MS, await nextNumberIn(folder))
  expect((await backupsIn(folder)).map(({ name }) => name)).toEqual([next, late, early])
  expect(await removeOld(folder, 2)).toEqual([join(folder, early)])
})

test('a last backup of a time to come is no new one', async () => {
  const folder = temporaryFolder()
  writeFileSync(
    join(folder, 'last-backup.json'),
    JSON.stringify({ format: 1, madeAt: NOW + 400 * DAY_MS, database: 1, worlds: 1 }),
  )
  expect(await lastBackupIn(folder, NOW)).toMatchObject({ isOld: true })
})
