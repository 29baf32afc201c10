// A database that was emptied with its log still beside it: all that can be saved is in that log. SQLite
// deletes it when it opens an empty database, so no command may let it. `damage.hard.test.ts` does the same
// with a database that is gone, and with a backup whose database is empty.
import { beforeAll, describe, test } from 'vitest'
import { expectBackupRefuses, expectCommandsRefuse } from './emptied.ts'
import { makeFolders, type Folders } from './folder.ts'

let folders: Folders

beforeAll(async () => {
  folders = await makeFolders()
})

describe('[damage is told] [L9] [L10] [L11]', () => {
  // Seed 3778793547 found it in the doctor: it asked an empty database where the pictures are.
  test('where a database is emptied, every command says so, and the log beside it is as it was', () =>
    expectCommandsRefuse(folders, 'emptied'))

  test('a backup whose database is gone gives no worlds, and says so', () =>
    expectBackupRefuses(folders, 'gone'))
})
