// A database that was emptied, or is gone, and what every command says of it.
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { backUp } from '../../../server/storage/maintenance/data-backup.ts'
import { temporaryFolder } from '../../process.ts'
import { inkland } from '../../unit/cli/inkland.ts'
import { copyOf, DATABASE, filesOf, type Folders } from './folder.ts'

const LOSSES = {
  emptied: (path: string) => truncateSync(path, 0),
  gone: (path: string) => rmSync(path),
} as const
type Loss = keyof typeof LOSSES

/** Every command that opens the worlds of a data folder. */
function commands(): readonly (readonly string[])[] {
  const pages = join(temporaryFolder(), 'pages')
  mkdirSync(pages)
  writeFileSync(join(pages, 'Lamp.md'), 'A lamp.')
  return [
    ['doctor'],
    ['export', 'ada/garden', '--out', join(temporaryFolder(), 'out')],
    ['backup', temporaryFolder()],
    ['move', '--to', 'postgres://nobody:none@127.0.0.1:1/none'],
    ['import', pages, 'ada/pages'],
    ['account', 'list'],
    ['group', 'list'],
    ['world', 'list'],
    ['invite', '--by', 'ada', '--origin', 'https://node.example'],
    ['peer', 'new-key'],
  ]
}

/** Every command says so, and the log beside it is as it was. */
export async function expectCommandsRefuse(folders: Folders, loss: Loss): Promise<void> {
  const folder = copyOf(folders.killed)
  LOSSES[loss](join(folder, DATABASE))
  const before = filesOf(folder)
  expect(before[1]).not.toBeNull()
  for (const command of commands()) {
    const { code, out, errors } = await inkland(...command, '--data', folder)
    expect(`${out}${errors}`, command.join(' ')).toMatch(
      /the last changes are in the file beside it .* Restore the last backup/,
    )
    expect(`${out}${errors}`, command.join(' ')).not.toMatch(/^\s+at /m)
    expect(code, command.join(' ')).toBe(1)
    expect(filesOf(folder), command.join(' ')).toEqual(before)
  }
}

/** A backup with that loss gives no worlds, and says so. */
export async function expectBackupRefuses(folders: Folders, loss: Loss): Promise<void> {
  const backup = join(temporaryFolder(), 'backup')
  await backUp(copyOf(folders.stopped), backup, 1)
  expect((await inkland('take', backup, '--list')).out).toContain('ada/garden')
  LOSSES[loss](join(backup, DATABASE))
  for (const command of [
    ['take', backup, '--list'],
    ['take', backup, 'ada/garden', '--out', join(temporaryFolder(), 'a.world')],
    ['restore', backup, '--data', join(temporaryFolder(), 'restored')],
  ]) {
    const { code, errors } = await inkland(...command)
    expect([code, errors], command.join(' ')).toEqual([
      1,
      expect.stringMatching(/is damaged: its database is missing or empty\. Choose another backup\./),
    ])
  }
}
