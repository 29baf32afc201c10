// A database that was emptied, or is gone, with its log still beside it: all that can be saved is in that
// log. SQLite deletes it when it opens an empty database, so no command may let it.
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { backUp } from '../../../server/storage/maintenance/data-backup.ts'
import { temporaryFolder } from '../../process.ts'
import { inkland } from '../../unit/cli/inkland.ts'
import { copyOf, filesOf, makeFolders, type Folders } from './folder.ts'

const DATABASE = 'inkland.sqlite'

let folders: Folders
let pages: string

beforeAll(async () => {
  folders = await makeFolders()
  pages = join(temporaryFolder(), 'pages')
  mkdirSync(pages)
  writeFileSync(join(pages, 'Lamp.md'), 'A lamp.')
}, 60_000)

const WAYS = {
  emptied: (path: string) => truncateSync(path, 0),
  gone: (path: string) => rmSync(path),
} as const

/** Every command that opens the worlds of a data folder. */
const COMMANDS = (): readonly (readonly string[])[] => [
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

describe('[damage is told] [L9] [L10] [L11]', () => {
  // Seed 3778793547 found it in the doctor: it asked an empty database where the pictures are.
  test.each(['emptied', 'gone'] as const)(
    'where a database is %s, every command says so, and the log beside it is as it was',
    async (way) => {
      const folder = copyOf(folders.killed)
      WAYS[way](join(folder, DATABASE))
      const before = filesOf(folder)
      expect(before[1]).not.toBeNull()
      for (const command of COMMANDS()) {
        const { code, out, errors } = await inkland(...command, '--data', folder)
        expect(`${out}${errors}`, command.join(' ')).toMatch(
          /the last changes are in the file beside it .* Restore the last backup/,
        )
        expect(`${out}${errors}`, command.join(' ')).not.toMatch(/^\s+at /m)
        expect(code, command.join(' ')).toBe(1)
        expect(filesOf(folder), command.join(' ')).toEqual(before)
      }
    },
  )

  test.each(['emptied', 'gone'] as const)(
    'a backup whose database is %s gives no worlds, and says so',
    async (way) => {
      const backup = join(temporaryFolder(), 'backup')
      await backUp(copyOf(folders.stopped), backup, 1)
      expect((await inkland('take', backup, '--list')).out).toContain('ada/garden')
      WAYS[way](join(backup, DATABASE))
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
    },
  )
})
